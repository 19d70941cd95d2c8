/**
 * Loads a part of the server that most runs do not need, as a bundle of its own: `dist/<name>.cjs`,
 * or the source next to this file when the sources are run as they are.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import type * as KeptCode from '../../modules/kept-code.ts';

const requireHere = createRequire(import.meta.filename);
const isSource = import.meta.filename.endsWith('.ts');

/** @param entry the module that is the chunk's entry, relative to `server/config/` */
export function loadServerChunk<T>(name: string, entry: string): T {
  const exports: unknown = isSource
    ? requireHere(path.join(import.meta.dirname, entry))
    : keptCode().loadKept(path.join(import.meta.dirname, `${name}.cjs`));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- name, entry and type are one row in the caller
  return exports as T;
}

/** After a run: what its bundles have compiled is there for the next one. */
export function keepOwnCode(): void {
  if (!isSource) keptCode().keepCode();
}

/** That of the process: it has loaded the bundle that this is part of. */
function keptCode(): typeof KeptCode {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a row of `scripts/chunks.ts`
  return requireHere('./kept-code.cjs') as typeof KeptCode;
}
