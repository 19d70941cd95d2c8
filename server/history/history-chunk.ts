/** All that opens the database, as a chunk: it is loaded when a run is over, or when somebody asks. */
export { readCachedFiles } from './cached-files.ts';
export { readChangedTests } from './changed-tests.ts';
export { readDifference } from './run-difference.ts';
export { keepDiagnosis } from './diagnoses.ts';
export { keepCoveredCode } from './covered-code.ts';
export { exportRows } from './export-rows.ts';
export { readGitState } from './git-state.ts';
export { keepRun, prepareJob, recordJob } from './record-job.ts';
export { modulesOf, readFailingSince } from './failing-since.ts';
export { readOverview } from './overview.ts';
export { readHealth } from './test-health.ts';
export { renameTest } from './rename-test.ts';
export { readTests, readTestsOf } from './test-history.ts';
export { readNewNames } from './new-names.ts';
export { readRemarks } from './remarks.ts';
export { readTrend } from './trend.ts';
