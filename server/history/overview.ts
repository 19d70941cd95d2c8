/** How the tests of a project are: which are flaky, which fail and since when, which take longest. */
import type { DatabaseSync } from 'node:sqlite';
import type { TestId } from '../../test-host/protocol.ts';
import { WHOLE_RUNS } from './condense.ts';
import { readHistory, type Kept } from './database.ts';
import { historiesOf, knownTest, type TestHistory } from './test-history.ts';
import { pastRuns, type PastRun } from './trend.ts';

export interface Overview {
  readonly runs: number;
  readonly last: PastRun | undefined;
  /** Flaky, suspect and broken ones, worst first. */
  readonly troubled: readonly TestHistory[];
  /** In the last run of all tests, or else in the last one, longest first. */
  readonly slowest: readonly SlowTest[];
}

export interface SlowTest {
  readonly id: TestId;
  /** Milliseconds. */
  readonly duration: number;
}

/** Tests with trouble that are looked at: those that do not simply fail since some run, then the others, most trouble first. */
const MOST_TROUBLED = 150;
const MOST_SLOW = 10;

export function readOverview(rootDir: string): Kept<Overview> {
  return readHistory(rootDir, overviewOf);
}

export function overviewOf(db: DatabaseSync): Overview {
  const [last] = pastRuns(db, 1);
  return {
    runs: Number(db.prepare('select count(*) as n from runs').get()?.['n']),
    last,
    troubled: troubledTests(db, last?.run ?? 0),
    slowest: slowestTests(db),
  };
}

const WORST_FIRST: readonly TestHistory['health'][] = ['flaky', 'broken', 'suspect'];

function troubledTests(db: DatabaseSync, newest: number): readonly TestHistory[] {
  const rows = db
    .prepare(
      `select tests.id as test, file, path || '#' || name as id from (
         select test, count(*) as troubles, max(run) = :newest and max(run) - min(run) = count(*) - 1 as is_steady
         from results indexed by troubles where run > :oldest and (outcome in (1, 3) or attempts > 1)
         group by test order by is_steady, troubles desc, test limit :most
       ) join tests on tests.id = test join files on files.id = file order by is_steady, troubles desc, test`,
    )
    .all({ newest, oldest: newest - WHOLE_RUNS, most: MOST_TROUBLED });
  return historiesOf(db, rows.map(knownTest))
    .filter(({ health }) => health !== 'healthy')
    .toSorted(
      (a, b) =>
        WORST_FIRST.indexOf(a.health) - WORST_FIRST.indexOf(b.health) || b.failures - a.failures,
    );
}

function slowestTests(db: DatabaseSync): readonly SlowTest[] {
  const last = db.prepare("select id from runs order by scope = 'all' desc, id desc limit 1").get();
  const run = Number(last?.['id'] ?? 0);
  return db
    .prepare(
      `select path || '#' || name as id, duration from (
         select test, duration from results where run = ? and outcome <> 2 and duration >= 1000 order by duration desc limit ?
       ) join tests on tests.id = test join files on files.id = file order by duration desc`,
    )
    .all(run, MOST_SLOW)
    .map((row) => ({ id: String(row['id']), duration: Number(row['duration']) / 1000 }));
}
