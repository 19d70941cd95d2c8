/** What experiments with a test say about the cause of its failures. Pure. */
import { readTestId, type TestId } from '../../test-host/protocol.ts';
import { SIGNS } from '../history/likely-causes.ts';

export interface Experiment {
  /** `alone`, `in its file`, `in random orders`, `load`, or the name of a probe. */
  readonly name: string;
  /** As the end of the sentence "it fails …". */
  readonly when: string;
  readonly runs: number;
  readonly failures: number;
  /** Of the last failure. */
  readonly error: string | undefined;
  /** Failures by the limit of time. */
  readonly timeouts: number;
  /** Of the longest run, in milliseconds. */
  readonly duration: number;
}

/** What must run before it so that it does otherwise than alone. */
export interface Order {
  readonly polluters: readonly TestId[];
  readonly setters: readonly TestId[];
}

export type CauseName =
  | 'always'
  | 'order'
  | 'random'
  | 'time'
  | 'network'
  | 'port'
  | 'state'
  | 'timeout'
  | 'load'
  | 'unknown';

export interface Cause {
  readonly name: CauseName;
  /** Sentences: what was seen. */
  readonly evidence: readonly string[];
  /** What to do. */
  readonly hint: string;
}

/** The surest first; empty: it never failed. */
export function causesOf(
  experiments: readonly Experiment[],
  { polluters, setters }: Order,
): readonly Cause[] {
  const of = (...names: readonly string[]): readonly Experiment[] =>
    experiments.filter(({ name }) => names.includes(name));
  const [alone] = of('alone');
  if (alone === undefined) return [];
  const causes: Cause[] = [];
  const add = (
    name: CauseName,
    evidence: readonly Experiment[],
    ids: readonly string[] = [],
  ): void =>
    void causes.push({ name, evidence: [...evidence.map(sentence), ...ids], hint: HINTS[name] });
  const random = of('random');
  const stopped = of('stopped clock');
  const isRandom = decides(random);
  const isByClock = !isRandom && decides(stopped);
  if (polluters.length > 0)
    add(
      'order',
      [alone],
      polluters.map((id) => `It fails after ${titleOf(id)}.`),
    );
  if (setters.length > 0)
    add(
      'order',
      [alone, ...of('in its file')],
      setters.map((id) => `It passes after ${titleOf(id)}.`),
    );
  if (isRandom) add('random', clearest(random));
  else if (alone.failures === alone.runs) {
    const clocks = of('clock');
    if (decides(clocks)) add('time', [alone, ...clearest(clocks)]);
    for (const name of ['port', 'network'] as const)
      if (causes.length === 0 && saysSo(name, alone)) add(name, [alone]);
    if (causes.length === 0) add('always', [alone]);
    return causes;
  }
  if (isByClock) add('time', clearest(stopped));
  if (alone.failures === 0) {
    const isAt = (name: string): readonly Experiment[] => of(name).filter(alwaysFails);
    const found = {
      time: isAt('clock'),
      network: isAt('network'),
      port: isAt('port'),
      state: isAt('state'),
    };
    for (const name of ['time', 'network', 'port', 'state'] as const)
      if (found[name].length > 0) add(name, [alone, ...found[name]]);
  }
  if (alone.failures > 0 && !isRandom && !isByClock)
    for (const name of ['port', 'network'] as const) {
      const told = experiments.find((one) => one.name !== name && saysSo(name, one));
      const without = of(name).filter(alwaysFails);
      // A port that is taken is no reason where nobody else ever had it.
      if (told !== undefined || (name === 'network' && without.length > 0))
        add(name, [...new Set([alone, ...(told === undefined ? [] : [told]), ...without])]);
    }
  const [fresh] = of('fresh folder');
  if (fresh !== undefined && !isRandom && !isByClock && isOtherThan(alone, fresh))
    add('state', [alone, fresh]);
  // What throws dice fails more often now and then, on a busy machine as well.
  const slow =
    isRandom || isByClock
      ? []
      : of('load', 'slow timers').filter(
          ({ failures, runs }) => failures / runs > alone.failures / alone.runs + 0.3,
        );
  if (slow.length > 0)
    add(slow.some(({ timeouts }) => timeouts > 0) ? 'timeout' : 'load', [alone, ...slow]);
  const failed = experiments.filter(hasFailed);
  if (causes.length === 0 && failed.length > 0)
    add('unknown', [alone, ...failed.filter((one) => one !== alone)]);
  return causes;
}

const HINTS: Readonly<Record<CauseName, string>> = {
  always: 'It is not flaky here: mend it, or the code.',
  order: 'Set up in each test what it needs, and put back what it changes.',
  random: 'Give the code its random numbers, or fix them in the test: mock.spyOn(Math, "random").',
  time: 'Fix the time in the test: mock.time("2026-01-01T12:00:00Z"); name the time zone where one counts.',
  network: 'Answer for the other side in the test, or run it where that can be reached.',
  port: 'Listen on port 0, and ask which one it became.',
  state: 'It leaves something behind that it meets again: put it back in afterEach.',
  timeout: 'Wait for facts instead of a time, or raise the limit of the test.',
  load: 'It counts on what happens first: wait for facts instead of a time.',
  unknown:
    'It fails whatever the clock and random numbers: look for what it does not wait for (a race), or what lies outside the project.',
};

function sentence({ when, runs, failures, error }: Experiment): string {
  const first = error === undefined ? '' : `: ${error.split('\n', 1)[0] ?? ''}`;
  if (failures === 0) return `It passes ${when} (${runs} of ${runs}).`;
  return `It fails ${when} (${failures} of ${runs})${first}`;
}

function titleOf(id: TestId): string {
  const { file, titles } = readTestId(id);
  return [file, ...titles].join(' › ');
}

/** Whether the world that was set decides what becomes of the test: the same each time, and not the same in all. */
function decides(experiments: readonly Experiment[]): boolean {
  const repeated = experiments.filter(({ runs }) => runs > 1);
  return (
    repeated.some(alwaysFails) &&
    repeated.some((one) => !hasFailed(one)) &&
    repeated.every((one) => alwaysFails(one) || !hasFailed(one))
  );
}

function saysSo(name: keyof typeof SIGNS, { error = '' }: Experiment): boolean {
  return SIGNS[name].test(error);
}

/** Those that were tried again, the failing ones first. */
function clearest(experiments: readonly Experiment[]): readonly Experiment[] {
  return experiments
    .filter(({ runs }) => runs > 1)
    .toSorted((a, b) => b.failures / b.runs - a.failures / a.runs);
}

/** By chance in one of 30 cases at most. */
function isOtherThan(one: Experiment, other: Experiment): boolean {
  const isFar = ({ failures, runs }: Experiment): boolean => failures / runs >= 0.3;
  return other.failures === 0 && isFar(one);
}

function alwaysFails({ runs, failures }: Experiment): boolean {
  return runs > 0 && failures === runs;
}

function hasFailed({ failures }: Experiment): boolean {
  return failures > 0;
}
