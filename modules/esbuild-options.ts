/** How esbuild is asked, and what its refusals mean. */
import path from 'node:path';
import type { TransformFailure, TransformOptions } from 'esbuild';
import { isTypeScript } from './module-kind.ts';
import type { TransformInput } from './transform-input.ts';
import type { CompilerOptions } from './tsconfig.ts';

export function esbuildOptions(
  input: TransformInput,
  { keepNames }: { readonly keepNames: boolean },
): TransformOptions {
  return {
    loader: loaderFor(input),
    format: 'cjs',
    platform: 'neutral',
    target: `node${process.versions.node}`,
    sourcefile: input.path,
    sourcemap: 'external',
    sourcesContent: false,
    ...definesFor(input),
    keepNames,
    logLevel: 'silent',
    tsconfigRaw: { compilerOptions: compilerOptionsFor(input) },
  };
}

/** Only what the text needs: any definition makes esbuild a fifth slower. */
function definesFor(input: TransformInput): Pick<TransformOptions, 'define'> {
  const { source } = input;
  const define = {
    ...(/\bimport\s*\.\s*meta\b/.test(source) && { 'import.meta': '__importMeta' }),
    // Where nothing is exported it would become `exports`.
    ...(/\bthis\b/.test(source) &&
      !/^\s*export\b/m.test(source) &&
      isWrittenAsEsModule(input) && { this: 'undefined' }),
  };
  return Object.keys(define).length > 0 ? { define } : {};
}

function isWrittenAsEsModule({ path: file, source, isEsModule }: TransformInput): boolean {
  if (isEsModule || (isTypeScript(file) && !file.endsWith('.cts'))) return true;
  return /^\s*(?:import|export)\b[^(.]/m.test(source);
}

export function isTopLevelAwaitFailure(error: unknown): boolean {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- read defensively: whatever esbuild threw
  const failure = error as Partial<TransformFailure>;
  const errors = failure.errors ?? [];
  return (
    errors.length > 0 &&
    errors.every((e) => e.text.startsWith('Top-level await is currently not supported'))
  );
}

/** What a transformer says of a source that it cannot read, in one line. */
export function transformFailureReason(error: unknown): string {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- read defensively: whatever a transformer threw
  const first = (error as Partial<TransformFailure>).errors?.[0];
  if (first === undefined) return error instanceof Error ? error.message : String(error);
  return first.location === null ? first.text : `line ${first.location.line}: ${first.text}`;
}

/**
 * How JSX is compiled. `preserve` leaves it to a bundler, and nothing but a transform can run it here; where no tsconfig
 * says anything, a file that does not speak of `React` cannot mean the classic way.
 */
export function jsxMode(
  { jsx, jsxFactory }: CompilerOptions,
  source: string,
): 'react' | 'react-jsx' | 'react-jsxdev' {
  const mode = jsx?.toLowerCase();
  if (mode === 'react-jsx' || mode === 'react-jsxdev' || mode === 'react') return mode;
  if (jsxFactory !== undefined) return 'react';
  if (mode !== undefined) return 'react-jsx';
  return /\bReact\b|@jsx\b/.test(source) ? 'react' : 'react-jsx';
}

type EsbuildCompilerOptions = NonNullable<
  Exclude<TransformOptions['tsconfigRaw'], string | undefined>['compilerOptions']
>;

function compilerOptionsFor({ compilerOptions, source }: TransformInput): EsbuildCompilerOptions {
  // `strict` only makes esbuild write the directive that the wrapper has.
  const { jsx: _jsx, strict: _strict, alwaysStrict: _always, ...rest } = compilerOptions;
  const { importsNotUsedAsValues, emitDecoratorMetadata: _metadata, allowJs: _js, ...plain } = rest;
  const importsOption: EsbuildCompilerOptions =
    importsNotUsedAsValues === 'preserve' ||
    importsNotUsedAsValues === 'error' ||
    importsNotUsedAsValues === 'remove'
      ? { importsNotUsedAsValues }
      : {};
  return { ...plain, jsx: jsxMode(compilerOptions, source), ...importsOption };
}

function loaderFor({ path: file, elidesImports }: TransformInput): 'ts' | 'tsx' | 'jsx' {
  const extension = path.extname(file);
  if (extension === '.tsx' || (elidesImports === true && !isTypeScript(file))) return 'tsx';
  return extension === '.ts' || extension === '.mts' || extension === '.cts' ? 'ts' : 'jsx';
}
