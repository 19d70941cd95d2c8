/** `expect.poll`: an assertion that is tried until it holds or its time is over. */
import { parseDuration } from '../api/duration.ts';
import { currentTest, type TestScope } from '../api/scope.ts';
import { monotonicNow, realClearTimeout, RealPromise, realSetTimeout } from '../intrinsics.ts';
import { DeferredAssertion } from './assertion.ts';
import { errorAt, JestAssertionError, setFrames, setMessage, withCode } from './errors.ts';
import { fail, type Call, type Origin, type Subject } from './judge.ts';
import { trackAssertion } from './pending.ts';
import { runMatcher } from './promises.ts';
import { countFailure, currentCounts } from './state.ts';
import type { PollOptions } from './types.ts';

const defaultTimeout = 1000;
const defaultInterval = 50;

export function poll(
  fn: unknown,
  options: PollOptions | undefined,
  origin: Origin,
): DeferredAssertion {
  if (typeof fn !== 'function') {
    const error = errorAt(
      poll,
      'expect.poll takes a function that returns the value, and was given something else.',
    );
    throw withCode(error, 'ZT1407', 'Write expect.poll(() => value).');
  }
  const timeout = milliseconds('timeout', options?.timeout ?? defaultTimeout);
  const interval = milliseconds('interval', options?.interval ?? defaultInterval);
  return new DeferredAssertion({ actual: fn, wanted: true, origin }, (subject, call) => {
    if (call.name.endsWith('Snapshot')) throw refuseSnapshot(call);
    const test = origin.test ?? currentTest();
    const error = errorAt(call.method);
    const polled = { ...subject, origin: { ...origin, test, error } };
    return trackAssertion(
      test,
      { subject: polled, call, error },
      tryUntil(polled, call, { timeout, interval }),
    );
  });
}

function milliseconds(option: string, value: unknown): number {
  const duration = parseDuration(value);
  if (duration !== undefined) return duration;
  const error = errorAt(
    poll,
    `The option ${option} of expect.poll is no duration: ${String(value)}.`,
  );
  throw withCode(error, 'ZT1407', "Write milliseconds, or a text such as '2s'.");
}

function refuseSnapshot(call: Call): Error {
  const error = errorAt(
    call.method,
    `expect.poll cannot try ${call.name}: every try would write a snapshot.`,
  );
  return withCode(error, 'ZT1407', 'Poll for the value with another matcher first.');
}

interface PollTimes {
  readonly timeout: number;
  readonly interval: number;
}

interface Failure {
  readonly error: unknown;
}

async function tryUntil(subject: Subject, call: Call, options: PollTimes): Promise<void> {
  const start = monotonicNow();
  const counts = subject.origin.test ?? currentCounts();
  let tries = 0;
  let failure: Failure | undefined;
  for (;;) {
    const left = options.timeout - (monotonicNow() - start);
    tries++;
    failure = await tryOnce(subject, call, { left, previous: failure });
    if (failure === undefined) {
      counts.assertionCalls++;
      return;
    }
    const isOver = monotonicNow() - start + options.interval > options.timeout;
    if (isOver || isAbandoned(subject.origin.test)) break;
    await new RealPromise<void>((resolve) => realSetTimeout(resolve, options.interval));
  }
  countFailure(counts);
  fail(
    subject,
    giveUp(
      subject,
      failure.error,
      `expect.poll gave up after ${tries} tries in ${options.timeout} ms.`,
    ),
    false,
  );
}

/** Nobody is left to tell: the test is over. */
function isAbandoned(test: TestScope | undefined): boolean {
  return test !== undefined && (!test.isActive || test.signal.aborted);
}

interface Attempt {
  /** Milliseconds until the time is over. */
  readonly left: number;
  readonly previous: Failure | undefined;
}

async function tryOnce(
  subject: Subject,
  call: Call,
  attempt: Attempt,
): Promise<Failure | undefined> {
  try {
    const value = await withTimeLimit(subject.actual, attempt);
    if (value === neverSettled) return attempt.previous ?? { error: hanging(subject, call) };
    await runMatcher(
      { wanted: subject.wanted, origin: { promise: '', isSoft: false, isTrial: true } },
      call,
      value,
    );
    return undefined;
  } catch (error) {
    return { error };
  }
}

const neverSettled = Symbol('never settled');

function withTimeLimit(fn: unknown, { left }: Attempt): Promise<unknown> {
  return new RealPromise((resolve, reject) => {
    const timer = realSetTimeout(resolve, Math.max(left, 1), neverSettled);
    const settle = (end: (value: unknown) => void) => (value: unknown) => {
      realClearTimeout(timer);
      end(value);
    };
    const value: unknown = typeof fn === 'function' ? callSafely(fn, settle(reject)) : fn;
    RealPromise.resolve(value).then(settle(resolve), settle(reject));
  });
}

function callSafely(fn: Function, reject: (error: unknown) => void): unknown {
  try {
    return Reflect.apply(fn, undefined, []);
  } catch (error) {
    return reject(error);
  }
}

function hanging(subject: Subject, call: Call): Error {
  const error = subject.origin.error ?? errorAt(call.method);
  setMessage(
    error,
    'The function given to expect.poll returned a promise that did not settle in time.',
  );
  return withCode(
    error,
    'ZT1408',
    'Give expect.poll a longer `timeout`, or make the function answer.',
  );
}

/** The last failure, placed where the assertion was written. */
function giveUp(subject: Subject, error: unknown, note: string): unknown {
  const place = subject.origin.error;
  if (place === undefined || !(error instanceof Error)) return error;
  const failure = Object.assign(error, { message: `${error.message}\n\n${note}` });
  if (failure instanceof JestAssertionError && failure.matcherResult !== undefined) {
    failure.matcherResult = { ...failure.matcherResult, message: failure.message };
    setFrames(failure, place);
  }
  return failure;
}
