/** Packages: loaded by Node itself, once a process, but for those that give something to the file that loads them. */
import { pathToFileURL } from 'node:url';
import { API_MODULES } from '../../modules/api-modules.ts';
import { isInstalled } from '../../modules/installed.ts';
import { NeedsAwait } from './needs-await.ts';
import { nativeRequire } from './node-require.ts';
import type { CompiledModule } from './compiled-module.ts';

/** What lives as long as the process. */
export interface SharedModules {
  /** Packages that had to be awaited. */
  readonly awaited: Map<string, unknown>;
  /** Folders of packages that use the test API while they load: they are made anew for each file. */
  readonly perFile: Set<string>;
  /** How much was added to what the file that loads has of hooks, matchers and the like. */
  readonly additions: () => number;
  /** Called for each builtin or package that user code gets, so that isolation can watch it. */
  readonly onShared: (name: string, exports: unknown) => void;
  /** Runs the first load of a package: what it changes in globals stays. */
  readonly absorb: <T>(load: () => T) => T;
  /** Runs a file of a package that each test file has for itself. */
  readonly loadOwn: <T>(file: string, load: () => T) => T;
  readonly absorbAsync: <T>(load: () => Promise<T>) => Promise<T>;
}

/** @param file absolute, or a `data:` URL */
export function requireNative(
  file: string,
  shared: SharedModules,
  { from }: { readonly from: CompiledModule },
): unknown {
  const awaited = shared.awaited.get(file);
  if (awaited !== undefined) {
    shared.onShared(file, awaited);
    return awaited;
  }
  if (file.startsWith('data:')) return requireData(file, shared);
  try {
    const load = (): unknown => nativeRequire(file);
    const isFirst = !(file in nativeRequire.cache);
    const before = shared.additions();
    const exports = isFirst ? shared.absorb(load) : load();
    if (isFirst && shared.additions() > before) makePerFile(file, shared);
    shared.onShared(file, exports);
    return exports;
  } catch (error) {
    if (!from.isEsm || !isAsyncModuleError(error)) throw error;
    throw importFirst(file, pathToFileURL(file).href, shared);
  }
}

export function isPerFile(file: string, { perFile }: SharedModules): boolean {
  return perFile.size > 0 && perFile.has(packageFolderOf(file));
}

export function makePerFile(file: string, { perFile }: SharedModules): void {
  perFile.add(packageFolderOf(file));
}

function packageFolderOf(file: string): string {
  return /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(file)?.[0] ?? file;
}

/** Whether Node could not load a package because it imports the test API, which only the host has. */
export function asksForApi(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && error.code === 'ZT1309') return true;
  const [, name] = /^Cannot find (?:module|package) '([^']+)'/.exec(error.message) ?? [];
  return name === undefined
    ? error.message.startsWith('Do not import `@jest/globals` outside')
    : API_MODULES.has(name);
}

/** Whether Node cannot load a package as it is written: for tools that find files without extensions and compile what they find. */
export function isForTools(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'SyntaxError') {
    const [, place = ''] = /^(?:file:\/\/)?(\/?.*?):\d+\n/.exec(error.stack ?? '') ?? [];
    return isInstalled(place);
  }
  const code = 'code' in error ? error.code : undefined;
  const [, from = error.message] = /imported from (.+)$/m.exec(error.message) ?? [];
  return CODES.has(code) && isInstalled(from);
}

const CODES: ReadonlySet<unknown> = new Set([
  'ERR_MODULE_NOT_FOUND',
  'ERR_UNSUPPORTED_DIR_IMPORT',
  'ERR_IMPORT_ATTRIBUTE_MISSING',
  'ERR_UNKNOWN_FILE_EXTENSION',
]);

function requireData(url: string, shared: SharedModules): unknown {
  const [, json] = /^data:application\/json(?:;[^,]*)?,(.*)$/s.exec(url) ?? [];
  if (json === undefined) throw importFirst(url, url, shared);
  const isBase64 = url.slice(0, url.indexOf(',')).endsWith(';base64');
  return JSON.parse(isBase64 ? Buffer.from(json, 'base64').toString() : decodeURIComponent(json));
}

function importFirst(name: string, url: string, shared: SharedModules): NeedsAwait {
  return new NeedsAwait(name, async () => {
    const namespace: unknown = await shared.absorbAsync(
      async (): Promise<unknown> => await import(url),
    );
    shared.awaited.set(name, namespace);
  });
}

function isAsyncModuleError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_REQUIRE_ASYNC_MODULE';
}
