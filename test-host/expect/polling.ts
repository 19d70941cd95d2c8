/** The loop of `expect.poll`. It keeps real time, whatever the test does to the clock. */
import { currentFileScope, type TestScope } from '../api/scope.ts';
import { monotonicNow, realClearTimeout, RealPromise, realSetTimeout } from '../intrinsics.ts';
import { JestAssertionError, setFrames, setMessage, withCode } from './errors.ts';
import { fail, notYet, type Call, type Origin, type Subject } from './judge.ts';
import { runMatcher } from './promises.ts';
import { countFailure, currentCounts } from './state.ts';

export interface PollTimes {
  /** Milliseconds; may be infinite. */
  readonly timeout: number;
  readonly interval: number;
}

/** @param subject its value is the function to call */
export async function tryUntilItHolds(
  subject: Subject,
  call: Call,
  { timeout, interval }: PollTimes,
): Promise<void> {
  const counts = subject.origin.test ?? currentCounts();
  const start = monotonicNow();
  const left = (): number => timeout - (monotonicNow() - start);
  let outcome: Outcome = { kind: 'hung' };
  let tries = 0;
  for (;;) {
    tries++;
    const latest = await tryOnce(subject, call, left());
    if (latest.kind !== 'hung') outcome = latest;
    if (outcome.kind === 'held') break;
    if (left() < interval || isAbandoned(subject.origin.test)) break;
    await new RealPromise<void>((resolve) => realSetTimeout(resolve, interval));
  }
  const failure = await explain(outcome, subject, call);
  if (failure === undefined) {
    counts.assertionCalls++;
    return;
  }
  countFailure(counts);
  const note = `expect.poll gave up after ${tries} ${tries === 1 ? 'try' : 'tries'} in ${timeout} ms.`;
  fail(subject, withNote(failure.error, subject, note), false);
}

type Outcome =
  | { readonly kind: 'held' }
  | { readonly kind: 'failed'; readonly error: unknown; readonly value?: unknown }
  /** The function has not answered in time. */
  | { readonly kind: 'hung' };

async function tryOnce(subject: Subject, call: Call, left: number): Promise<Outcome> {
  let value: unknown;
  try {
    value = await withTimeLimit(subject.actual, left);
    if (value === neverSettled) return { kind: 'hung' };
    await runMatcher(trialOf(subject, 'quick'), call, value);
    return { kind: 'held' };
  } catch (error) {
    return { kind: 'failed', error, value };
  }
}

function trialOf(
  { wanted }: Subject,
  trial: 'quick' | 'full',
): { wanted: boolean; origin: Origin } {
  return { wanted, origin: { promise: '', isSoft: false, trial } };
}

/** Nobody is left to tell: the test is over. */
function isAbandoned(test: TestScope | undefined): boolean {
  return test !== undefined && (!test.isActive || test.signal.aborted);
}

const neverSettled = Symbol('never settled');
const longestTimer = 2 ** 31 - 1;

function withTimeLimit(fn: unknown, left: number): Promise<unknown> {
  const stops = currentFileScope()?.failureStops;
  return new RealPromise((resolve, reject) => {
    const timer = realSetTimeout(resolve, Math.min(Math.max(left, 1), longestTimer), neverSettled);
    const answer = async (): Promise<unknown> =>
      typeof fn === 'function' ? Reflect.apply(fn, undefined, []) : fn;
    (stops === undefined ? answer() : stops.expecting(answer))
      .then(resolve, reject)
      .finally(() => realClearTimeout(timer));
  });
}

interface Failure {
  readonly error: unknown;
}

/** The error of the last try in full. @returns `undefined` when it holds after all */
async function explain(
  outcome: Outcome,
  subject: Subject,
  call: Call,
): Promise<Failure | undefined> {
  if (outcome.kind === 'held') return undefined;
  if (outcome.kind === 'hung') return { error: hanging(subject) };
  if (outcome.error !== notYet) return outcome;
  try {
    await runMatcher(trialOf(subject, 'full'), call, outcome.value);
    return undefined;
  } catch (error) {
    return { error };
  }
}

function hanging({ origin }: Subject): Error {
  const error = origin.error ?? new JestAssertionError();
  setMessage(error, 'The function given to expect.poll did not answer in time.');
  const hint = 'Give expect.poll a longer `timeout`, or make the promise of the function settle.';
  return withCode(error, 'ZT1408', hint);
}

/** Failures of the matcher get the place of the assertion; what the function threw keeps its own. */
function withNote(error: unknown, { origin }: Subject, note: string): unknown {
  if (!(error instanceof Error) || !Object.isExtensible(error)) return error;
  error.message = `${error.message}\n\n${note}`;
  if (error instanceof JestAssertionError && error.matcherResult !== undefined) {
    error.matcherResult = { ...error.matcherResult, message: error.message };
    if (origin.error !== undefined) setFrames(error, origin.error);
  }
  return error;
}
