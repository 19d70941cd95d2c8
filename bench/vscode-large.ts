/** Large projects in VS Code: how soon a window has all tests, and how soon all results. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Measured } from './vscode.ts';
import { openInVscode } from './vscode-session.ts';

interface StartupOptions {
  readonly directory: string;
  readonly times: number;
  readonly prepare?: (directory: string) => void;
}

const BARS = { cold: 3000, 'warm cache': 1500 };
const FILES = 1000;
const TESTS = 10_000;
const FILE = 'test/file-000.test.ts';
/** VS Code's id of the first test of that file: the way to it. */
const TEST = ['ztest', 'test/', FILE, `${FILE}#cart 0`, `${FILE}#cart 0>adds 2 orders`].join('\0');
/** Somebody looks at what is there; VS Code stores the results of a run meanwhile. */
const REST_MS = 3000;

/** Each time a window that nobody has used before. */
export async function measureStartup(
  cache: keyof typeof BARS,
  { directory, times, prepare }: StartupOptions,
): Promise<Measured> {
  const costs: number[] = [];
  const complete: number[] = [];
  const firstRuns: number[] = [];
  for (let time = 0; time < times; time++) {
    prepare?.(directory);
    await using session = await openInVscode(directory);
    const startup = await session.probe('startup');
    if (startup.files !== FILES) throw new Error(`the tree has ${startup.files} files`);
    costs.push(startup.load + startup.activate);
    complete.push(startup.complete);
    await session.probe('show', FILE);
    await delay(REST_MS);
    const [run] = await session.probe('runTests', { ids: [TEST], times: 1, pause: 0 });
    if (run !== undefined) firstRuns.push(run.firstResult - run.asked);
  }
  return [
    [
      {
        name: `Activation, ${cache}: loading the code and the call of activate`,
        unit: 'ms',
        bar: { of: 'median', atMost: 100 },
      },
      costs,
    ],
    [
      {
        name: `From activation to the complete tree, large, ${cache}`,
        unit: 'ms',
        bar: { of: 'median', atMost: BARS[cache] },
      },
      complete,
    ],
    [
      {
        name: `The first test that is run in a window, large, ${cache}, to its result`,
        unit: 'ms',
      },
      firstRuns,
    ],
  ];
}

/** Everything has run once before, in another window. */
export async function measureLargeRuns(directory: string, windows: number): Promise<Measured> {
  const first: number[] = [];
  const all: number[] = [];
  const tasks: number[] = [];
  const work: number[] = [];
  for (let window = 0; window <= windows; window++) {
    await using session = await openInVscode(directory);
    await session.probe('startup');
    await delay(REST_MS);
    for (let run = 0; run < 3; run++) {
      const times = await session.probe('runAll');
      if (times.results !== TESTS) throw new Error(`there were ${times.results} results`);
      await delay(REST_MS);
      if (window === 0) continue;
      first.push(times.firstResult - times.asked);
      all.push(times.ended - times.asked);
      tasks.push(times.longestTask);
      work.push(times.longestWork);
    }
  }
  return [
    [{ name: 'All tests run, large, from the command to the first result', unit: 'ms' }, first],
    [
      {
        name: 'All tests run, large, from the command to the end with all results',
        unit: 'ms',
        bar: { of: 'p95', atMost: 3000 },
      },
      all,
    ],
    [
      {
        name: 'Meanwhile, the longest task of the extension host',
        unit: 'ms',
        bar: { of: 'most', atMost: 50 },
      },
      tasks,
    ],
    [{ name: 'The same without pauses of the garbage collector', unit: 'ms' }, work],
  ];
}
