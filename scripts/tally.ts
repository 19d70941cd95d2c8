/**
 * Sums what all that ran reported: `N passed, N failed`. Reads reports made for machines only, so that
 * a change in what is shown to people cannot turn a failure into a pass.
 *
 *     node scripts/tally.ts [step=exit-code …]
 *
 * A step that ended badly counts as a failure when the reports show none, and so does a missing report.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const REPORTS = {
  bootstrap: join('test-results', 'bootstrap.tap'),
  suite: join('test-results', 'suite.ndjson'),
  scenarios: join('test-results', 'scenarios.ndjson'),
} as const;

export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

/** All reports summed; one that is missing, empty or cut off counts as one failure. */
export function readTally(): Tally {
  return sum([
    readReport(REPORTS.bootstrap, tallyOfBootstrap),
    readReport(REPORTS.suite, tallyOfSuite),
    readReport(REPORTS.scenarios, tallyOfSuite),
  ]);
}

/** The closing comments of node:test's TAP: `# pass 8`, `# fail 0`, `# cancelled 0`. */
export function tallyOfBootstrap(tap: string): Tally | undefined {
  const count = (name: string): number | undefined => {
    const line = new RegExp(`^# ${name} (\\d+)$`, 'm').exec(tap);
    return line?.[1] === undefined ? undefined : Number(line[1]);
  };
  const passed = count('pass');
  const failed = count('fail');
  const cancelled = count('cancelled');
  if (passed === undefined || failed === undefined || cancelled === undefined) return undefined;
  return { passed, failed: failed + cancelled };
}

/** The `run-finished` event of a ztest run, one event a line. A file that did not load is a failure too. */
export function tallyOfSuite(events: string): Tally | undefined {
  const line = events.split('\n').findLast((text) => text.includes('"run-finished"'));
  if (line === undefined) return undefined;
  const event: unknown = JSON.parse(line);
  if (!isRunFinished(event)) return undefined;
  const { tests } = event.summary;
  const failed = tests.failed + tests.errored;
  return { passed: tests.passed, failed: failed === 0 && event.outcome !== 'passed' ? 1 : failed };
}

interface RunFinished {
  readonly type: 'run-finished';
  readonly outcome: string;
  readonly summary: {
    readonly tests: { readonly passed: number; readonly failed: number; readonly errored: number };
  };
}

function isRunFinished(value: unknown): value is RunFinished {
  return typeof value === 'object' && value !== null && 'type' in value && 'summary' in value;
}

function readReport(path: string, parse: (text: string) => Tally | undefined): Tally {
  const missing = { passed: 0, failed: 1 };
  try {
    return parse(readFileSync(path, 'utf8')) ?? missing;
  } catch {
    return missing; // not written, or cut off in the middle of a line
  }
}

function sum(tallies: readonly Tally[]): Tally {
  return {
    passed: tallies.reduce((total, tally) => total + tally.passed, 0),
    failed: tallies.reduce((total, tally) => total + tally.failed, 0),
  };
}

if (import.meta.main) {
  const { passed, failed } = readTally();
  const steps = process.argv.slice(2).map((argument) => argument.split('='));
  const failedSteps = steps.filter(([, code]) => code !== '0');
  console.log(`${passed} passed, ${Math.max(failed, failedSteps.length)} failed`);
}
