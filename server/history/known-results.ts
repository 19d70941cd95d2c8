/** What became of each test in a run, or was last known of it then. */
import type { DatabaseSync } from 'node:sqlite';
import type { Outcome, TestId } from '../../test-host/protocol.ts';
import { AROUND, periodOf } from './condense.ts';
import { OUTCOMES } from './schema.ts';

export interface KnownResult {
  readonly test: number;
  readonly file: number;
  readonly id: TestId;
  readonly outcome: Outcome;
  /** Milliseconds. */
  readonly duration: number;
  readonly error: string | undefined;
}

type Results = ReadonlyMap<number, KnownResult>;

/** Runs that are looked through for what one did not run. */
const MOST_RUNS = 50;

const NAMES = 'join tests on tests.id = test join files on files.id = tests.file';

export function resultsOf(db: DatabaseSync, run: number): Results {
  const rows = db
    .prepare(
      `select test, tests.file, path || '#' || name as id, outcome, duration, message
       from results ${NAMES} left join errors on errors.id = error where run = ?`,
    )
    .all(run);
  return byTest(rows);
}

/** @param wanted tests that are asked for: not every run runs all */
export function lastKnown(db: DatabaseSync, run: number, wanted: Results): Results {
  const own = resultsOf(db, run);
  const isCondensed = db.prepare('select is_condensed from runs where id = ?').get(run);
  return isCondensed?.['is_condensed'] === 1
    ? new Map([...passesAround(db, run), ...troublesBefore(db, run), ...own])
    : new Map([...own, ...ranBefore(db, run, unlike(wanted, own))]);
}

function unlike(wanted: Results, known: Results): Results {
  return new Map([...wanted].filter(([test]) => !known.has(test)));
}

/** Of some tests, one look a test and run: of a run that is whole, few are left. */
function ranBefore(db: DatabaseSync, run: number, wanted: Results): Results {
  const found = new Map<number, KnownResult>();
  const lookUp = db.prepare('select outcome, duration from results where run = ? and test = ?');
  for (let at = run - 1; found.size < wanted.size && at > run - MOST_RUNS; at--) {
    for (const [test, result] of wanted) {
      const row = found.has(test) ? undefined : lookUp.get(at, test);
      if (row === undefined) continue;
      const outcome = OUTCOMES[Number(row['outcome'])] ?? 'errored';
      found.set(test, { ...result, outcome, duration: Number(row['duration']) / 1000 });
    }
  }
  return found;
}

/** Passes of old runs are only counted: whoever passed about then, passed, and took as long as on average. */
function passesAround(db: DatabaseSync, run: number): Results {
  const rows = db
    .prepare(
      `select test, tests.file, path || '#' || name as id, 0 as outcome, passes.duration / count as duration
       from passes ${NAMES} where period = ?`,
    )
    .all(periodOf(run));
  return byTest(rows);
}

/** What stayed of the runs before: failures, and passes around them. */
function troublesBefore(db: DatabaseSync, run: number): Results {
  const rows = db
    .prepare(
      `select test, tests.file, path || '#' || name as id, outcome, duration
       from results ${NAMES} where run between ? and ? order by run`,
    )
    .all(run - AROUND, run - 1);
  return byTest(rows);
}

/** Of several results of a test the last. */
function byTest(rows: readonly Readonly<Record<string, unknown>>[]): Results {
  return new Map(
    rows.map((row): [number, KnownResult] => [
      Number(row['test']),
      {
        test: Number(row['test']),
        file: Number(row['file']),
        id: String(row['id']),
        outcome: OUTCOMES[Number(row['outcome'])] ?? 'errored',
        duration: Number(row['duration']) / 1000,
        error: typeof row['message'] === 'string' ? row['message'] : undefined,
      },
    ]),
  );
}
