import { DatabaseSync } from 'node:sqlite';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'ztest';
import { WHOLE_RUNS } from '../../../server/history/condense.ts';
import { keepRun, readDifference, readTests } from '../../../server/history/history-chunk.ts';

const OLD = 60;
const LATE_FAILURE = 30;

test('passes of old runs are only counted, but for those around a failure', () => {
  const rootDir = fs.mkdtempSync(path.join(os.tmpdir(), 'ztest-condense-'));
  for (let run = 1; run <= WHOLE_RUNS + OLD; run++) {
    const results = ['steady', 'moody'].map((name) => ({
      id: `a.test.ts#${name}`,
      outcome: name === 'moody' && run === LATE_FAILURE ? ('failed' as const) : ('passed' as const),
      duration: 1,
      attempts: 1,
    }));
    const { problems } = keepRun(rootDir, {
      at: run,
      duration: 1,
      outcome: 'passed',
      scope: 'all',
      source: 'command',
      machine: '',
      node: '',
      config: '',
      seed: 1,
      isShuffled: false,
      results,
      closures: new Map(),
    });
    expect(problems).toEqual([]);
  }
  using db = new DatabaseSync(path.join(rootDir, '.ztest/history.db'));
  const runsOf = (name: string): readonly number[] =>
    db
      .prepare('select run from results join tests on id = test where name = ? order by run')
      .all(name)
      .map(({ run }) => Number(run));
  expect(runsOf('steady')).toHaveLength(WHOLE_RUNS);
  expect(runsOf('moody')).toHaveLength(WHOLE_RUNS + 41);
  expect(db.prepare('select test, period, count from passes order by test').all()).toEqual([
    { test: 1, period: 0, count: OLD },
    { test: 2, period: 0, count: OLD - 41 },
  ]);
  const [steady] = readTests({ rootDir, words: ['steady'], most: 1 }).value?.tests ?? [];
  expect(steady?.passedBefore).toBe(OLD);
  const difference = (base: number): unknown => {
    const { value } = readDifference(rootDir, base);
    if (value === undefined || value === 'no-such-run') return value;
    const { added, gone, fixed, newlyFailing } = value;
    return { added, gone, newlyFailing, fixed: fixed.map(({ id }) => id) };
  };
  const nothing = { added: [], gone: [], newlyFailing: [], fixed: [] };
  expect(difference(5)).toEqual(nothing);
  expect(difference(LATE_FAILURE + 1)).toEqual(nothing);
  expect(difference(LATE_FAILURE)).toEqual({ ...nothing, fixed: ['a.test.ts#moody'] });
  fs.rmSync(rootDir, { recursive: true });
});
