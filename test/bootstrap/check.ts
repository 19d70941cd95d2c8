import assert from 'node:assert/strict';
import { fileOutcomes, testOutcomes } from '../support/outcomes.ts';
import { runProject, type ProjectFiles } from '../support/run-project.ts';

export interface Expected {
  readonly exitCode: number;
  /** Outcome of every test by full title, as a string or a pattern; no other test may have one. */
  readonly tests: Readonly<Record<string, string | RegExp>>;
  /** Outcome of the files that are named. */
  readonly files?: Readonly<Record<string, string>>;
  /** What the user must be able to read, wherever it is written. */
  readonly output?: readonly RegExp[];
  readonly args?: readonly string[];
}

/**
 * Runs a project with the built command and compares what it reported. Whatever happens in a run, it ends,
 * each collected test has exactly one outcome, and no process is left.
 */
export async function check(files: ProjectFiles, expected: Expected): Promise<void> {
  using run = await runProject(files, expected.args);
  const output = run.stdout + run.stderr;
  assert.equal(run.exitCode, expected.exitCode, output);
  assertOutcomes(testOutcomes(run.events), expected.tests, output);
  const outcomes = fileOutcomes(run.events);
  for (const [file, outcome] of Object.entries(expected.files ?? {})) {
    assert.equal(outcomes[file], outcome, `${file}\n${output}`);
  }
  for (const pattern of expected.output ?? []) assert.match(output, pattern);
  const ends = run.events.filter((event) => event.type === 'run-finished');
  const finished = run.events.flatMap((event) =>
    event.type === 'test-finished' ? [event.id] : [],
  );
  assert.equal(ends.length, 1, `the run ends once\n${output}`);
  assert.equal(new Set(finished).size, finished.length, `each test ends once\n${output}`);
  assert.deepEqual(run.leftProcesses, [], 'no process is left');
}

function assertOutcomes(
  actual: Readonly<Record<string, string>>,
  expected: Expected['tests'],
  output: string,
): void {
  assert.deepEqual(Object.keys(actual).sort(), Object.keys(expected).sort(), output);
  for (const [title, wanted] of Object.entries(expected)) {
    const outcome = actual[title] ?? '';
    const isAsWanted = typeof wanted === 'string' ? outcome === wanted : wanted.test(outcome);
    assert.ok(isAsWanted, `"${title}" is ${outcome}, not ${String(wanted)}\n${output}`);
  }
}
