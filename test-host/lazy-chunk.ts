/**
 * Loads a part of the host that only a failure or a rare feature needs, as a bundle of its own.
 * The entry points are listed in `scripts/chunks.ts`.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import type * as KeptCode from '../modules/kept-code.ts';

const loaded = new Map<string, unknown>();
const requireHere = createRequire(import.meta.filename);
/** Unbundled: sources run by Node itself. */
const isSource = import.meta.filename.endsWith('.ts');

let around = <T>(load: () => T): T => load();

/** For the host: what loading a chunk changes in the process is ours, and not put back after a file. */
export function loadChunksWithin(wrap: <T>(load: () => T) => T): void {
  around = wrap;
}

/** @param source type of the chunk's exports; the caller names the module that is its entry point */
export function lazyChunk<T>(name: string, sourcePath: string): T {
  let chunk = loaded.get(name);
  if (chunk === undefined) {
    chunk = around((): unknown =>
      isSource
        ? requireHere(path.join(import.meta.dirname, sourcePath))
        : keptCode().loadKept(path.join(import.meta.dirname, `${name}.cjs`)),
    );
    loaded.set(name, chunk);
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the name and the type are a pair in the caller's hands
  return chunk as T;
}

/** At the end: what the bundles of the host have compiled is there for the next one. */
export function keepOwnCode(): void {
  if (!isSource) keptCode().keepCode();
}

/** That of the process: it has loaded the bundle that this is part of. */
function keptCode(): typeof KeptCode {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a row of `scripts/chunks.ts`
  return requireHere('./kept-code.cjs') as typeof KeptCode;
}
