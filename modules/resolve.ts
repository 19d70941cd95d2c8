/**
 * Which file a module specifier stands for: Node's algorithm, plus what TypeScript projects add to it
 * (extension-less and `.js`-for-`.ts` imports, `paths`, `baseUrl`). The one resolver of the project: the server asks it
 * ahead of a run, a host for what nobody could foresee.
 */
import fs from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isInstalled } from './installed.ts';
import { mappedSpecifiers, type ModuleRules } from './module-rules.ts';
import { resolveExports, resolveImports } from './package-exports.ts';
import { findOwnPackages } from './own-packages.ts';
import { createPackageReader, type PackageJson, type PackageReader } from './package-json.ts';

/** How the importing code asks: decides the `exports` condition. */
export type ImportKind = 'import' | 'require';

export type Resolution =
  /** A module of the project, or what the rules treat as one: transformed, and made anew for each test file. */
  | { readonly kind: 'module'; readonly path: string }
  /** A file of a package: loaded by Node itself. */
  | { readonly kind: 'external'; readonly path: string }
  | { readonly kind: 'builtin'; readonly name: string }
  /** Ours: `ztest`, `ztest/config`, … */
  | { readonly kind: 'api'; readonly name: string }
  | { readonly kind: 'missing' };

export interface Resolver {
  readonly resolve: (specifier: string, from: string, kind: ImportKind) => Resolution;
  /** Whether Node would treat the file as an ES module, by extension and nearest `package.json`. */
  readonly isEsModule: (file: string) => boolean;
  /** The package that a file belongs to. */
  readonly packageOf: (file: string) => PackageJson | undefined;
}

export interface ResolverOptions {
  /** `paths` and `baseUrl` of the tsconfig that holds for a file: candidates for a specifier. */
  readonly matchPaths: (specifier: string, from: string) => readonly string[];
  /** `customConditions` of the tsconfig that holds for a file. */
  readonly customConditions: (from: string) => readonly string[];
  /** Called with each file and folder whose appearance or change could alter an answer. */
  readonly note: (input: string) => void;
  /** Specifiers that the host provides itself. */
  readonly apiModules: ReadonlySet<string>;
  /** What another tool's configuration says. */
  readonly rules?: ModuleRules | undefined;
}

const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json', '.node'];
const TYPESCRIPT_FOR: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.jsx': ['.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
};
const CONDITIONS: readonly string[] = ['node', 'module-sync', 'node-addons'];
const MISSING: Resolution = { kind: 'missing' };

export function createResolver(options: ResolverOptions): Resolver {
  const files = createFileProbe(options.note);
  const packages = createPackageReader(options.note);
  const answers = new Map<string, Resolution>();
  const conditionsOf = (kind: ImportKind): ReadonlySet<string> =>
    new Set([...(options.rules?.conditions ?? CONDITIONS), kind]);
  let ownPackages: ReadonlyMap<string, string> | undefined;
  const tools: Tools = {
    options,
    files,
    packages,
    extensions: options.rules?.extensions ?? EXTENSIONS,
    conditions: { import: conditionsOf('import'), require: conditionsOf('require') },
    ownPackages: () => (ownPackages ??= findOwnPackages(options.rules?.rootDir ?? '', packages)),
  };

  const resolve = (specifier: string, from: string, kind: ImportKind): Resolution => {
    const key = `${kind}\0${path.dirname(from)}\0${specifier}`;
    let answer = answers.get(key);
    if (answer === undefined) {
      answer = resolveUncached({ specifier, from, kind }, tools);
      // CommonJS may import what is only offered to ES modules (Node can require these), and TypeScript's say nothing about it.
      if (answer.kind === 'missing' && isBare(specifier)) {
        const otherKind = kind === 'import' ? 'require' : 'import';
        answer = resolveUncached({ specifier, from, kind: otherKind }, tools);
      }
      answers.set(key, answer);
    }
    return answer;
  };
  const packageOf = (file: string): PackageJson | undefined => packages.nearest(path.dirname(file));
  const isEsModule = (file: string): boolean => {
    if (options.rules?.hasEsModules === false) return false;
    if (/\.m[jt]s$/.test(file)) return true;
    if (/\.c[jt]s$/.test(file)) return false;
    return packageOf(file)?.type === 'module';
  };
  return { resolve, isEsModule, packageOf };
}

function isBare(specifier: string): boolean {
  return !/^(?:\.{0,2}\/|\.{1,2}$|[a-z]+:)/.test(specifier);
}

interface Request {
  readonly specifier: string;
  readonly from: string;
  readonly kind: ImportKind;
}

interface Tools {
  readonly options: ResolverOptions;
  readonly files: FileProbe;
  readonly packages: PackageReader;
  readonly extensions: readonly string[];
  readonly conditions: Readonly<Record<ImportKind, ReadonlySet<string>>>;
  readonly ownPackages: () => ReadonlyMap<string, string>;
}

function resolveUncached(request: Request, tools: Tools): Resolution {
  const { rules } = tools.options;
  const mapped = rules && mappedSpecifiers(request.specifier, rules);
  if (mapped === undefined) return resolveUnmapped(request, tools);
  for (const specifier of mapped) {
    const answer = resolveUnmapped({ ...request, specifier }, tools);
    if (answer.kind !== 'missing') return answer;
  }
  return MISSING;
}

function resolveUnmapped(request: Request, tools: Tools): Resolution {
  const { options, files, packages } = tools;
  const specifier = withoutQuery(request.specifier);
  if (options.apiModules.has(specifier)) return { kind: 'api', name: specifier };
  if (specifier.startsWith('node:')) return { kind: 'builtin', name: specifier };
  if (specifier.startsWith('file:')) {
    const file = pathOfUrl(specifier);
    return file === undefined ? MISSING : found(files.file(file), tools);
  }
  if (specifier.startsWith('data:')) return { kind: 'external', path: specifier };
  const directory = path.dirname(request.from);
  if (specifier.startsWith('.') && /^\.{1,2}(\/|\\|$)/.test(specifier)) {
    return found(resolvePath(path.resolve(directory, specifier), specifier, tools), tools);
  }
  if (path.isAbsolute(specifier)) return found(resolvePath(specifier, specifier, tools), tools);

  // Other tools do not know the tsconfig: what they find comes first.
  const { rules } = options;
  const ofPaths = rules === undefined ? resolveByPaths(request, specifier, tools) : MISSING;
  if (ofPaths.kind !== 'missing') return ofPaths;
  if (isBuiltin(specifier)) return { kind: 'builtin', name: specifier };
  if (specifier.startsWith('#')) {
    const scope = packages.nearest(directory);
    if (scope === undefined) return MISSING;
    for (const conditions of conditionsFor(request, scope.directory, tools)) {
      const target = resolveImports(scope.imports, specifier, conditions);
      if (target === undefined) continue;
      const answer = target.startsWith('.')
        ? found(files.file(sourceOf(path.join(scope.directory, target), files)), tools)
        : resolveUnmapped({ ...request, specifier: target }, tools);
      if (answer.kind !== 'missing') return answer;
    }
    return MISSING;
  }
  const answer = resolvePackage({ ...request, specifier }, directory, tools);
  return answer.kind === 'missing' && rules !== undefined
    ? resolveByPaths(request, specifier, tools)
    : answer;
}

/** By `paths` of the tsconfig, which may also say only where the types of a package are. */
function resolveByPaths({ from }: Request, specifier: string, tools: Tools): Resolution {
  for (const candidate of tools.options.matchPaths(specifier, from)) {
    const file = resolvePath(candidate, candidate, tools);
    if (file !== undefined && !/\.d\.[cm]?ts$/.test(file)) return found(file, tools);
  }
  return MISSING;
}

function resolvePackage(request: Request, directory: string, tools: Tools): Resolution {
  const { options, files, packages } = tools;
  const parts = request.specifier.split('/');
  const name = parts[0]?.startsWith('@') === true ? parts.slice(0, 2).join('/') : (parts[0] ?? '');
  const rest = request.specifier.slice(name.length);
  const subpath = rest === '' ? '.' : `.${rest}`;

  const self = packages.nearest(directory);
  if (self?.name === name && self.exports !== undefined) {
    const file = resolveInPackage(self.directory, subpath, { request, tools });
    if (file !== undefined) return found(file, tools);
  }
  for (const modules of packageFolders(directory, tools)) {
    if (!files.exists(modules)) continue;
    const home = path.join(modules, name);
    if (files.isDirectory(home)) {
      const file = resolveInPackage(home, subpath, { request, tools });
      if (file !== undefined) return found(file, tools);
      if (packages.read(home)?.exports !== undefined) return MISSING;
    } else {
      const file = resolvePath(home + rest, request.specifier, tools);
      if (file !== undefined) return found(file, tools);
    }
  }
  if (options.rules === undefined || name.startsWith('@') || isInstalled(directory)) return MISSING;
  const own = self?.name === name ? self.directory : tools.ownPackages().get(name);
  return found(own && resolveByPath(own, subpath, tools), tools);
}

/** Where packages lie, nearest first. */
function* packageFolders(directory: string, { options: { rules } }: Tools): Generator<string> {
  const names = rules?.directories ?? ['node_modules'];
  const relative = names.filter((name) => !path.isAbsolute(name));
  for (let folder = directory; ; folder = path.dirname(folder)) {
    for (const name of relative) {
      if (path.basename(folder) !== name) yield path.join(folder, name);
    }
    if (folder === path.dirname(folder)) break;
  }
  yield* names.filter((name) => path.isAbsolute(name));
  yield* rules?.paths ?? [];
}

function resolveInPackage(
  home: string,
  subpath: string,
  { request, tools }: { readonly request: Request; readonly tools: Tools },
): string | undefined {
  const { exports } = tools.packages.read(home) ?? {};
  if (exports === undefined) return resolveByPath(home, subpath, tools);
  const byPath = ignoresExports(tools) ? resolveByPath(home, subpath, tools) : undefined;
  if (byPath !== undefined) return byPath;
  for (const conditions of conditionsFor(request, home, tools)) {
    const target = resolveExports(exports, subpath, conditions);
    if (target === undefined) continue;
    const file = tools.files.file(sourceOf(path.join(home, target), tools.files));
    if (file !== undefined) return file;
  }
  return undefined;
}

/** Jest knows them since 28. */
function ignoresExports({ options: { rules } }: Tools): boolean {
  return rules !== undefined && rules.level < 28;
}

function resolveByPath(home: string, subpath: string, tools: Tools): string | undefined {
  if (subpath !== '.') return resolvePath(path.join(home, subpath), subpath, tools);
  return resolveDirectory(home, tools);
}

/**
 * The conditions to try, in this order. Those that a tsconfig adds lead to the sources of the project's own packages,
 * whose output may not be built; an installed package is loaded by Node, which knows nothing of them.
 */
function* conditionsFor(
  request: Request,
  home: string,
  { options, files, conditions }: Tools,
): Generator<ReadonlySet<string>> {
  const custom = options.customConditions(request.from);
  if (custom.length > 0 && !isInstalled(files.realPath(path.join(home, 'package.json')))) {
    yield new Set([...conditions[request.kind], ...custom]);
  }
  yield conditions[request.kind];
}

/** A workspace package may point at its build output as source: `.js` that is only there as `.ts`. */
function sourceOf(file: string, files: FileProbe): string {
  return files.file(file) ?? typescriptTwin(file, files) ?? file;
}

function resolvePath(base: string, specifier: string, tools: Tools): string | undefined {
  if (!/[\\/]$|(^|[\\/])\.{1,2}$/.test(specifier)) {
    const file = tools.files.file(base) ?? typescriptTwin(base, tools.files);
    if (file !== undefined) return file;
    for (const extension of tools.extensions) {
      const candidate = tools.files.file(base + extension);
      if (candidate !== undefined) return candidate;
    }
  }
  return tools.files.isDirectory(base) ? resolveDirectory(base, tools) : undefined;
}

function typescriptTwin(base: string, files: FileProbe): string | undefined {
  const extension = path.extname(base);
  for (const twin of TYPESCRIPT_FOR[extension] ?? []) {
    const file = files.file(base.slice(0, -extension.length) + twin);
    if (file !== undefined) return file;
  }
  return undefined;
}

function resolveDirectory(directory: string, tools: Tools): string | undefined {
  const main = tools.packages.read(directory)?.main;
  if (typeof main === 'string' && main !== '' && main !== '.' && main !== './') {
    const base = path.join(directory, main);
    const file = resolvePath(base, base, tools);
    if (file !== undefined) return file;
  }
  for (const extension of tools.extensions) {
    const file = tools.files.file(path.join(directory, `index${extension}`));
    if (file !== undefined) return file;
  }
  return undefined;
}

function found(file: string | undefined, { files, options: { rules } }: Tools): Resolution {
  if (file === undefined) return MISSING;
  const real = files.realPath(file);
  const isExternal = real.endsWith('.node') || (rules === undefined && isExternalPath(real));
  return isExternal ? { kind: 'external', path: real } : { kind: 'module', path: real };
}

/** A file of an installed package, unless Node could not run it: TypeScript in `node_modules` is ours. */
function isExternalPath(file: string): boolean {
  return isInstalled(file) && !/(?<!\.d)\.([cm]?ts|tsx|jsx)$/.test(file);
}

/** `undefined`: no URL of a file on this machine. */
function pathOfUrl(url: string): string | undefined {
  try {
    return fileURLToPath(url);
  } catch {
    return undefined;
  }
}

function withoutQuery(specifier: string): string {
  const at = specifier.search(/[?]/);
  return at > 0 && !specifier.startsWith('data:') && !specifier.startsWith('#')
    ? specifier.slice(0, at)
    : specifier;
}

interface FileProbe {
  /** The path itself when it is a file. */
  readonly file: (file: string) => string | undefined;
  readonly isDirectory: (file: string) => boolean;
  /** Asks for the path alone: a listing of a folder above the project would change with every neighbour. */
  readonly exists: (file: string) => boolean;
  readonly realPath: (file: string) => string;
}

/** Looks at folders rather than at files: one listing answers every candidate of that folder. */
function createFileProbe(note: (input: string) => void): FileProbe {
  const listings = new Map<string, ReadonlyMap<string, 'file' | 'directory' | 'link'>>();
  const realPaths = new Map<string, string>();
  const existing = new Map<string, boolean>();

  const list = (directory: string): ReadonlyMap<string, 'file' | 'directory' | 'link'> => {
    let listing = listings.get(directory);
    if (listing === undefined) {
      note(directory);
      listing = readListing(directory);
      listings.set(directory, listing);
    }
    return listing;
  };
  const kindOf = (file: string): 'file' | 'directory' | undefined => {
    const kind = list(path.dirname(file)).get(path.basename(file));
    if (kind !== 'link') return kind;
    return kindOfLinked(file);
  };
  return {
    file: (file) => (kindOf(file) === 'file' ? file : undefined),
    isDirectory: (file) => path.dirname(file) === file || kindOf(file) === 'directory',
    exists: (file) => {
      let exists = existing.get(file);
      if (exists === undefined) {
        note(file);
        exists = fs.existsSync(file);
        existing.set(file, exists);
      }
      return exists;
    },
    realPath: (file) => {
      const directory = path.dirname(file);
      let real = realPaths.get(directory);
      if (real === undefined) {
        real = fs.realpathSync.native(directory);
        realPaths.set(directory, real);
      }
      const joined = path.join(real, path.basename(file));
      return list(directory).get(path.basename(file)) === 'link'
        ? fs.realpathSync.native(file)
        : joined;
    },
  };
}

function kindOfLinked(file: string): 'file' | 'directory' | undefined {
  try {
    const stats = fs.statSync(file);
    return stats.isFile() ? 'file' : stats.isDirectory() ? 'directory' : undefined;
  } catch {
    return undefined; // a link to nothing, to itself, or to where we may not look
  }
}

function readListing(directory: string): ReadonlyMap<string, 'file' | 'directory' | 'link'> {
  const listing = new Map<string, 'file' | 'directory' | 'link'>();
  let entries: fs.Dirent[];
  try {
    entries = fs.readdirSync(directory, { withFileTypes: true });
  } catch {
    return listing; // no such folder: nothing in it
  }
  for (const entry of entries) {
    const kind = entry.isSymbolicLink() ? 'link' : entry.isDirectory() ? 'directory' : 'file';
    listing.set(entry.name, kind);
  }
  return listing;
}
