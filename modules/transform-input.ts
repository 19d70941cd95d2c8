/** What the transformers get, and what esbuild gives back. */
import type { CompilerOptions } from './tsconfig.ts';

export interface TransformInput {
  readonly path: string;
  /** As it is written. */
  readonly source: string;
  /** The same with probes, when it is to be counted: what is transformed. */
  readonly probed?: string;
  readonly compilerOptions: CompilerOptions;
  /** Node would treat the file as an ES module. */
  readonly isEsModule: boolean;
  /** It may be JavaScript that only a transformer of the project can read. */
  readonly isDialect?: boolean;
  /** Imports that are not used are left out, as in TypeScript. */
  readonly elidesImports?: boolean;
  /** CommonJS, too, becomes strict code. */
  readonly isStrict?: boolean;
}

export interface EsbuildOutput {
  readonly code: string;
  readonly map: string;
}
