/** What is measured: for each scenario its projects, the commands that are compared, and the bars that ztest must clear. */
import type { Bar } from './bars.ts';
import type { Mode } from './commands.ts';
import type { FlavourName } from './flavours.ts';
import { SUITE_SHAPE } from './generate.ts';
import { workOf, type ProjectShape } from './project-shape.ts';

/** One row of a scenario's table: a framework, run in one way. */
export interface Contender {
  /** What the row is called, unique in its scenario. */
  readonly name: string;
  /** The framework, or `baseline` for a process that does nothing (`node -e 0`). */
  readonly flavour: FlavourName | 'baseline';
  readonly mode: Mode;
  /** Whether its caches are removed before each run. */
  readonly cold?: boolean;
  /** Whether a run takes so long that it joins the first rounds only. */
  readonly slow?: boolean;
}

export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** What is run, in a sentence or two for people. */
  readonly about: string;
  readonly shape: ProjectShape;
  readonly contenders: readonly Contender[];
  /** The contender whose wall time the others are compared with. */
  readonly base: string;
  readonly bars: readonly Bar[];
  /** Whether no time is taken: all rounds sample memory. */
  readonly memoryOnly?: boolean;
}

const ZTEST: Contender = { name: 'ztest', flavour: 'ztest', mode: {} };
const BUN: Contender = { name: 'Bun, no isolation', flavour: 'bun', mode: {} };
const NODE_NONE: Contender = {
  name: 'node:test, no isolation',
  flavour: 'node',
  mode: { isolation: 'none' },
};
const NODE_PROCESS: Contender = {
  name: 'node:test, process isolation',
  flavour: 'node',
  mode: { isolation: 'process' },
  slow: true,
};
const MOCHA: Contender = { name: 'Mocha', flavour: 'mocha', mode: {} };
const VITEST: Contender = { name: 'Vitest, default', flavour: 'vitest', mode: {}, slow: true };
const VITEST_NONE: Contender = {
  name: 'Vitest, --no-isolate',
  flavour: 'vitest',
  mode: { isolation: 'none' },
};
const JEST: Contender = { name: 'Jest with @swc/jest', flavour: 'jest', mode: {} };

const SUITE = `${SUITE_SHAPE.files} TypeScript test files with ${SUITE_SHAPE.tests} tests each; ${SUITE_SHAPE.modules} shared modules, of which each file reaches ${SUITE_SHAPE.reach}.`;

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'suite-warm',
    title: 'A suite of 1,000 tests, warm cache',
    about: `${SUITE} Everything was run once before. ztest gives each file fresh modules and restored globals (\`partial\`, its default).`,
    shape: SUITE_SHAPE,
    contenders: [
      ZTEST,
      BUN,
      { name: 'Bun, --isolate', flavour: 'bun', mode: { isolation: 'file' } },
      NODE_NONE,
      NODE_PROCESS,
      MOCHA,
      VITEST_NONE,
      VITEST,
      JEST,
    ],
    base: BUN.name,
    bars: [{ kind: 'ratio', of: ZTEST.name, to: BUN.name, atMost: 1 }],
  },
  {
    name: 'suite-work',
    title: 'The same suite, warm, tests that do something',
    about: `${SUITE} Every test is arithmetic that takes half a millisecond on this machine once it is optimised.`,
    shape: { ...SUITE_SHAPE, work: workOf(0.5) },
    contenders: [
      ZTEST,
      BUN,
      { name: 'Bun, --isolate', flavour: 'bun', mode: { isolation: 'file' } },
      { name: 'Bun, --parallel', flavour: 'bun', mode: { workers: 2 } },
      NODE_NONE,
      MOCHA,
      VITEST_NONE,
      JEST,
    ],
    base: BUN.name,
    bars: [{ kind: 'ratio', of: ZTEST.name, to: BUN.name }],
  },
  {
    name: 'suite-full',
    title: 'The same suite, a fresh process for each file',
    about: `${SUITE} ztest with \`--isolation full\`.`,
    shape: SUITE_SHAPE,
    contenders: [
      { name: 'ztest, full', flavour: 'ztest', mode: { isolation: 'process' }, slow: true },
      NODE_PROCESS,
      VITEST,
    ],
    base: NODE_PROCESS.name,
    bars: [{ kind: 'ratio', of: 'ztest, full', to: NODE_PROCESS.name, atMost: 0.4 }],
  },
  {
    name: 'suite-cold',
    title: 'The same suite, cold cache',
    about: `${SUITE} The caches that a framework keeps in the project are removed before each run; those of the operating system are not.`,
    shape: SUITE_SHAPE,
    contenders: [
      { ...ZTEST, name: 'ztest, warm' },
      { ...ZTEST, name: 'ztest, cold', cold: true },
      { ...VITEST_NONE, name: 'Vitest, --no-isolate, cold', cold: true },
      { ...JEST, name: 'Jest with @swc/jest, cold', cold: true },
    ],
    base: 'ztest, warm',
    bars: [{ kind: 'ratio', of: 'ztest, cold', to: 'ztest, warm', atMost: 2 }],
  },
  {
    name: 'single',
    title: 'One file with one test, warm',
    about: 'How long a person waits for the smallest run. The base is a Node that does nothing.',
    shape: { ...SUITE_SHAPE, files: 1, tests: 1, modules: 1 },
    contenders: [
      { name: 'node -e 0', flavour: 'baseline', mode: {} },
      ZTEST,
      BUN,
      NODE_NONE,
      MOCHA,
      VITEST_NONE,
      JEST,
    ],
    base: 'node -e 0',
    bars: [{ kind: 'ratio', of: ZTEST.name, to: 'node -e 0', atMost: 1.5, plusMs: 100 }],
  },
  {
    name: 'scaling',
    title: 'One worker against two, CPU-bound suite',
    about:
      '24 test files with 5 tests each, every test 40 ms of arithmetic on this machine. Efficiency is the time with one worker over twice the time with two: 100 % when the second worker halves it.',
    shape: { ...SUITE_SHAPE, files: 24, tests: 5, work: workOf(40) },
    contenders: [
      ...withWorkers(ZTEST, 'ztest'),
      ...withWorkers(VITEST, 'Vitest'),
      ...withWorkers(JEST, 'Jest'),
      ...withWorkers(NODE_PROCESS, 'node:test, process isolation'),
      ...withWorkers(BUN, 'Bun, --parallel'),
    ],
    base: 'ztest, 1 worker',
    bars: ['ztest', 'Vitest', 'Jest', 'node:test, process isolation', 'Bun, --parallel'].map(
      (name) => ({
        kind: 'efficiency',
        one: `${name}, 1 worker`,
        two: `${name}, 2 workers`,
        ...(name === 'ztest' ? { moreThan: 0.9 } : {}),
      }),
    ),
  },
  {
    name: 'memory',
    title: "Memory of the command's own process at 1,000 tests",
    about: `${SUITE} Sampled every 20 ms in runs of their own. “Own” is the process that was started, “tree” the sum over it and all below it, in which shared pages count once a process.`,
    shape: SUITE_SHAPE,
    contenders: [ZTEST, BUN, NODE_NONE, MOCHA, VITEST_NONE, VITEST, JEST],
    base: BUN.name,
    memoryOnly: true,
    bars: [{ kind: 'own-memory', of: ZTEST.name, lessThanMb: 100 }],
  },
  {
    name: 'coverage',
    title: 'Coverage of the tightest loop',
    about:
      '400 tests in 4 files, each a million turns of a loop with a branch that cannot be foretold, in one module. With coverage each prints its table of files; ztest also keeps which test runs which line.',
    shape: { ...SUITE_SHAPE, files: 4, tests: 100, modules: 4, reach: 1, turns: 1_000_000 },
    contenders: [
      ...withCoverage(ZTEST),
      ...withCoverage({ ...BUN, name: 'Bun' }),
      ...withCoverage({ ...NODE_NONE, name: 'node:test' }),
      ...withCoverage({ ...VITEST, name: 'Vitest', flavour: 'vitest-coverage' }, [
        'v8',
        'istanbul',
      ]),
      ...withCoverage({ ...JEST, name: 'Jest' }, ['v8', 'babel']),
    ],
    base: ZTEST.name,
    bars: [
      { kind: 'ratio', of: 'ztest, coverage', to: ZTEST.name, atMost: 1.35 },
      ...['Bun', 'node:test'].map((name) => ratioOfPeer(name, `${name}, coverage`)),
      ...['v8', 'istanbul'].map((by) => ratioOfPeer('Vitest', `Vitest, coverage by ${by}`)),
      ...['v8', 'babel'].map((by) => ratioOfPeer('Jest', `Jest, coverage by ${by}`)),
    ],
  },
];

/** How much longer another one takes with coverage: for comparison. */
function ratioOfPeer(to: string, of: string): Bar {
  return { kind: 'ratio', of, to };
}

/** Without and with, by each of its providers. */
function withCoverage(
  contender: Contender,
  providers: readonly NonNullable<Mode['coverage']>[] = ['own'],
): readonly Contender[] {
  return [
    contender,
    ...providers.map((coverage) => ({
      ...contender,
      name: `${contender.name}, coverage${coverage === 'own' ? '' : ` by ${coverage}`}`,
      mode: { ...contender.mode, coverage },
      slow: contender.flavour !== 'ztest',
    })),
  ];
}

function withWorkers(contender: Contender, name: string): readonly Contender[] {
  return [1, 2].map((workers) => ({
    ...contender,
    name: `${name}, ${workers} ${workers === 1 ? 'worker' : 'workers'}`,
    mode: { ...contender.mode, workers },
    // Efficiency is ours to prove: only ztest takes part in every round.
    slow: contender.flavour !== 'ztest',
  }));
}
