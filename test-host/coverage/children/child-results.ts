/** What processes have run, in a folder: each writes a file when it ends, and the host reads them when a test file is over. */
import fs from 'node:fs';
import path from 'node:path';
import type { CoverageOrder, UncountedFile } from '../../protocol.ts';
import type { ChildHits } from './shared-counters.ts';
import type { Ticket } from './ticket.ts';

type Written = readonly (readonly [
  file: string,
  source: string,
  bits: string,
  counts?: readonly number[],
])[];

// The program may replace what it finds in these modules.
const { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } = fs;
const ORDER = 'order.json';
const ENDING = '.hits';
const UNCOUNTED = '.uncounted';

export function openResults(directory: string, order: CoverageOrder): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(path.join(directory, ORDER), JSON.stringify(order));
}

/** @throws when the folder is gone: nobody waits for the results */
export function readOrder(directory: string): CoverageOrder {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `openResults` has written
  return JSON.parse(readFileSync(path.join(directory, ORDER), 'utf8')) as CoverageOrder;
}

/** @param name unique to the process; the last call counts */
export function writeResult(directory: string, name: string, hits: readonly ChildHits[]): void {
  const written: Written = hits.map(({ file, source, bits, counts }) => {
    const base64 = Buffer.from(bits).toString('base64');
    return counts === undefined ? [file, source, base64] : [file, source, base64, counts];
  });
  const place = path.join(directory, name);
  try {
    writeFileSync(place, JSON.stringify(written));
    renameSync(place, place + ENDING);
  } catch {
    // the run is over, or there is no room
  }
}

/** At once: a process may be killed, and a thread writes no result. */
export function writeUncounted({ directory, starter }: Ticket, uncounted: UncountedFile): void {
  const place = path.join(directory, `${starter}-${process.hrtime.bigint().toString(36)}`);
  try {
    writeFileSync(place, JSON.stringify(uncounted));
    renameSync(place, place + UNCOUNTED);
  } catch {
    // the run is over, or there is no room
  }
}

/** Files that could not be counted; they are taken away. */
export function takeUncounted(directory: string): readonly UncountedFile[] {
  const names = readdirSync(directory).filter((name) => name.endsWith(UNCOUNTED));
  return names.map((name) => {
    const place = path.join(directory, name);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `writeUncounted` has written
    const uncounted = JSON.parse(readFileSync(place, 'utf8')) as UncountedFile;
    rmSync(place);
    return uncounted;
  });
}

/** @returns results by the beginning of their names, up to `-`; they are taken away */
export function takeResults(directory: string): ReadonlyMap<string, readonly ChildHits[]> {
  const results = new Map<string, ChildHits[]>();
  for (const name of readdirSync(directory)) {
    if (!name.endsWith(ENDING)) continue;
    const starter = name.slice(0, name.indexOf('-'));
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `writeResult` has written
    const written = JSON.parse(readFileSync(path.join(directory, name), 'utf8')) as Written;
    rmSync(path.join(directory, name));
    const hits = written.map(([file, source, bits, counts]) => ({
      file,
      source,
      bits: Buffer.from(bits, 'base64'),
      ...(counts !== undefined && { counts }),
    }));
    results.set(starter, [...(results.get(starter) ?? []), ...hits]);
  }
  return results;
}
