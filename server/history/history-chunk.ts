/** All that opens the database, as a chunk: it is loaded when a run is over, or when somebody asks. */
import type { Problem } from '../../test-host/protocol.ts';
import { writeHistory } from './database.ts';
import { followRenames } from './renames.ts';
import { recordRun } from './record-run.ts';
import type { RecordedRun } from './recorded-run.ts';

export { fileClosures, configHash } from './file-closures.ts';
export { readChangedTests } from './changed-tests.ts';
export { readDifference } from './run-difference.ts';
export { exportRows } from './export-rows.ts';
export { readOverview } from './overview.ts';
export { readRemarks } from './remarks.ts';
export { readTests } from './test-history.ts';
export { readTrend } from './trend.ts';

export function keepRun(rootDir: string, run: RecordedRun): { problems: readonly Problem[] } {
  return writeHistory(rootDir, (db) => {
    followRenames(db, run, rootDir);
    return recordRun(db, run);
  });
}
