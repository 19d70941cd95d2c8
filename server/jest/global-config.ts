/** The configuration of a run as Jest gives it to reporters and sequencers: what is written, and Jest's defaults. */
import { availableParallelism } from 'node:os';
import type { JestOptions } from './read-options.ts';

const defaults = {
  bail: 0,
  changedFilesWithAncestor: false,
  changedSince: '',
  ci: false,
  collectCoverage: false,
  collectCoverageFrom: [],
  coverageProvider: 'babel',
  coverageReporters: ['json', 'text', 'lcov', 'clover'],
  detectLeaks: false,
  detectOpenHandles: false,
  errorOnDeprecated: false,
  expand: false,
  findRelatedTests: false,
  forceExit: false,
  json: false,
  lastCommit: false,
  listTests: false,
  logHeapUsage: false,
  maxConcurrency: 5,
  noStackTrace: false,
  nonFlagArgs: [],
  notify: false,
  notifyMode: 'failure-change',
  onlyChanged: false,
  onlyFailures: false,
  passWithNoTests: false,
  projects: [],
  runTestsByPath: false,
  silent: false,
  skipFilter: false,
  snapshotFormat: { escapeString: false, printBasicPrototype: false },
  testFailureExitCode: 1,
  testPathPattern: '',
  testSequencer: '@jest/test-sequencer',
  updateSnapshot: 'new',
  useStderr: false,
  verbose: false,
  watch: false,
  watchAll: false,
  watchman: true,
  workerThreads: false,
};

/** Keys of a single project, which Jest leaves out. */
const ofProject = ['displayName', 'transform', 'moduleNameMapper', 'globals', 'preset'];

export function globalConfigOf(
  options: JestOptions,
  rootDir: string,
): Readonly<Record<string, unknown>> {
  const written = Object.fromEntries(
    Object.entries(options).filter(([key]) => !ofProject.includes(key)),
  );
  return {
    ...defaults,
    coverageDirectory: `${rootDir}/coverage`,
    maxWorkers: availableParallelism(),
    ...written,
    bail: Number(options['bail'] ?? 0),
    rootDir,
  };
}
