/** What `flaky diagnose` has found, so that a test is told with its cause. */
import type { DatabaseSync } from 'node:sqlite';
import type { Problem, TestId } from '../../test-host/protocol.ts';
import type { CauseName } from '../diagnosis/causes.ts';
import { peekHistory, writeHistory } from './database.ts';
import { prepared } from './prepared.ts';

/** Nothing is kept of a test that no run has recorded. */
export function keepDiagnosis(
  rootDir: string,
  id: TestId,
  causes: readonly CauseName[],
): readonly Problem[] {
  // Who has no history yet gets none by asking.
  if (peekHistory(rootDir, () => true) === undefined) return [];
  const { problems } = writeHistory(rootDir, (db) => {
    const at = id.indexOf('#');
    db.prepare(
      `insert or replace into diagnoses select tests.id, (select max(id) from runs), ? from files
       join tests on file = files.id where path = ? and name = ?`,
    ).run(JSON.stringify(causes), id.slice(0, at), id.slice(at + 1));
  });
  return problems;
}

/** Runs after which it is out of date: the test, or what it runs, is another by then. */
const HOLDS_FOR = 200;

export function diagnosisOf(db: DatabaseSync, test: number): readonly CauseName[] {
  const row = prepared(
    db,
    'select causes from diagnoses where test = ? and run > (select max(id) from runs) - ?',
  ).get(test, HOLDS_FOR);
  if (row === undefined) return [];
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- keepDiagnosis wrote it
  return JSON.parse(String(row['causes'])) as readonly CauseName[];
}
