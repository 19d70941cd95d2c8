/** The quarantine on the way of a run: nothing is loaded where there is none. */
import fs from 'node:fs';
import path from 'node:path';
import { loadServerChunk } from '../config/lazy-chunk.ts';
import type * as Quarantine from './quarantine-chunk.ts';
import type { QuarantineWatch } from './quarantine-watch.ts';

/** @param now milliseconds since the epoch. @returns `undefined`: the project has no such file */
export function openQuarantine(rootDir: string, now: number): QuarantineWatch | undefined {
  if (!fs.existsSync(path.join(rootDir, 'ztest.quarantine.json'))) return undefined;
  return quarantineChunk().watchQuarantine(rootDir, now);
}

export function quarantineChunk(): typeof Quarantine {
  return loadServerChunk<typeof Quarantine>('quarantine', '../quarantine/quarantine-chunk.ts');
}
