/** Wires the transformers: esbuild from the user's `node_modules`, the others as chunks that few runs load. */
import { createRequire } from 'node:module';
import path from 'node:path';
import type * as Esbuild from 'esbuild';
import type * as Rewriter from './rewriter-chunk.ts';
import type * as TypeScriptTransform from './typescript-transform.ts';
import type { SyncTransformers, Transformers } from './transform.ts';

const requireHere = createRequire(import.meta.filename);

export type LoadChunk = <T>(name: string) => T;

/** Chunks lie beside the bundle that asks for them. */
export const loadChunkHere: LoadChunk = <T>(name: string): T =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- name and type are a pair in the caller's hands
  requireHere(path.join(import.meta.dirname, `${name}.cjs`)) as T;

/** Who uses esbuild's process, which this one has only once: the last of them ends it, for what it is busy with would never end. */
const users = new Set<object>();

export function createTransformers(loadChunk: LoadChunk = loadChunkHere): Transformers {
  let esbuild: typeof Esbuild | undefined;
  const user = {};
  return {
    esbuild: async (source, options) => {
      if (esbuild !== undefined) return await esbuild.transform(source, options);
      users.add(user);
      const loaded = (esbuild = loadEsbuild());
      return await withRareCollections(() => loaded.transform(source, options)); // it starts its process
    },
    stop: () => {
      if (users.delete(user) && users.size === 0) void esbuild?.stop();
    },
    ...createSyncTools(loadChunk),
  };
}

/** esbuild is a Go program that lives as long as this one: 300 modules take 150 ms instead of 210 with a larger heap. */
function withRareCollections<T>(start: () => T): T {
  const { GOGC } = process.env;
  process.env['GOGC'] ??= '400';
  try {
    return start();
  } finally {
    if (GOGC === undefined) delete process.env['GOGC'];
  }
}

/** A process for each call takes 9 ms. The thread that esbuild begins otherwise takes 36, and next to nothing from then on. */
const FEW = 3;

/** @param options.isForFew as a configuration has, which hardly ever consists of more than one module. Default: false */
export function createSyncTransformers({
  isForFew = false,
}: { readonly isForFew?: boolean } = {}): SyncTransformers {
  let calls = 0;
  return {
    esbuildSync: (source, options) => {
      const esbuild = isForFew && calls++ < FEW ? loadWithoutThread() : loadEsbuild();
      return esbuild.transformSync(source, options);
    },
    ...createSyncTools(loadChunkHere),
  };
}

function loadEsbuild(): typeof Esbuild {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one dependency of the package
  return requireHere('esbuild') as typeof Esbuild;
}

let withoutThread: typeof Esbuild | undefined;

/** It reads once whether it may begin one: for whoever comes later it is loaded again. */
function loadWithoutThread(): typeof Esbuild {
  if (withoutThread !== undefined) return withoutThread;
  const { ESBUILD_WORKER_THREADS: before } = process.env;
  process.env['ESBUILD_WORKER_THREADS'] = '0';
  try {
    withoutThread = loadEsbuild();
  } finally {
    if (before === undefined) delete process.env['ESBUILD_WORKER_THREADS'];
    else process.env['ESBUILD_WORKER_THREADS'] = before;
    Reflect.deleteProperty(requireHere.cache, requireHere.resolve('esbuild'));
  }
  return withoutThread;
}

function createSyncTools(loadChunk: LoadChunk): Pick<Transformers, 'typescript' | 'rewriter'> {
  return {
    typescript: (input, options) =>
      loadChunk<typeof TypeScriptTransform>('typescript-transform').transformWithTypeScript(
        input,
        options,
      ),
    rewriter: () => loadChunk<typeof Rewriter>('rewriter'),
  };
}
