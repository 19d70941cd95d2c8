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
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one dependency of the package
      const loaded = (esbuild = requireHere('esbuild') as typeof Esbuild);
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

export function createSyncTransformers(loadChunk: LoadChunk = loadChunkHere): SyncTransformers {
  return {
    esbuildSync: (source, options) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one dependency of the package
      const esbuild = requireHere('esbuild') as typeof Esbuild;
      return esbuild.transformSync(source, options);
    },
    ...createSyncTools(loadChunk),
  };
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
