/**
 * One source file → CommonJS with live bindings, by esbuild. What esbuild's CommonJS cannot say (top-level `await`,
 * `emitDecoratorMetadata`) goes through TypeScript's own transformer, which is loaded only then.
 *
 * A module becomes the body of a function with the parameters of {@link WRAPPER_PARAMETERS}. esbuild's interop helpers
 * are taken out of the code and passed in instead: esbuild's own make exports read-only getters on a copy; ours keep one
 * namespace object, live and open to `spyOn`.
 */
import path from 'node:path';
import type { TransformFailure, TransformOptions } from 'esbuild';
import { mayHoist } from './hoist-filter.ts';
import { lazyGlobalsIn } from './lazy-globals.ts';
import type { CompilerOptions } from './tsconfig.ts';

export const WRAPPER_PARAMETERS = [
  'exports',
  'require',
  'module',
  '__filename',
  '__dirname',
  '__importMeta',
  '__export',
  '__toESM',
  '__toCommonJS',
  '__reExport',
] as const;

export interface TransformedModule {
  /** Body of the wrapper function. */
  readonly code: string;
  /** Source map (JSON, version 3, one source) or empty when the code is the source. */
  readonly map: string;
  /** The body holds top-level `await`: the wrapper is an async function. */
  readonly isAsync: boolean;
  /** The module is loaded as an ES module was written: a wrong `this`, strict mode. */
  readonly isEsm: boolean;
  /** The isolation level that the file asks for: `// ztest isolation: full`, or `export const isolation = 'full'`. */
  readonly isolation?: IsolationChoice;
  /** Globals that Node makes on first use and that the module names. */
  readonly lazyGlobals?: readonly string[];
  /** Specifiers of static and dynamic imports and of `require`, as written. */
  readonly imports: readonly ImportedSpecifier[];
}

export type IsolationChoice = 'full' | 'partial' | 'none';

export interface ImportedSpecifier {
  readonly specifier: string;
  readonly kind: 'import' | 'require';
}

export interface TransformInput {
  readonly path: string;
  readonly source: string;
  readonly compilerOptions: CompilerOptions;
  /** Node would treat the file as an ES module. */
  readonly isEsModule: boolean;
}

/** What the two faces of esbuild (`transform`, `transformSync`) share. */
export type Esbuild = (source: string, options: TransformOptions) => Promise<EsbuildOutput>;
export interface EsbuildOutput {
  readonly code: string;
  readonly map: string;
}

export interface Transformers {
  readonly esbuild: Esbuild;
  readonly typescript: (input: TransformInput) => TransformedModule;
  readonly hoist: (module: TransformedModule) => TransformedModule;
}

/** @throws {TransformFailure} esbuild's, when the source has a syntax error */
export async function transformModule(
  input: TransformInput,
  tools: Transformers,
): Promise<TransformedModule> {
  return withFacts(await transformWithoutFacts(input, tools), input);
}

function withFacts(module: TransformedModule, input: TransformInput): TransformedModule {
  const isolation = isolationIn(input.source);
  const lazyGlobals = lazyGlobalsIn(module.code);
  return {
    ...module,
    ...(isolation !== undefined && { isolation }),
    ...(lazyGlobals.length > 0 && { lazyGlobals }),
  };
}

const ISOLATION =
  /(?:^|\n)\s*(?:(?:\/\/|\/?\*+)\s*ztest\s+isolation\s*:\s*|export\s+const\s+isolation\s*(?::[^=]*)?=\s*['"])(full|partial|none)\b/;

function isolationIn(source: string): IsolationChoice | undefined {
  const level = ISOLATION.exec(source)?.[1];
  return level === 'full' || level === 'partial' || level === 'none' ? level : undefined;
}

async function transformWithoutFacts(
  input: TransformInput,
  tools: Transformers,
): Promise<TransformedModule> {
  const direct = withoutEsbuild(input, tools);
  if (direct !== undefined) return direct;
  let output: EsbuildOutput;
  try {
    output = await tools.esbuild(input.source, esbuildOptions(input));
  } catch (error) {
    if (isTopLevelAwaitFailure(error)) return tools.hoist(tools.typescript(input));
    throw error;
  }
  return finish(input, output, tools);
}

/** The same for a host that meets a module nobody could foresee. */
export function transformModuleSync(
  input: TransformInput,
  tools: SyncTransformers,
): TransformedModule {
  return withFacts(transformSyncWithoutFacts(input, tools), input);
}

export type SyncTransformers = Omit<Transformers, 'esbuild'> & {
  readonly esbuildSync: (source: string, options: TransformOptions) => EsbuildOutput;
};

function transformSyncWithoutFacts(
  input: TransformInput,
  tools: SyncTransformers,
): TransformedModule {
  const direct = withoutEsbuild(input, tools);
  if (direct !== undefined) return direct;
  let output: EsbuildOutput;
  try {
    output = tools.esbuildSync(input.source, esbuildOptions(input));
  } catch (error) {
    if (isTopLevelAwaitFailure(error)) return tools.hoist(tools.typescript(input));
    throw error;
  }
  return finish(input, output, tools);
}

function withoutEsbuild(
  input: TransformInput,
  tools: Pick<Transformers, 'typescript' | 'hoist'>,
): TransformedModule | undefined {
  if (isPlainCommonJs(input)) return tools.hoist(plainModule(input));
  if (
    input.compilerOptions.emitDecoratorMetadata === true &&
    isTypeScript(input.path) &&
    /@\w/.test(input.source)
  ) {
    return tools.hoist(tools.typescript(input));
  }
  return undefined;
}

/** JavaScript that Node runs as it is stays as it is: nothing to map, `toString()` unchanged. */
function isPlainCommonJs(input: TransformInput): boolean {
  if (!/\.c?js$/.test(input.path) || (input.isEsModule && !input.path.endsWith('.cjs')))
    return false;
  return !/\b(import|export)\b|<\/|\/>|@\w|\busing\b/.test(input.source) && !mayHoist(input.source);
}

function plainModule(input: TransformInput): TransformedModule {
  const code = input.source.startsWith('#!') ? `//${input.source}` : input.source;
  return { code, map: '', isAsync: false, isEsm: false, imports: findImports(code, false) };
}

function esbuildOptions(input: TransformInput): TransformOptions {
  return {
    loader: loaderFor(input.path),
    format: 'cjs',
    platform: 'neutral',
    target: `node${process.versions.node}`,
    sourcefile: input.path,
    sourcemap: 'external',
    sourcesContent: false,
    define: { 'import.meta': '__importMeta' },
    supported: { 'dynamic-import': false },
    logLevel: 'silent',
    tsconfigRaw: { compilerOptions: compilerOptionsForEsbuild(input.compilerOptions) },
  };
}

type EsbuildCompilerOptions = NonNullable<
  Exclude<TransformOptions['tsconfigRaw'], string | undefined>['compilerOptions']
>;

function compilerOptionsForEsbuild(options: CompilerOptions): EsbuildCompilerOptions {
  const { jsx, ...rest } = options;
  const mode = jsx?.toLowerCase();
  const known =
    mode === 'react-jsx' || mode === 'react-jsxdev' || mode === 'react' ? mode : undefined;
  // `preserve` leaves JSX to a bundler; nothing but a transform can run it here.
  const jsxOption: EsbuildCompilerOptions =
    known !== undefined ? { jsx: known } : mode !== undefined ? { jsx: 'react-jsx' } : {};
  const { importsNotUsedAsValues, ...plain } = rest;
  const importsOption: EsbuildCompilerOptions =
    importsNotUsedAsValues === 'preserve' ||
    importsNotUsedAsValues === 'error' ||
    importsNotUsedAsValues === 'remove'
      ? { importsNotUsedAsValues }
      : {};
  return { ...plain, ...jsxOption, ...importsOption };
}

function loaderFor(file: string): 'ts' | 'tsx' | 'jsx' {
  const extension = path.extname(file);
  if (extension === '.tsx') return 'tsx';
  return extension === '.ts' || extension === '.mts' || extension === '.cts' ? 'ts' : 'jsx';
}

function isTypeScript(file: string): boolean {
  return /\.([cm]?ts|tsx)$/.test(file);
}

function isTopLevelAwaitFailure(error: unknown): boolean {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- read defensively: whatever esbuild threw
  const failure = error as Partial<TransformFailure>;
  return (failure.errors ?? []).some((e) =>
    e.text.startsWith('Top-level await is currently not supported'),
  );
}

function finish(
  input: TransformInput,
  output: EsbuildOutput,
  tools: Pick<Transformers, 'hoist'>,
): TransformedModule {
  const { code, removedLines } = withoutHelpers(output.code);
  const isEsm =
    isTypeScript(input.path) ||
    input.isEsModule ||
    removedLines > 0 ||
    /^\s*(import|export)\b/m.test(input.source);
  // On a line of its own: positions on the first line of the code stay what the map says.
  const strictLines = isEsm && !code.startsWith('"use strict";') ? 1 : 0;
  return tools.hoist({
    code: strictLines > 0 ? `"use strict";\n${code}` : code,
    map: shiftLines(output.map, strictLines - removedLines),
    isAsync: false,
    isEsm,
    imports: findImports(code, input.isEsModule),
  });
}

const INTEROP_HELPERS = new Set([
  '__export',
  '__copyProps',
  '__reExport',
  '__toESM',
  '__toCommonJS',
]);
const PRIMITIVES = [
  '__create',
  '__defProp',
  '__getOwnPropDesc',
  '__getOwnPropNames',
  '__getProtoOf',
  '__hasOwnProp',
];

/** Takes esbuild's interop helpers from the head of its output. Other helpers (decorators, `using`) stay. */
function withoutHelpers(code: string): { readonly code: string; readonly removedLines: number } {
  let removedLines = 0;
  let at = 0;
  if (code.startsWith('#!')) {
    at = code.indexOf('\n') + 1;
    removedLines = 1;
  }
  // `"use strict"` comes first when the source or the tsconfig (`strict`) asks for it.
  const directives = /^(?:"[^"\n]*";\n)*/.exec(code.slice(at, at + 200))?.[0] ?? '';
  at += directives.length;
  const kept: string[] = [];
  let primitives: string[] = [];
  for (;;) {
    const name = /^var (__\w+) = /.exec(code.slice(at, at + 40))?.[1];
    if (name === undefined) break;
    const end = endOfStatement(code, at);
    const text = code.slice(at, end);
    if (INTEROP_HELPERS.has(name)) removedLines += countLines(text);
    else if (PRIMITIVES.includes(name)) primitives.push(text);
    else kept.push(text);
    at = end;
  }
  const rest = code.slice(at);
  const body = kept.join('') + rest;
  const needed = primitives.filter((text) => {
    const name = /^var (\w+)/.exec(text)?.[1] ?? '';
    return body.includes(name);
  });
  removedLines += primitives.length - needed.length;
  primitives = needed;
  return { code: directives + primitives.join('') + body, removedLines };
}

/** A helper is one line, or ends at the first line that begins with a closing bracket. */
function endOfStatement(code: string, start: number): number {
  let end = code.indexOf('\n', start) + 1;
  if (code.startsWith(';', end - 2)) return end;
  while (end > 0) {
    const next = code.indexOf('\n', end) + 1;
    if (next === 0) return code.length;
    if (/^[})\]]/.test(code.slice(end, end + 1))) return next;
    end = next;
  }
  return code.length;
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

/** Helpers stand before the first mapping, so the lines to drop (or, above 0, to add) are leading `;` of the mappings. */
function shiftLines(map: string, lines: number): string {
  if (lines === 0) return map;
  const key = '"mappings": "';
  const at = map.indexOf(key) + key.length;
  return lines > 0
    ? map.slice(0, at) + ';'.repeat(lines) + map.slice(at)
    : map.slice(0, at) + map.slice(at - lines);
}

/** What a transformed module may load. A `require("…")` inside a string is a harmless extra. */
export function findImports(code: string, isEsModule: boolean): ImportedSpecifier[] {
  const found = new Map<string, ImportedSpecifier>();
  const pattern =
    /(\.then\(\(\) => __toESM\()?\brequire\(\s*(["'])((?:(?!\2)[^\\\n]|\\.)+)\2\s*\)/g;
  for (const match of code.matchAll(pattern)) {
    const specifier = unescape(match[3] ?? '');
    const kind = isEsModule || match[1] !== undefined ? 'import' : 'require';
    if (found.get(specifier)?.kind !== 'require') found.set(specifier, { specifier, kind });
  }
  return [...found.values()];
}

function unescape(text: string): string {
  if (!text.includes('\\')) return text;
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a JSON string parses to a string
    return JSON.parse(`"${text.replaceAll(/\\'/g, "'").replaceAll(/(?<!\\)"/g, '\\"')}"`) as string;
  } catch {
    return text;
  }
}
