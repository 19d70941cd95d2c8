/** What earlier runs say of a test that fails now. */
import type { TestId } from '../../test-host/protocol.ts';
import { peekHistory } from './database.ts';
import { historiesOf, testWithId, type PastResult, type TestHistory } from './test-history.ts';

export interface Remark extends Pick<TestHistory, 'health' | 'failures' | 'trials' | 'results'> {
  /** Absent: it passed when it ran last, or never ran. */
  readonly failingSince?: Pick<PastResult, 'run' | 'at' | 'commit'>;
}

/** More failures than these nobody reads. */
const MOST = 200;

/** A history that cannot be read is told when the run is recorded. */
export function readRemarks(rootDir: string, ids: readonly TestId[]): ReadonlyMap<TestId, Remark> {
  const value = peekHistory(rootDir, (db) =>
    historiesOf(
      db,
      ids.slice(0, MOST).flatMap((id) => testWithId(db, id)),
    ).map((test): readonly [TestId, Remark] => [test.id, remarkOn(test)]),
  );
  return new Map(value);
}

function remarkOn({ health, failures, trials, results, failingSince }: TestHistory): Remark {
  return { health, failures, trials, results, ...(failingSince !== undefined && { failingSince }) };
}
