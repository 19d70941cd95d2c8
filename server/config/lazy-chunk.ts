/**
 * Loads a part of the server that most runs do not need, as a bundle of its own: `dist/<name>.cjs`,
 * or the source next to this file when the sources are run as they are.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { isBundled, loadBundle } from '../../modules/own-bundles.ts';

const requireHere = createRequire(import.meta.filename);

/** @param entry the module that is the chunk's entry, relative to `server/config/` */
export function loadServerChunk<T>(name: string, entry: string): T {
  const exports: unknown = isBundled
    ? loadBundle(name)
    : requireHere(path.join(import.meta.dirname, entry));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- name, entry and type are one row in the caller
  return exports as T;
}
