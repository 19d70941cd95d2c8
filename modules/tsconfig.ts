/** What the loader takes from tsconfig files: how a file is compiled, and where its bare specifiers may lead. */
import fs from 'node:fs';
import path from 'node:path';
import { createFilesMatcher, createPathsMatcher, findTsconfig, parseTsconfig } from 'get-tsconfig';
import type { FileMatcher, TsConfigJsonResolved, TsConfigResult } from 'get-tsconfig';

/** The compiler options that change what a file does at run time. */
export interface CompilerOptions {
  readonly experimentalDecorators?: boolean;
  readonly emitDecoratorMetadata?: boolean;
  readonly useDefineForClassFields?: boolean;
  readonly target?: string;
  readonly jsx?: string;
  readonly jsxFactory?: string;
  readonly jsxFragmentFactory?: string;
  readonly jsxImportSource?: string;
  readonly verbatimModuleSyntax?: boolean;
  readonly importsNotUsedAsValues?: string;
  readonly preserveValueImports?: boolean;
  readonly alwaysStrict?: boolean;
  readonly strict?: boolean;
  readonly allowJs?: boolean;
  /** Set only where the way from TypeScript to CommonJS without it is followed. */
  readonly esModuleInterop?: boolean;
}

export interface TsconfigReader {
  readonly compilerOptions: (file: string) => CompilerOptions;
  readonly matchPaths: (specifier: string, from: string) => readonly string[];
  /** Whether default and namespace imports of CommonJS follow the rule of ES modules. */
  readonly hasInterop: (file: string) => boolean;
  /** The keys of `paths`. */
  readonly pathPatterns: (from: string) => readonly string[];
  /** Conditions of package `exports` and `imports` that hold in this project besides Node's. */
  readonly customConditions: (from: string) => readonly string[];
}

const RUNTIME_OPTIONS = [
  'experimentalDecorators',
  'emitDecoratorMetadata',
  'useDefineForClassFields',
  'target',
  'jsx',
  'jsxFactory',
  'jsxFragmentFactory',
  'jsxImportSource',
  'verbatimModuleSyntax',
  'importsNotUsedAsValues',
  'preserveValueImports',
  'alwaysStrict',
  'strict',
  'allowJs',
] as const;

interface Loaded {
  readonly options: CompilerOptions;
  readonly hasInterop: boolean;
  readonly matchPaths: (specifier: string) => readonly string[];
  readonly pathPatterns: readonly string[];
  readonly customConditions: readonly string[];
}

const NONE: Loaded = {
  options: {},
  hasInterop: true,
  matchPaths: () => [],
  pathPatterns: [],
  customConditions: [],
};

export interface TsconfigReaderOptions {
  /** An absolute path that holds for every file, instead of the nearest one. */
  readonly path?: string;
  readonly note: (input: string) => void;
  /** A tsconfig that cannot be read: the run goes on with defaults. */
  readonly onError: (file: string, error: unknown) => void;
}

export function createTsconfigReader(options: TsconfigReaderOptions): TsconfigReader {
  const cache = new Map<string, string>();
  const byFolder = new Map<string, readonly TsConfigResult[]>();
  const byPath = new Map<string, readonly TsConfigResult[]>();
  const loaded = new Map<TsConfigJsonResolved, Loaded>();
  const byFile = new Map<string, Loaded>();
  const matchers = new Map<TsConfigResult, FileMatcher>();

  const includesFile = (result: TsConfigResult, file: string): boolean => {
    let matcher = matchers.get(result);
    if (matcher === undefined) {
      matcher = createFilesMatcher(result);
      matchers.set(result, matcher);
    }
    return matcher(file) !== undefined;
  };
  const configsAt = (found: string): readonly TsConfigResult[] => {
    let results = byPath.get(found);
    if (results === undefined) {
      results = withReferences(found, { ...options, cache });
      byPath.set(found, results);
    }
    return results;
  };
  const candidatesFor = (file: string): readonly TsConfigResult[] => {
    const folder = path.dirname(file);
    let results = byFolder.get(folder);
    if (results === undefined) {
      noteFolders(folder, options.note);
      const found = options.path ?? findTsconfig(folder, 'tsconfig.json', cache);
      results = found === undefined ? [] : configsAt(found);
      byFolder.set(folder, results);
    }
    return results;
  };
  const load = (file: string): Loaded => {
    let value = byFile.get(file);
    if (value === undefined) {
      value = choose(file);
      byFile.set(file, value);
    }
    return value;
  };
  const choose = (file: string): Loaded => {
    const candidates = candidatesFor(file);
    const result =
      candidates.length > 1
        ? (candidates.find((c) => includesFile(c, file)) ?? candidates[0])
        : candidates[0];
    if (result === undefined) return NONE;
    let value = loaded.get(result.config);
    if (value === undefined) {
      value = {
        options: runtimeOptions(result.config),
        hasInterop: hasInterop(result.config),
        matchPaths: createPathsMatcher(result) ?? NONE.matchPaths,
        pathPatterns: Object.keys(result.config.compilerOptions?.paths ?? {}),
        customConditions: result.config.compilerOptions?.customConditions ?? [],
      };
      loaded.set(result.config, value);
    }
    return value;
  };
  return {
    compilerOptions: (file) => (isPublished(file) ? NONE : load(file)).options,
    hasInterop: (file) => load(file).hasInterop,
    matchPaths: (specifier, from) =>
      from.includes('/node_modules/') ? [] : load(from).matchPaths(specifier),
    pathPatterns: (from) => load(from).pathPatterns,
    customConditions: (from) =>
      from.includes('/node_modules/') ? [] : load(from).customConditions,
  };
}

/** JavaScript of a package: what it was compiled with is no business of whoever runs it. */
function isPublished(file: string): boolean {
  return file.includes('/node_modules/') && /\.[cm]?js$/.test(file);
}

/** A tsconfig that only points at others (`"files": [], "references": […]`) stands for these. */
function withReferences(
  file: string,
  options: TsconfigReaderOptions & { readonly cache: Map<string, string> },
): readonly TsConfigResult[] {
  options.note(file);
  let config: TsConfigJsonResolved;
  try {
    config = parseTsconfig(file, options.cache);
    checkSyntax(file);
  } catch (error) {
    options.onError(file, error);
    return [];
  }
  for (const key of options.cache.keys()) {
    const input = key.slice(key.indexOf(':') + 1);
    if (path.isAbsolute(input) && input.endsWith('.json')) options.note(input);
  }
  const own: TsConfigResult = { path: file, config };
  const references = (config.references ?? []).flatMap((reference) => {
    const target = path.resolve(path.dirname(file), reference.path);
    return withReferences(
      target.endsWith('.json') ? target : path.join(target, 'tsconfig.json'),
      options,
    );
  });
  return references.length === 0 ? [own] : [...references, own];
}

/** The parser takes what it can get from a broken file; nobody would learn that an option is lost. */
function checkSyntax(file: string): void {
  const text = fs.readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  const json = text
    .replaceAll(/("(?:\\.|[^"\\])*")|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '$1')
    .replaceAll(/("(?:\\.|[^"\\])*")|,(?=\s*[}\]])/g, '$1');
  if (json.trim() !== '') JSON.parse(json);
}

function runtimeOptions(config: TsConfigJsonResolved): CompilerOptions {
  return pickRuntimeOptions({ ...config.compilerOptions });
}

/** TypeScript's default depends on the kind of module. */
function hasInterop({ compilerOptions = {} }: TsConfigJsonResolved): boolean {
  const { esModuleInterop, module = '' } = compilerOptions;
  return esModuleInterop ?? /^(?:node\d+|nodenext|preserve|system)$/i.test(module);
}

/** Of options that may be any. */
export function pickRuntimeOptions(all: Readonly<Record<string, unknown>>): CompilerOptions {
  return Object.fromEntries(
    RUNTIME_OPTIONS.filter((key) => all[key] !== undefined).map((key) => [key, all[key]]),
  );
}

function noteFolders(folder: string, note: (input: string) => void): void {
  for (let at = folder; ; at = path.dirname(at)) {
    note(path.join(at, 'tsconfig.json'));
    if (at === path.dirname(at)) return;
  }
}
