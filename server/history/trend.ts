/** Runs as they followed each other, and tests that take longer and longer. */
import type { DatabaseSync } from 'node:sqlite';
import type { TestId } from '../../test-host/protocol.ts';
import { coveredCodeOf, type CoveredCode } from './covered-code.ts';
import { readHistory, type Kept } from './database.ts';
import { textOf } from './test-history.ts';

export interface PastRun {
  readonly run: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly duration: number;
  readonly outcome: string;
  readonly scope: string;
  /** In a sitting at an editor: how many runs it stands for. */
  readonly times: number;
  readonly source: string;
  readonly commit: string | undefined;
  readonly branch: string | undefined;
  readonly isDirty: boolean | undefined;
  readonly machine: string;
  readonly node: string;
  readonly seed: number;
  readonly isShuffled: boolean;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly flaky: number;
  /** Of all the code that is counted. Absent: nothing was counted, or not all tests were to run. */
  readonly coverage?: CoveredCode;
}

export interface Trend {
  /** The newest last. */
  readonly runs: readonly PastRun[];
  readonly drifting: readonly Drift[];
}

/** A test that takes longer than it did. Milliseconds, the fastest of some runs. */
export interface Drift {
  readonly id: TestId;
  readonly before: number;
  readonly now: number;
}

export function readTrend(rootDir: string, most: number): Kept<Trend> {
  return readHistory(rootDir, (db) => {
    const runs = pastRuns(db, most).toReversed();
    return { runs, drifting: driftingTests(db, most) };
  });
}

/** The newest first. */
export function pastRuns(db: DatabaseSync, most: number): readonly PastRun[] {
  return db.prepare('select * from runs order by id desc limit ?').all(most).map(pastRun);
}

export function pastRun(row: Readonly<Record<string, unknown>>): PastRun {
  const coverage = coveredCodeOf(row['coverage']);
  return {
    run: Number(row['id']),
    at: Number(row['at']),
    duration: Number(row['duration']),
    outcome: String(row['outcome']),
    scope: String(row['scope']),
    times: Number(row['times']),
    source: String(row['source']),
    commit: textOf(row['commit_hash']),
    branch: textOf(row['branch']),
    isDirty: row['is_dirty'] === null ? undefined : row['is_dirty'] === 1,
    machine: String(row['machine']),
    node: String(row['node']),
    seed: Number(row['seed']),
    isShuffled: row['is_shuffled'] === 1,
    passed: Number(row['passed']),
    failed: Number(row['failed']),
    skipped: Number(row['skipped']),
    flaky: Number(row['flaky']),
    ...(coverage !== undefined && { coverage }),
  };
}

/** Runs on either side of a comparison: one alone may have had a busy machine. */
const SIDE = 4;
/** Longer by half, and by an amount that somebody notices. */
const DRIFT_FACTOR = 1.5;
const DRIFT_MS = 20;
const MOST_DRIFTING = 10;

/** Of the last runs of all tests, the newest against the oldest. */
export function driftingTests(db: DatabaseSync, most: number): readonly Drift[] {
  const whole = db
    .prepare("select id from runs where scope = 'all' order by id desc limit ?")
    .all(most)
    .map((row) => Number(row['id']))
    .toReversed();
  if (whole.length < 2 * SIDE) return [];
  const now = whole.slice(-SIDE);
  const before = whole.slice(0, SIDE);
  const fastest = (runs: readonly number[], where: string): string =>
    `select test, min(duration) as duration from results where run in (${runs.join()}) and outcome = 0 ${where} group by test`;
  return db
    .prepare(
      // Nearly all tests are too fast to drift: they are left out before anything is grouped.
      `with slow as materialized (${fastest(now, `and duration > ${DRIFT_MS * 1000}`)}),
       n as materialized (${fastest(now, 'and test in (select test from slow)')}),
       b as materialized (${fastest(before, 'and test in (select test from slow)')})
       select path || '#' || name as id, b.duration as before, n.duration as now
       from n join b using (test) join tests on tests.id = test join files on files.id = file
       where n.duration > b.duration * ${DRIFT_FACTOR} and n.duration > b.duration + ${DRIFT_MS * 1000}
       order by n.duration - b.duration desc limit ${MOST_DRIFTING}`,
    )
    .all()
    .map((row) => ({
      id: String(row['id']),
      before: Number(row['before']) / 1000,
      now: Number(row['now']) / 1000,
    }));
}
