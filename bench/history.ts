/** The scenario `history`: what it takes to remember a run of 10,000 tests, and to ask, after a year of such runs. */
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  keepRun,
  readChangedTests,
  readDifference,
  readHealth,
  readOverview,
  readRemarks,
  readTests,
  readTrend,
} from '../server/history/history-chunk.ts';
import type { RecordedRun } from '../server/history/recorded-run.ts';
import type { RoundOptions } from './rounds.ts';
import { ROW_COLUMNS, rowCells, verdictOn, type Row } from './row.ts';
import type { Section } from './section.ts';
import { toolDirectory } from './tools.ts';

export const HISTORY_SCENARIO = 'history';

const TESTS = 10_000;
const RUNS = 2_000;
/** Of the tests, those that fail in a tenth of their runs. */
const FLAKY = 100;

export async function historySection(
  circumstances: string,
  options: RoundOptions,
): Promise<Section> {
  const rootDir = join(toolDirectory('ztest'), 'history-year');
  rmSync(rootDir, { recursive: true, force: true });
  mkdirSync(rootDir, { recursive: true });
  const ids = Array.from(
    { length: TESTS },
    (_, at) =>
      `src/folder-${at % 100}/module-${at % 1000}.test.ts#module ${at % 1000}>does thing ${at}`,
  );
  for (let run = 0; run < RUNS; run++) {
    keepRun(rootDir, makeRun(ids, run));
    if ((run + 1) % 100 === 0) options.progress(`${HISTORY_SCENARIO}: ${run + 1} of ${RUNS} runs`);
  }
  const results = new Map(rowsOf(rootDir, ids).map((row): [Row, number[]] => [row, []]));
  for (let round = 0; round <= options.rounds; round++)
    for (const [row, values] of results) {
      const measured = await row.run();
      if (round > 0) values.push(...measured);
    }
  return {
    name: HISTORY_SCENARIO,
    title: 'Remembering runs, and asking for them',
    about: [
      `A simulated year: ${RUNS} runs of ${TESTS} tests in 1,000 files, ${FLAKY} of them flaky, 20 files changed between two runs. In one process that has read its code already; nothing waits for it in a run.`,
      circumstances,
    ],
    columns: ROW_COLUMNS,
    rows: [...results].map(([row, values]) => rowCells(row, values)),
    verdicts: [...results].flatMap(([row, values]) => verdictOn(row, values)),
  };
}

function rowsOf(rootDir: string, ids: readonly string[]): readonly Row[] {
  let run = RUNS;
  const query = (name: string, ask: () => unknown): Row => ({
    name,
    unit: 'ms',
    bar: { of: 'median', atMost: 100 },
    run: async () => await Promise.resolve([elapsed(ask)]),
  });
  return [
    {
      name: `Recording ${TESTS} results`,
      unit: 'ms',
      bar: { of: 'median', atMost: 150 },
      run: async () => {
        const recorded = makeRun(ids, run++);
        return await Promise.resolve([elapsed(() => keepRun(rootDir, recorded))]);
      },
    },
    query('ztest history', () => readOverview(rootDir)),
    query('ztest history <test>', () => readTests({ rootDir, words: ids.slice(5, 6), most: 20 })),
    query('ztest history --diff', () => readDifference(rootDir, undefined)),
    query('ztest history --diff, an old run', () => readDifference(rootDir, 12)),
    query('ztest history --trend', () => readTrend(rootDir, 20)),
    query('Test health in the editor', () => readHealth(rootDir)),
    query('Remarks on 20 failures', () => readRemarks(rootDir, ids.slice(0, 20))),
    query('New and changed tests', () => readChangedTests(rootDir)),
    {
      name: 'Size of the file',
      unit: 'MB',
      bar: { of: 'most', atMost: 300 },
      run: async () =>
        await Promise.resolve([statSync(join(rootDir, '.ztest', 'history.db')).size / 1e6]),
    },
  ];
}

function elapsed(work: () => unknown): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

function makeRun(ids: readonly string[], run: number): RecordedRun {
  const error = { name: 'Error', message: 'expected 1 to be 2', stack: [] };
  const results = ids.map((id, at) => {
    const hasFailed = (at < FLAKY && (at * 7 + run * 3) % 10 === 0) || (at + run * 31) % 1009 === 0;
    return {
      id,
      outcome: hasFailed ? ('failed' as const) : ('passed' as const),
      duration: ((at * 13 + run) % 200) / 10,
      attempts: 1,
      error: hasFailed ? error : undefined,
    };
  });
  const files = [...new Set(ids.map((id) => id.slice(0, id.indexOf('#'))))];
  const closures = files.map((file, at) => {
    const hash = String(Math.floor((run + at) / 50));
    return [file, { modules: hash, inputs: ['data.json'], hash: () => hash }] as const;
  });
  return {
    at: Date.UTC(2026, 0) + run * 3_600_000,
    duration: 3_000,
    outcome: 'failed',
    scope: 'all',
    source: 'command',
    machine: 'bench',
    node: process.versions.node,
    config: '',
    seed: 1,
    isShuffled: false,
    results,
    closures: new Map(closures),
  };
}
