/** The tests of the last run that are new, or depend on something that has changed: a new test is a change of its file. */
import type { TestId } from '../../test-host/protocol.ts';
import { readHistory, type Kept } from './database.ts';

/** Those that passed: of the others there is no doubt. */
export function readChangedTests(rootDir: string): Kept<readonly TestId[]> {
  return readHistory(rootDir, (db) =>
    db
      .prepare(
        `select path || '#' || name as id from results r join tests on tests.id = r.test join files on files.id = tests.file
         where r.run = (select max(id) from runs) and outcome = 0
           and exists (select 1 from closures c where c.file = tests.file and c.run = r.run)
         order by path, tests.id`,
      )
      .all()
      .map((row) => String(row['id'])),
  );
}
