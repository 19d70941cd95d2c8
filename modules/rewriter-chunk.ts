/** Chunk: what changes transformed code after the fact, with a parser that most modules do without. */
export { hoistMocks } from './hoist.ts';
export { rewriteDynamicImports } from './dynamic-imports.ts';
