/** Finds out why a test is flaky, as a chunk: few ask. */
export { diagnose } from './diagnose.ts';
export { reportDiagnosis, reportPollution } from './diagnosis-report.ts';
export { findBadCommit } from './commits/find-bad-commit.ts';
export { findPolluters } from './find-polluters.ts';
export { seedsFor } from './random-orders.ts';
export { Trials } from './trials.ts';
