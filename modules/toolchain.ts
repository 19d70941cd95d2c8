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

export function createTransformers(loadChunk: LoadChunk = loadChunkHere): Transformers {
  let esbuild: typeof Esbuild | undefined;
  return {
    esbuild: async (source, options) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one dependency of the package
      esbuild ??= requireHere('esbuild') as typeof Esbuild;
      return await esbuild.transform(source, options);
    },
    ...createSyncTools(loadChunk),
  };
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
