/** Packages: loaded by Node itself, once a process. */
import { pathToFileURL } from 'node:url';
import { NeedsAwait } from './needs-await.ts';
import { nativeRequire } from './node-require.ts';
import type { CompiledModule } from './compiled-module.ts';

/** What lives as long as the process. */
export interface SharedModules {
  /** Packages that had to be awaited. */
  readonly awaited: Map<string, unknown>;
  /** Called for each builtin or package that user code gets, so that isolation can watch it. */
  readonly onShared: (name: string, exports: unknown) => void;
  /** Runs the first load of a package: what it changes in globals stays. */
  readonly absorb: <T>(load: () => T) => T;
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
    const exports = isFirst ? shared.absorb(load) : load();
    shared.onShared(file, exports);
    return exports;
  } catch (error) {
    if (!from.isEsm || !isAsyncModuleError(error)) throw error;
    throw importFirst(file, pathToFileURL(file).href, shared);
  }
}

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
