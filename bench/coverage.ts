/** The scenario `coverage-suites`: what coverage costs suites of several kinds, what is kept of it, and how soon it answers. */
import { existsSync, readFileSync, renameSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { coveringTests } from '../server/coverage/covering-tests.ts';
import { removeCaches } from './commands.ts';
import { generateProject, SUITE_SHAPE } from './generate.ts';
import { measure, type Measurement } from './measure.ts';
import type { ProjectShape } from './project-shape.ts';
import { measureRows } from './row-section.ts';
import type { Row } from './row.ts';
import { median, type RoundOptions } from './rounds.ts';
import type { Section } from './section.ts';
import { prepareTool, toolDirectory, ZTEST_COMMAND } from './tools.ts';

export const COVERAGE_SCENARIO = 'coverage-suites';
export const PUBLIC_COVERAGE_SCENARIO = 'coverage-public';

const MOST = 1.05;
const MEGABYTE = 1e6;

const SUITES: Readonly<Record<string, ProjectShape>> = {
  '1,000 small tests': SUITE_SHAPE,
  'few files of many tests': { ...SUITE_SHAPE, files: 10, tests: 100, modules: 100, reach: 50 },
  'many files of few tests': { ...SUITE_SHAPE, files: 300, tests: 3, reach: 10 },
  'tests that compute': { ...SUITE_SHAPE, files: 40, tests: 10, turns: 100_000 },
  'tests whose own code computes': { ...SUITE_SHAPE, files: 40, tests: 10, work: 1000 },
};

/** 10,000 tests that together run 1,000 modules. */
const LARGE: ProjectShape = { ...SUITE_SHAPE, files: 100, tests: 100, modules: 1000, reach: 100 };
const MODULES: ProjectShape = { ...SUITE_SHAPE, files: 100, tests: 10, modules: 1000, reach: 40 };

export async function coverageSection(
  circumstances: string,
  options: RoundOptions,
): Promise<Section> {
  const head = {
    name: COVERAGE_SCENARIO,
    title: 'Coverage of whole suites',
    about: [
      'Generated suites, warm; a ratio is that of two runs with coverage to two without, in the order without, with, with, without, so that what else the machine does meets both. CPU time is that of all processes. “1,000 modules” is the difference of two cold runs: all of coverage, with its report. Sets: which tests run which lines, of 10,000 tests and 1,000 modules.',
      circumstances,
    ],
  };
  const unavailable = prepareTool('ztest');
  if (unavailable) {
    const about = [...head.about, `Not measured: ${unavailable.reason}.`];
    return { ...head, about, columns: [], rows: [], verdicts: [] };
  }
  const ratios = Object.entries(SUITES).map(([name, shape]) =>
    ratioRows(name, project(name.replaceAll(/\W+/g, '-'), shape)),
  );
  const rows = [...ratios.flatMap(({ wall, cpu }) => [wall, cpu]), ...coldRows(), ...setRows()];
  const section = await measureRows({ ...head, rows }, options);
  return withMedian(section, ratios);
}

/**
 * The same of suites of the public.
 *
 * @param directories of installed projects; what fails in them may fail, but in every run the same
 */
export async function publicCoverageSection(
  directories: readonly string[],
  { circumstances, options }: { readonly circumstances: string; readonly options: RoundOptions },
): Promise<Section> {
  const ratios = directories.map((directory) =>
    ratioRows(basename(directory), directory, { mayFail: true }),
  );
  const section = await measureRows(
    {
      name: PUBLIC_COVERAGE_SCENARIO,
      title: 'Coverage of public suites',
      about: [
        'Jest suites as they are, warm, with the reports that each asks for; ratios as above.',
        circumstances,
      ],
      rows: ratios.flatMap(({ wall, cpu }) => [wall, cpu]),
    },
    options,
  );
  return withMedian(section, ratios);
}

interface Ratios {
  readonly wall: Row;
  readonly cpu: Row;
}

function withMedian(
  section: Awaited<ReturnType<typeof measureRows>>,
  ratios: readonly Ratios[],
): Section {
  const all = ratios.map(({ wall }) => section.values.get(wall) ?? []);
  const medians = all.filter((values) => values.length > 0).map(median);
  const measured = median(medians);
  const verdict = {
    bar: `median of the ${medians.length} suites ≤ ${MOST} ×`,
    measured: `${measured.toFixed(2)} ×`,
    outcome: measured <= MOST ? ('met' as const) : ('missed' as const),
  };
  return { ...section, verdicts: [verdict, ...section.verdicts] };
}

interface RunOptions {
  readonly mayFail?: boolean;
}

/** Both figures are of the same runs, whichever row is asked first; without one there is none of the other. */
function ratioRows(name: string, directory: string, running: RunOptions = {}): Ratios {
  const left: Record<'wall' | 'cpu', number[]> = { wall: [], cpu: [] };
  let failure: Error | undefined;
  const next = async (what: 'wall' | 'cpu'): Promise<readonly number[]> => {
    const known = left[what].shift();
    if (known !== undefined) return [known];
    if (failure !== undefined) throw failure;
    const { wall, cpu } = await ratiosOf(directory, running).catch((error: unknown) => {
      failure = error instanceof Error ? error : new Error(String(error));
      throw failure;
    });
    (what === 'wall' ? left.cpu : left.wall).push(what === 'wall' ? cpu : wall);
    return [what === 'wall' ? wall : cpu];
  };
  return {
    wall: { name: `${name}: with coverage`, unit: '×', run: () => next('wall') },
    cpu: { name: `${name}: with coverage, CPU time`, unit: '×', run: () => next('cpu') },
  };
}

async function ratiosOf(
  directory: string,
  { mayFail = false }: RunOptions,
): Promise<{ readonly wall: number; readonly cpu: number }> {
  const once = (flag: string): Promise<Measurement> =>
    mayFail ? runAsItIs(directory, flag) : run(directory, flag);
  const first = await once('--no-coverage');
  const counted = [await once('--coverage'), await once('--coverage')];
  const plain = [first, await once('--no-coverage')];
  const ratio = (of: (measured: Measurement) => number): number =>
    sum(counted.map(of)) / sum(plain.map(of));
  return { wall: ratio(({ wall }) => wall), cpu: ratio(({ cpu }) => cpu) };
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

function coldRows(): readonly Row[] {
  const directory = project('modules', MODULES);
  const cold = async (...args: readonly string[]): Promise<number> => {
    removeCaches(directory);
    return (await run(directory, ...args)).wall;
  };
  return [
    {
      name: '1,000 modules, cold: coverage adds',
      unit: 'ms',
      bar: { of: 'median', atMost: 1500 },
      run: async () => {
        const plain = await cold();
        return [(await cold('--coverage')) - plain];
      },
    },
  ];
}

function setRows(): readonly Row[] {
  const directory = project('sets', LARGE);
  const sets = join(directory, '.ztest', 'coverage.bin');
  const hidden = `${sets}.hidden`;
  const file = join(directory, 'src', 'module-000.ts');
  // Every test runs this one.
  const line =
    readFileSync(file, 'utf8')
      .split('\n')
      .findIndex((text) => text.includes('return orders.reduce')) + 1;
  const one = [join('test', 'file-000.test.ts'), '-t', 'adds 2 orders', '--coverage'];
  const withSets = async (): Promise<void> => {
    if (!existsSync(sets)) await run(directory, '--coverage');
  };
  return [
    {
      name: 'sets on disk',
      unit: 'MB',
      bar: { of: 'most', atMost: 60 },
      run: async () => {
        await withSets();
        return [statSync(sets).size / MEGABYTE];
      },
    },
    {
      name: 'tests of a line, in a process that is there',
      unit: 'ms',
      bar: { of: 'median', atMost: 10 },
      run: async () => {
        await withSets();
        const start = performance.now();
        const answer = coveringTests(directory, { file, line });
        const took = performance.now() - start;
        if (!answer.ok || answer.runners.length < LARGE.files * LARGE.tests)
          throw new Error('it did not find all tests');
        return [took];
      },
    },
    {
      name: '`ztest covers`',
      unit: 'ms',
      run: async () => {
        await withSets();
        return [(await run(directory, 'covers', `src/module-000.ts:${line}`)).wall];
      },
    },
    {
      name: 'a run of one test: the sets of 10,000 add',
      unit: 'ms',
      bar: { of: 'median', atMost: 20 },
      run: async () => {
        await withSets();
        const beside = (await run(directory, ...one)).wall;
        renameSync(sets, hidden);
        try {
          return [beside - (await run(directory, ...one)).wall];
        } finally {
          renameSync(hidden, sets);
        }
      },
    },
  ];
}

function project(name: string, shape: ProjectShape): string {
  const directory = join(toolDirectory('ztest'), `coverage-${name}`);
  generateProject('ztest', shape, directory);
  return directory;
}

const TALLIES = new Map<string, string>();

/** @throws when it ran nothing, or not what it ran before: only then can times be compared. Tests may fail */
async function runAsItIs(cwd: string, ...args: readonly string[]): Promise<Measurement> {
  const measured = await start(cwd, args);
  const [tally = ''] = /^Tests: .*$/m.exec(measured.output) ?? [];
  if (measured.exitCode > 1 || !/[1-9]\d* passed/.test(tally))
    throw new Error(`it ended with code ${measured.exitCode}: ${tally || 'no tests'}`);
  const before = TALLIES.get(cwd) ?? tally;
  TALLIES.set(cwd, before);
  if (tally !== before) throw new Error(`${tally}, and before ${before}`);
  return measured;
}

/** @throws when it did not end well */
async function run(cwd: string, ...args: readonly string[]): Promise<Measurement> {
  const measured = await start(cwd, args);
  if (measured.exitCode === 0) return measured;
  throw new Error(`it ended with code ${measured.exitCode}`);
}

async function start(cwd: string, args: readonly string[]): Promise<Measurement> {
  return await measure({ program: process.execPath, args: [ZTEST_COMMAND, ...args], cwd });
}
