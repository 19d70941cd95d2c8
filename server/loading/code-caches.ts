/** Puts the code caches that hosts have written into the module index. */
import fs from 'node:fs';
import path from 'node:path';
import { aligned } from '../../modules/checksum.ts';
import { readIndex, writeIndex } from '../../modules/store.ts';
import type { HostMessage } from '../../test-host/protocol.ts';

export type CodeCaches = Extract<HostMessage, { type: 'code-caches' }>;

export function keepCodeCaches(directory: string, written: readonly CodeCaches[]): void {
  if (written.length === 0) return;
  const index = readIndex(directory, undefined);
  if (index === undefined) return;
  for (const { file, entries } of written) {
    const fresh = entries.filter(
      ({ hash }) => index.codeCaches[hash] === undefined && index.blobs[hash] !== undefined,
    );
    if (fresh.length === 0) {
      fs.rmSync(path.join(directory, file), { force: true }); // another host was first
      continue;
    }
    const segment = index.segments.push(file) - 1;
    let offset = 0;
    for (const { hash, length, checksum } of entries) {
      if (index.codeCaches[hash] === undefined)
        index.codeCaches[hash] = { segment, offset, length, checksum };
      offset += aligned(length);
    }
  }
  try {
    writeIndex(directory, index);
  } catch {
    // no room for it: said already when the modules were stored, and only speed is lost
  }
}
