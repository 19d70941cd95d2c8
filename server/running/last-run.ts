/** What the next run wants to know of the last: how long files took, which tests failed. */
import fs from 'node:fs';
import path from 'node:path';
import { writeFileAtomically } from '../../modules/store.ts';
import type { TestId } from '../../test-host/protocol.ts';
import { dataDirectory } from '../loading/store-place.ts';

export interface LastRun {
  /** Milliseconds by file. */
  readonly durations: Readonly<Record<string, number>>;
  readonly failed: Readonly<Record<string, readonly TestId[]>>;
}

const NAME = 'last-run.json';

export function readLastRun(rootDir: string): LastRun | undefined {
  return readLastRunFrom(path.join(dataDirectory(rootDir), NAME));
}

/** @param file absolute */
export function readLastRunFrom(file: string): LastRun | undefined {
  try {
    const value: unknown = JSON.parse(fs.readFileSync(file, 'utf8'));
    if (isLastRun(value)) return value;
  } catch {
    // none, or a broken one: nothing is known
  }
  return undefined;
}

/** Keeps what is known of files that did not run. A folder that cannot be written only costs the knowledge. */
export function writeLastRun(
  rootDir: string,
  run: LastRun & { readonly ran: readonly string[] },
): void {
  const before = readLastRun(rootDir) ?? { durations: {}, failed: {} };
  const failed = { ...before.failed };
  for (const file of run.ran) delete failed[file];
  const next: LastRun = {
    durations: { ...before.durations, ...run.durations },
    failed: { ...failed, ...run.failed },
  };
  try {
    writeFileAtomically(path.join(dataDirectory(rootDir), NAME), JSON.stringify(next));
  } catch {
    // said already, when the module store could not be written
  }
}

function isLastRun(value: unknown): value is LastRun {
  if (
    typeof value !== 'object' ||
    value === null ||
    !('durations' in value) ||
    !('failed' in value)
  )
    return false;
  return (
    typeof value.durations === 'object' &&
    value.durations !== null &&
    typeof value.failed === 'object' &&
    value.failed !== null
  );
}
