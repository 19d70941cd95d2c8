/**
 * The project's tests, for `npm test`: first the bootstrap under node:test, which proves that ztest calls a
 * failure a failure; only then the suite that is written with ztest and run by it, and behind it, when the machine is free
 * for them, the scenarios in a real VS Code. Expects a build.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { REPORTS, readTally } from './tally.ts';

process.exitCode = runTests();

function runTests(): number {
  rmSync('test-results', { recursive: true, force: true });
  mkdirSync('test-results');
  const code = runBootstrap() || Math.max(runSuite(), runScenarios());
  const { passed, failed } = readTally();
  console.log(`${passed} passed, ${failed} failed`);
  return code || (failed > 0 ? 1 : 0);
}

function runBootstrap(): number {
  return run([
    '--test',
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=tap',
    `--test-reporter-destination=${REPORTS.bootstrap}`,
    'test/bootstrap/*.test.ts',
  ]);
}

function runSuite(): number {
  return run(['bin/ztest.cjs', '--report', `terminal,events=${REPORTS.suite}`]);
}

function runScenarios(): number {
  const reports = `terminal,events=${REPORTS.scenarios}`;
  return run(['bin/ztest.cjs', '--profile', 'vscode', '--report', reports]);
}

/** Runs this same Node; whatever is not an exit with 0 is a failure. */
function run(args: readonly string[]): number {
  return spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
}
