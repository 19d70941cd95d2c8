/** What experiments with a test say about the cause of its failures. Pure. */
import { readTestId, type TestId } from '../../test-host/protocol.ts';

export interface Experiment {
  /** `alone`, `in its file`, `in random orders`, or the name of a probe. */
  readonly name: string;
  /** As the end of the sentence "it fails …". */
  readonly when: string;
  readonly runs: number;
  readonly failures: number;
  /** Of the last failure. */
  readonly error: string | undefined;
  /** Failures by the limit of time. */
  readonly timeouts: number;
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
  polluters: readonly TestId[],
): readonly Cause[] {
  const of = (name: string): readonly Experiment[] =>
    experiments.filter((experiment) => experiment.name === name);
  const [alone] = of('alone');
  if (alone === undefined) return [];
  const isSteady = alone.failures === 0;
  const causes: Cause[] = [];
  const add = (name: CauseName, evidence: readonly string[]): void => {
    causes.push({ name, evidence, hint: HINTS[name] });
  };
  const random = of('random');
  const isRandom = isMixed(random) && random.every(isOneWay);
  if (isRandom)
    add('random', [...random.filter(hasFailed), ...random.filter(neverFailed)].map(sentence));
  else if (alone.failures === alone.runs) {
    add('always', [sentence(alone)]);
    return causes;
  }
  if (isSteady) {
    if (polluters.length > 0)
      add('order', [sentence(alone), ...polluters.map((id) => `It fails after ${titleOf(id)}.`)]);
    const clocks = of('clock').filter(hasFailed);
    if (clocks.length > 0) add('time', [sentence(alone), ...clocks.map(sentence)]);
    for (const name of ['network', 'port', 'state'] as const) {
      const failed = of(name).filter(hasFailed);
      if (failed.length > 0) add(name, [sentence(alone), ...failed.map(sentence)]);
    }
  }
  // What throws dice fails more often now and then, on a busy machine as well.
  const load = isRandom ? [] : of('load').filter(hasFailed);
  const [worst] = load;
  if (worst !== undefined && worst.failures / worst.runs > alone.failures / alone.runs + 0.3)
    add(worst.timeouts > 0 ? 'timeout' : 'load', [sentence(alone), ...load.map(sentence)]);
  if (causes.length === 0 && !isSteady) add('unknown', [sentence(alone)]);
  return causes;
}

const HINTS: Readonly<Record<CauseName, string>> = {
  always: 'It is not flaky here: mend it, or the code.',
  order: 'Set up in each test what it needs, and put back what it changes.',
  random: 'Give the code its random numbers, or fix them in the test: mock.spyOn(Math, "random").',
  time: 'Fix the time in the test: mock.time("2026-01-01T12:00:00Z").',
  network: 'Answer for the other machine in the test, or run it where it can be reached.',
  port: 'Listen on port 0, and ask which one it became.',
  state: 'It leaves something behind that it meets again: put it back in afterEach.',
  timeout: 'Wait for facts instead of a time, or raise the limit of the test.',
  load: 'It counts on what happens first: wait for facts instead of a time.',
  unknown:
    'It fails alone, whatever the clock and random numbers: look for what it does not wait for (a race), or what lies outside the project.',
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

function isMixed(experiments: readonly Experiment[]): boolean {
  return experiments.some(hasFailed) && experiments.some(neverFailed);
}

/** The same each time. */
function isOneWay({ runs, failures }: Experiment): boolean {
  return failures === 0 || failures === runs;
}

function hasFailed({ failures }: Experiment): boolean {
  return failures > 0;
}

function neverFailed({ failures }: Experiment): boolean {
  return failures === 0;
}
