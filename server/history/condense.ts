/**
 * Bounds the history. Of runs that are old, passes become a count a test and hundred runs; what failed, what was flaky, and
 * what passed around a failure stay as they are. Very old runs are forgotten.
 */
import type { DatabaseSync } from 'node:sqlite';

/** Whole runs that are kept: more than any rate or trend looks at. A run of 10,000 tests takes 150 KB. */
export const WHOLE_RUNS = 200;
/** About two years of ten runs on each working day. */
const MOST_RUNS = 5_000;
/** At a time: a run of its own is one that comes late, after runs of other programs. */
const RUNS_AT_ONCE = 2;
/** Runs of one period share their counts. */
const PERIOD = 100;
/** Passes so many runs before or after a failure of the test stay: since when it fails can be told. */
export const AROUND = 20;

export function condense(db: DatabaseSync, newest: number): void {
  const old = db
    .prepare('select id from runs where is_condensed = 0 and id <= ? order by id limit ?')
    .all(newest - WHOLE_RUNS, RUNS_AT_ONCE);
  for (const { id } of old) condenseRun(db, Number(id));
  const forgotten = db
    .prepare('select id from runs where id <= ? order by id limit ?')
    .all(newest - MOST_RUNS, RUNS_AT_ONCE);
  for (const { id } of forgotten) forgetRun(db, Number(id));
}

function condenseRun(db: DatabaseSync, run: number): void {
  const plain = `run = :run and outcome in (0, 2) and attempts = 1 and test not in (
    select test from results where run between :run - ${AROUND} and :run + ${AROUND}
      and (outcome in (1, 3) or attempts > 1))`;
  db.prepare(
    `insert into passes select test, :period, times, duration * times from results where ${plain} and outcome = 0
     on conflict do update set count = count + excluded.count, duration = duration + excluded.duration`,
  ).run({ run, period: periodOf(run) });
  db.prepare(`delete from results where ${plain}`).run({ run });
  db.prepare('update runs set is_condensed = 1 where id = ?').run(run);
}

function forgetRun(db: DatabaseSync, run: number): void {
  db.prepare('delete from results where run = ?').run(run);
  db.prepare('delete from runs where id = ?').run(run);
  if (run % PERIOD === 0) db.prepare('delete from passes where period < ?').run(periodOf(run));
}

export function periodOf(run: number): number {
  return Math.floor(run / PERIOD);
}
