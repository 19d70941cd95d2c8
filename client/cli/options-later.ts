/** Commands and flags that are on their way, and the names that other test runners use for ours. */

/** Said to be missing, instead of taken for a filter. */
export const laterCommands: readonly string[] = ['lint', 'doctor', 'ci'];

export const laterFlags: readonly string[] = [
  'type',
  'depends-on',
  'if-env',
  'stage',
  'interactive',
  'live',
  'benchmark',
  'memory-profile',
];

/** A flag of Jest, Vitest, Mocha or node:test → how ztest writes it. */
export const foreignFlags: Readonly<Record<string, string>> = {
  runInBand: '--workers 1',
  i: '--workers 1',
  maxWorkers: '--workers',
  jobs: '--workers',
  testNamePattern: '-t',
  'test-name-pattern': '-t',
  grep: '-t',
  g: '-t',
  testPathPattern: 'a filter: ztest src/cart',
  testPathPatterns: 'a filter: ztest src/cart',
  testTimeout: '--timeout',
  'test-timeout': '--timeout',
  reporter: '--report',
  reporters: '--report',
  'test-reporter': '--report',
  outputFile: '--report json=file',
  collectCoverage: '--coverage',
  collectCoverageFrom: '--coverage.include',
  coverageReporters: '--coverage.report',
  'coverage.reporter': '--coverage.report',
  coverageDirectory: '--coverage.directory',
  'coverage.reportsDirectory': '--coverage.directory',
  directory: '--coverage.directory',
  'experimental-test-coverage': '--coverage',
  onlyChanged: '--changed',
  o: '--changed',
  changedSince: '--changed=<commit>',
  findRelatedTests: 'ztest graph <file> --dependants',
  onlyFailures: '--last-failed',
  f: '--last-failed',
  updateSnapshot: '--update',
  'test-update-snapshots': '--update',
  detectOpenHandles: '--detect-leaks',
  clearCache: '--clear-cache',
  randomize: '--shuffle',
  testEnvironment: 'the configuration',
  'test-concurrency': '--workers',
  rerunEach: '--repeats',
  pool: '--isolation',
};
