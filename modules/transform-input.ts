/** What the transformers get, and what esbuild gives back. */
import type { CompilerOptions } from './tsconfig.ts';

export interface TransformInput {
  readonly path: string;
  readonly source: string;
  readonly compilerOptions: CompilerOptions;
  /** Node would treat the file as an ES module. */
  readonly isEsModule: boolean;
}

export interface EsbuildOutput {
  readonly code: string;
  readonly map: string;
}
