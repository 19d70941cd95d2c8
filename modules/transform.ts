/**
 * One source file → CommonJS with live bindings, by esbuild. What esbuild's CommonJS cannot say (top-level `await`,
 * `emitDecoratorMetadata`) goes through TypeScript's own transformer, which is loaded only then.
 *
 * A module becomes the body of a function with the parameters of {@link WRAPPER_PARAMETERS}. esbuild's interop helpers
 * are taken out of the code and passed in instead: esbuild's own make exports read-only getters on a copy; ours keep one
 * namespace object, live and open to `spyOn`, of plain properties where nothing changes.
 */
import type { TransformOptions } from 'esbuild';
import { awaitImports } from './awaited-imports.ts';
import {
  esbuildOptions,
  isTopLevelAwaitFailure,
  transformFailureReason,
} from './esbuild-options.ts';
import { readEsbuildOutput } from './esbuild-output.ts';
import { mayHoist } from './hoist-filter.ts';
import { findImports, type ImportedSpecifier } from './imports.ts';
import { isInstalled } from './installed.ts';
import type { CodeMap, ProbeOptions } from './code-map.ts';
import { withInsertions, type Insertion } from './insertions.ts';
import type { TransformRule } from './module-rules.ts';
import { mentionsConstEnum } from './const-enums.ts';
import { isCommonJs, isTypeScript, mayImportDynamically } from './module-kind.ts';
import type { EsbuildOutput, TransformInput } from './transform-input.ts';
import { ANY_GLOBAL, watchedNamesIn } from './watched-names.ts';

export const WRAPPER_PARAMETERS = [
  'exports',
  'require',
  'module',
  '__filename',
  '__dirname',
  '__importMeta',
  /** `import()`: as long as the word that it replaces, so that no column moves. */
  '__load',
  /** Awaited before the imports of a module that has to wait for them. */
  '__ready',
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
  /** The body holds `await`, and awaits its imports: the wrapper is an async function. */
  readonly isAsync: boolean;
  /** Written as an ES module: strict, no `this`, imports before everything else. */
  readonly isEsm: boolean;
  /** CommonJS that is to run as strict code. */
  readonly isStrict?: true;
  /** The isolation level that the file asks for: `// ztest isolation: full`, or `export const isolation = 'full'`. */
  readonly isolation?: IsolationChoice;
  /** What isolation must know of: builtins that the module could change, ways to redefine properties. */
  readonly watchedNames?: readonly string[];
  /** Imports of CommonJS give its exports as they are: TypeScript without `esModuleInterop`. */
  readonly lacksInterop?: true;
  /** Specifiers of static and dynamic imports and of `require`, as written. */
  readonly imports: readonly ImportedSpecifier[];
  /** The module counts what of it runs. */
  readonly probes?: ModuleProbes;
  /** Why it does not, though it was asked to. */
  readonly uncounted?: string;
}

/** What a source with probes is made of. */
export interface ProbedSource {
  /** Identity of the text that the probes were put into, whoever transforms it. */
  readonly source: string;
  /** The variable that the probes write to: a parameter of the wrapper behind all others. */
  readonly counters: string;
  /** The probes, in the order of the text. */
  readonly insertions: readonly Insertion[];
  readonly codeMap: CodeMap;
}

export interface ModuleProbes extends Omit<ProbedSource, 'insertions' | 'codeMap'> {
  readonly count: number;
  /** JSON of a {@link CodeMap}, which is what the store keeps. */
  readonly codeMap: string;
}

export type IsolationChoice = 'full' | 'partial' | 'none';

/** `nothing`: no code, or a file that asks to be left out. `failed`: why there can be no probes. */
export type ProbeResult =
  | { readonly kind: 'probed'; readonly probed: ProbedSource }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'failed'; readonly reason: string };

export type AddProbes = (
  input: Pick<TransformInput, 'path' | 'source'>,
  options: ProbeOptions,
) => ProbeResult;

/** The source map of what becomes of a text with probes → one that speaks of the text without. */
export type OriginalMap = (
  map: string,
  input: Pick<TransformInput, 'path' | 'source'>,
  insertions: readonly Insertion[],
) => string;

/** What becomes of a source that is to be counted; see {@link ProbeResult}. */
export type ProbeAnswer = ProbedText | Exclude<ProbeResult, { readonly kind: 'probed' }>;

export interface ProbedText {
  readonly kind: 'probed';
  readonly text: string;
  readonly probes: ModuleProbes;
  /** As {@link OriginalMap}; once. */
  readonly originalMap: (map: string) => Promise<string>;
}

/** Puts probes into sources, perhaps in another thread. */
export type AskForProbes = (input: Pick<TransformInput, 'path' | 'source'>) => Promise<ProbeAnswer>;

/** Works on code in which every top-level statement begins on its own line. */
export interface Rewriter {
  /** Makes `import(…)` a call of the host's own. */
  readonly rewriteDynamicImports: (code: string) => string;
  readonly hoistMocks: (module: TransformedModule) => TransformedModule;
}

interface SharedTools {
  readonly typescript: (
    input: TransformInput,
    options: { readonly isAsync: boolean },
  ) => TransformedModule;
  readonly rewriter: () => Rewriter;
}

export interface Transformers extends SharedTools {
  readonly esbuild: (source: string, options: TransformOptions) => Promise<EsbuildOutput>;
  /** Ends esbuild's process, unless others use it; the next call starts another. */
  readonly stop: () => void;
}

export interface SyncTransformers extends SharedTools {
  readonly esbuildSync: (source: string, options: TransformOptions) => EsbuildOutput;
}

/** @throws {TransformFailure} esbuild's, when the source has a syntax error */
export async function transformModule(
  input: TransformInput,
  tools: Transformers,
): Promise<TransformedModule> {
  let step = firstStep(input, tools);
  while ('options' in step) {
    try {
      step = step.next(await tools.esbuild(textOf(input), step.options));
    } catch (error) {
      step = stepAfterFailure(error, input, tools);
    }
  }
  return withFacts(step.module, input);
}

/**
 * The same with probes in it. A file without anything to count, or that cannot be counted, is transformed as it is.
 *
 * @param transform what transforms it, probed or not
 * @throws {TransformFailure} that of the source without probes
 */
export async function transformCounted(
  input: TransformInput,
  answer: ProbeAnswer,
  transform: (input: TransformInput) => Promise<TransformedModule>,
): Promise<TransformedModule> {
  if (answer.kind === 'nothing') return await transform(input);
  if (answer.kind === 'failed') return { ...(await transform(input)), uncounted: answer.reason };
  let module: TransformedModule;
  try {
    module = await transform({ ...input, probed: answer.text });
  } catch (error) {
    // Without probes: when that fails, too, its error speaks of the source.
    return { ...(await transform(input)), uncounted: transformFailureReason(error) };
  }
  return { ...module, map: await answer.originalMap(module.map), probes: answer.probes };
}

/** The same for a host that meets a module nobody could foresee. */
export function transformModuleSync(
  input: TransformInput,
  tools: SyncTransformers,
): TransformedModule {
  let step = firstStep(input, tools);
  while ('options' in step) {
    try {
      step = step.next(tools.esbuildSync(textOf(input), step.options));
    } catch (error) {
      step = stepAfterFailure(error, input, tools);
    }
  }
  return withFacts(step.module, input);
}

/** The same with probes that were put in before. */
export function transformCountedSync(
  input: TransformInput,
  {
    insertions,
    originalMap,
  }: { readonly originalMap: OriginalMap } & Pick<ProbedSource, 'insertions'>,
  transform: (input: TransformInput) => TransformedModule,
): TransformedModule {
  const module = transform({ ...input, probed: withInsertions(input.source, insertions) });
  return { ...module, map: originalMap(module.map, input, insertions) };
}

/** What a transformer of the project made of a source: CommonJS. */
export function transformedModule(
  output: { readonly code: string; readonly map: string },
  input: TransformInput,
  tools: SharedTools,
): TransformedModule {
  const code = output.code.replace(/^#!/, '//');
  return withFacts(
    finish({ code, map: output.map, isEsm: false, isAsync: false }, input, tools),
    input,
  );
}

/** Whether a transformer of the project comes before ours. */
export function comesFirst(rule: TransformRule | undefined, input: TransformInput): boolean {
  if (rule?.asked === undefined) return rule?.transformer !== undefined;
  if (rule.isLoose === true && LOOSE.test(input.source)) return true;
  if (looksAtFunctions(input.source)) return true;
  if (rule.asked !== 'for-types' || !isTypeScript(input.path)) return false;
  if (needsDecoratorMetadata(input) && hasImportedTypes(input.source)) return true;
  return rule.constEnumsIn !== undefined && mentionsConstEnum(input.source, rule.constEnumsIn);
}

/**
 * Patterns of arrays, `for … of` and spread elements: Babel's loose mode takes what is no iterable there. A class that it makes
 * extends only those that it made, too.
 */
const LOOSE =
  /\bclass\b|(?:[\s(,;{]\[[^[\]]*\]\s*=[^=>])|\bfor\s*\([^;)]*\sof\s|[[(,]\s*\.\.\.[\w$]/;

/** Tests of what a function looks like, or with it in their titles: each compiler prints in its own way. */
function looksAtFunctions(source: string): boolean {
  if (!source.includes('expect(')) return false;
  return PRINTED_FUNCTION.test(source) || (PRINTED_TITLE.test(source) && PRINTS.test(source));
}
const PRINTED_FUNCTION =
  /["'`](?:async )?(?:function\b[\s*]*[\w$]*\(|(?:\([\w$,{} ]*\)|[\w$]+) ?=> ?\S)/;
const PRINTED_TITLE = /\b(?:it|test|describe)\(\s*`[^`]*\$\{/;
const PRINTS = /\bstringify|\.toString\(\)|\bString\(/;

const IMPORTED = /\bimport\s+(?!type\b)(?:([^'"();=]+?)\s+from\s*['"]|([\w$]+)\s*=)/g;

/** What an imported name is only its own file says; of all others a file tells by itself what decorators see. */
function hasImportedTypes(source: string): boolean {
  for (const [, list = '', alias = ''] of source.matchAll(IMPORTED)) {
    for (const [name] of `${list} ${alias}`.matchAll(/[A-Za-z_$][\w$]*/g)) {
      if (new RegExp(String.raw`:\s*${name.replaceAll('$', String.raw`\$`)}\b`).test(source))
        return true;
    }
  }
  return false;
}

/** What is transformed. */
export function textOf({ source, probed = source }: TransformInput): string {
  return probed;
}

type Step =
  | { readonly module: TransformedModule }
  | { readonly options: TransformOptions; readonly next: (output: EsbuildOutput) => Step };

function firstStep(input: TransformInput, tools: SharedTools): Step {
  if (isCommonJs(input) && !mayHoist(input.source)) return { module: asItIs(input, tools) };
  if (needsDecoratorMetadata(input)) {
    // esbuild looks at it first: its errors are the ones that users get.
    const options = esbuildOptions(input, { keepNames: false });
    return { options, next: () => ({ module: byTypeScript(input, tools, { isAsync: false }) }) };
  }
  return esbuildStep(input, tools, { keepNames: false });
}

function stepAfterFailure(error: unknown, input: TransformInput, tools: SharedTools): Step {
  if (!isTopLevelAwaitFailure(error)) throw error;
  return { module: byTypeScript(input, tools, { isAsync: true }) };
}

function esbuildStep(
  input: TransformInput,
  tools: SharedTools,
  options: { readonly keepNames: boolean },
): Step {
  return {
    options: esbuildOptions(input, options),
    next: (output) => {
      const { code, map, isEsm, hasOtherNames } = readEsbuildOutput(output, input);
      // Names that esbuild had to change show in `fn.name`. Keeping them costs a call for each function: done where needed.
      if (hasOtherNames && !options.keepNames)
        return esbuildStep(input, tools, { keepNames: true });
      const strict = isEsm ? {} : strictness(input);
      return { module: finish({ code, map, isEsm, isAsync: false, ...strict }, input, tools) };
    },
  };
}

function byTypeScript(
  input: TransformInput,
  tools: SharedTools,
  options: { readonly isAsync: boolean },
): TransformedModule {
  const module = tools.typescript({ ...input, source: textOf(input) }, options);
  const hoisted = mayHoist(module.code) ? tools.rewriter().hoistMocks(module) : module;
  return hoisted.isAsync ? { ...hoisted, code: awaitImports(hoisted.code) } : hoisted;
}

/** JavaScript that Node runs as it is stays as it is: nothing to map, `toString()` unchanged. */
function asItIs(input: TransformInput, tools: SharedTools): TransformedModule {
  const text = textOf(input);
  const code = text.startsWith('#!') ? `//${text.slice(2)}` : text;
  return finish(
    { code, map: '', isEsm: false, isAsync: false, ...strictness(input) },
    input,
    tools,
  );
}

function strictness({ isStrict }: TransformInput): Pick<TransformedModule, 'isStrict'> {
  return isStrict === true ? { isStrict } : {};
}

function finish(
  output: Omit<TransformedModule, 'imports'>,
  input: TransformInput,
  tools: SharedTools,
): TransformedModule {
  const code = mayImportDynamically(output.code)
    ? tools.rewriter().rewriteDynamicImports(output.code)
    : output.code;
  const module = { ...output, code, imports: findImports(code, input) };
  return mayHoist(code) ? tools.rewriter().hoistMocks(module) : module;
}

function withFacts(module: TransformedModule, input: TransformInput): TransformedModule {
  const isOfPackage = isInstalled(input.path); // may change whatever it likes, and asks for nothing
  const isolation = isOfPackage ? undefined : isolationIn(input.source);
  const watchedNames = isOfPackage
    ? [ANY_GLOBAL]
    : watchedNamesIn(module.code, { isStrict: module.isEsm || module.isStrict === true });
  return {
    ...module,
    ...(isolation !== undefined && { isolation }),
    ...(input.compilerOptions.esModuleInterop === false && { lacksInterop: true as const }),
    ...(watchedNames.length > 0 && { watchedNames }),
  };
}

const ISOLATION =
  /(?:^|\n)\s*(?:(?:\/\/|\/?\*+)\s*ztest\s+isolation\s*:\s*|export\s+const\s+isolation\s*(?::[^=]*)?=\s*['"])(full|partial|none)\b/;

function isolationIn(source: string): IsolationChoice | undefined {
  const level = ISOLATION.exec(source)?.[1];
  return level === 'full' || level === 'partial' || level === 'none' ? level : undefined;
}

/** A decorator, not an address or a tag in a comment: at the start of a line, or before a parameter. */
const DECORATOR = /(?:^|[({,;]|\bexport|\bdefault)\s*@[A-Za-z_$(]/m;

function needsDecoratorMetadata({ compilerOptions, path, source }: TransformInput): boolean {
  return (
    compilerOptions.emitDecoratorMetadata === true &&
    compilerOptions.experimentalDecorators === true &&
    isTypeScript(path) &&
    DECORATOR.test(source)
  );
}
