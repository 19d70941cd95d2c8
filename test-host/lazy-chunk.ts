/**
 * Loads a part of the host that only a failure or a rare feature needs, as a bundle of its own.
 * The entry points are listed in `scripts/chunks.ts`.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { withRealFiles } from './real-files.ts';
import { isBundled, loadBundle } from '../modules/own-bundles.ts';

const loaded = new Map<string, unknown>();
const requireHere = createRequire(import.meta.filename);

let around = <T>(load: () => T): T => load();

/** For the host: what loading a chunk changes in the process is ours, and not put back after a file. */
export function loadChunksWithin(wrap: <T>(load: () => T) => T): void {
  around = wrap;
}

/** @param source type of the chunk's exports; the caller names the module that is its entry point */
export function lazyChunk<T>(name: string, sourcePath: string): T {
  let chunk = loaded.get(name);
  if (chunk === undefined) {
    const load = (): unknown =>
      isBundled ? loadBundle(name) : requireHere(path.join(import.meta.dirname, sourcePath));
    chunk = around(() => withRealFiles(load));
    loaded.set(name, chunk);
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the name and the type are a pair in the caller's hands
  return chunk as T;
}
