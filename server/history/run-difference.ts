/** What is other in a run than it was before. */
import type { DatabaseSync } from 'node:sqlite';
import type { Outcome, TestId } from '../../test-host/protocol.ts';
import { readHistory, type Kept } from './database.ts';
import { lastKnown, resultsOf, type KnownResult } from './known-results.ts';
import { pastRun, type PastRun } from './trend.ts';

export interface RunDifference {
  readonly run: PastRun;
  /** The run that it is held against; absent: it is the first one. What that did not run is taken from runs before it. */
  readonly base: PastRun | undefined;
  readonly newlyFailing: readonly Change[];
  readonly fixed: readonly Change[];
  readonly stillFailing: readonly Change[];
  readonly slower: readonly Change[];
  readonly added: readonly Change[];
  /** Of files that ran as a whole, or of the project when all of it ran. */
  readonly gone: readonly TestId[];
}

export interface Change {
  readonly id: TestId;
  readonly outcome: Outcome;
  /** Milliseconds. */
  readonly duration: number;
  readonly before: { readonly outcome: Outcome; readonly duration: number } | undefined;
  readonly error: string | undefined;
}

/** Longer by half, and by what is more than a hiccup of the machine. */
const SLOWER_FACTOR = 1.5;
const SLOWER_MS = 50;

/** @param base number of a run; absent: the one before */
export function readDifference(
  rootDir: string,
  base: number | undefined,
): Kept<RunDifference | 'no-such-run' | undefined> {
  return readHistory(rootDir, (db) => {
    const last = db.prepare('select * from runs order by id desc limit 1').get();
    if (last === undefined) return undefined;
    const run = pastRun(last);
    const older = db
      .prepare('select * from runs where id < ? order by id desc limit 1')
      .get(run.run);
    const other =
      base === undefined ? older : db.prepare('select * from runs where id = ?').get(base);
    if (base !== undefined && other === undefined) return 'no-such-run';
    return difference(db, run, other && pastRun(other));
  });
}

function difference(db: DatabaseSync, run: PastRun, base: PastRun | undefined): RunDifference {
  const now = resultsOf(db, run.run);
  const before = base === undefined ? new Map<number, KnownResult>() : lastKnown(db, base.run, now);
  const changes = [...now.values()].map((result): Change => {
    const { id, outcome, duration, error } = result;
    return { id, outcome, duration, error, before: before.get(result.test) };
  });
  const failed = changes.filter((change) => hasFailed(change));
  return {
    run,
    base,
    newlyFailing: failed.filter(({ before: old }) => old === undefined || !hasFailed(old)),
    stillFailing: failed.filter(({ before: old }) => old !== undefined && hasFailed(old)),
    fixed: changes.filter(
      ({ outcome, before: old }) => outcome === 'passed' && old !== undefined && hasFailed(old),
    ),
    slower: changes.filter(isSlower),
    added: base === undefined ? [] : changes.filter(({ before: old }) => old === undefined),
    gone: goneTests(run, { now, before }),
  };
}

function goneTests(
  { scope }: PastRun,
  { now, before }: Readonly<Record<'now' | 'before', ReadonlyMap<number, KnownResult>>>,
): readonly TestId[] {
  if (scope === 'tests') return [];
  const ran = new Set([...now.values()].map(({ file }) => file));
  return [...before.values()].flatMap(({ test, file, id }) =>
    now.has(test) || (scope === 'files' && !ran.has(file)) ? [] : id,
  );
}

function hasFailed({ outcome }: { readonly outcome: Outcome }): boolean {
  return outcome === 'failed' || outcome === 'errored';
}

function isSlower({ outcome, duration, before }: Change): boolean {
  if (outcome !== 'passed' || before?.outcome !== 'passed') return false;
  return duration > before.duration * SLOWER_FACTOR && duration > before.duration + SLOWER_MS;
}
