/** Runs that somebody starts in an editor, many a minute, as the history keeps them. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'ztest';
import { keepRun, readTests, readTrend } from '../../../server/history/history-chunk.ts';
import type { RecordedRun } from '../../../server/history/recorded-run.ts';

let rootDir = '';
beforeEach(() => {
  rootDir = fs.mkdtempSync(path.join(os.tmpdir(), 'ztest-sitting-'));
});
afterEach(() => fs.rmSync(rootDir, { recursive: true }));

type Outcomes = Readonly<Record<string, 'passed' | 'failed' | 'retried' | 'skipped'>>;

/** Tests of `a.test.ts` whose code is `code`. */
function keep(outcomes: Outcomes, code: string, other: Partial<RecordedRun> = {}): void {
  const { problems } = keepRun(rootDir, {
    at: 1000,
    duration: 10,
    outcome: 'passed',
    scope: 'tests',
    source: 'editor',
    machine: '',
    node: '',
    config: '',
    seed: 1,
    isShuffled: false,
    results: Object.entries(outcomes).map(([name, outcome]) => ({
      id: `a.test.ts#${name}`,
      outcome: outcome === 'retried' ? 'passed' : outcome,
      duration: 1,
      attempts: outcome === 'retried' ? 2 : 1,
    })),
    closures: new Map([['a.test.ts', { modules: code, inputs: [], hash: () => code }]]),
    ...other,
  });
  expect(problems).toEqual([]);
}

/** `1: passed ×3` for each run that has the test. */
function past(name: string): readonly string[] {
  const { tests = [] } = readTests({ rootDir, words: [`a.test.ts#${name}`], most: 1 }).value ?? {};
  return (tests[0]?.results ?? []).map(
    ({ run, outcome, times }) => `${run}: ${outcome}${times > 1 ? ` ×${times}` : ''}`,
  );
}

function runs(): readonly string[] {
  const { value } = readTrend(rootDir, 20);
  return (value?.runs ?? []).map(({ run, times }) => `${run} ×${times}`);
}

test('runs of one sitting are one, which counts how often each test passed', () => {
  keep({ a: 'passed' }, 'v1');
  keep({ a: 'passed', b: 'passed' }, 'v1', { at: 2000 });
  keep({ a: 'passed' }, 'v1', { at: 3000 });
  expect(runs()).toEqual(['1 ×3']);
  expect(past('a')).toEqual(['1: passed ×3']);
  expect(past('b')).toEqual(['1: passed']);
});

test('another outcome of the same code is a run of its own: the test is flaky', () => {
  for (let time = 0; time < 6; time++) keep({ a: 'passed' }, 'v1');
  keep({ a: 'failed' }, 'v1');
  keep({ a: 'passed' }, 'v1');
  expect(past('a')).toEqual(['1: passed ×6', '2: failed', '3: passed']);
  const { tests = [] } = readTests({ rootDir, words: ['a'], most: 1 }).value ?? {};
  expect(tests[0]).toMatchObject({ health: 'flaky', failures: 1, trials: 8 });
});

test('a pass in a later attempt is a run of its own', () => {
  keep({ a: 'passed' }, 'v1');
  keep({ a: 'retried' }, 'v1');
  keep({ a: 'passed' }, 'v1');
  expect(runs()).toEqual(['1 ×1', '2 ×1', '3 ×1']);
});

test('passes of code that was edited since are taken back, failures are not', () => {
  keep({ a: 'passed', b: 'passed' }, 'v1');
  keep({ a: 'passed' }, 'v2');
  expect(past('a')).toEqual(['1: passed']);
  expect(past('b')).toEqual([]);
  keep({ a: 'failed' }, 'v3');
  keep({ a: 'failed' }, 'v4');
  expect(past('a')).toEqual(['1: failed']);
  keep({ a: 'passed' }, 'v5');
  expect(past('a')).toEqual(['1: failed', '2: passed']);
  const { tests = [] } = readTests({ rootDir, words: ['a'], most: 1 }).value ?? {};
  expect(tests[0]?.health).toBe('healthy');
});

test('a failure stays when its file is edited, and the test does not run again', () => {
  keep({ a: 'failed', b: 'passed' }, 'v1');
  keep({ b: 'passed' }, 'v2');
  expect(past('a')).toEqual(['1: failed']);
  expect(past('b')).toEqual(['1: passed', '2: passed']);
});

test('a sitting ends with a commit, a break, a run of the command, and a run of everything', () => {
  keep({ a: 'passed' }, 'v1');
  keep({ a: 'passed' }, 'v1', { commit: 'abc' });
  keep({ a: 'passed' }, 'v1', { commit: 'abc', at: 1000 + 11 * 60_000 });
  keep({ a: 'passed' }, 'v1', { commit: 'abc', at: 1000 + 12 * 60_000, source: 'command' });
  keep({ a: 'passed' }, 'v1', { commit: 'abc', at: 1000 + 12 * 60_000 });
  keep({ a: 'passed' }, 'v1', { commit: 'abc', at: 1000 + 12 * 60_000, scope: 'all' });
  expect(runs()).toEqual(['1 ×1', '2 ×1', '3 ×1', '4 ×1', '5 ×1', '6 ×1']);
});

test('a sitting has a bound, also one without a break', () => {
  for (let time = 0; time < 230; time++) keep({ a: 'passed' }, 'v1');
  expect(runs()).toEqual(['1 ×100', '2 ×100', '3 ×30']);
});
