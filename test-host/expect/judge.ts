/**
 * The slow way of an assertion: runs a matcher in full (Jest's, a custom one, one of ours) and makes its answer
 * into a pass or a failure. The rules of what counts and where a stack begins are Jest's.
 */
import { currentFileScope, currentTest, type TestScope } from '../api/scope.ts';
import { isThenable } from '../api/thenable.ts';
import { RealPromise } from '../intrinsics.ts';
import { UNSURE, YES, type Verdict } from './comparison.ts';
import { countFailure, currentCounts } from './state.ts';
import {
  beginStackAt,
  errorAt,
  JestAssertionError,
  setFrames,
  setMessage,
  withCode,
} from './errors.ts';
import { jestExpect } from './jest.ts';
import { createContext } from './matcher-context.ts';
import { testersForJest } from './registry.ts';
import { trackAssertion } from './pending.ts';
import type { RawMatcher } from './types.ts';

/** What is asserted about: the part of an assertion that does not depend on the matcher. */
export interface Subject {
  readonly actual: unknown;
  /** False after `.not`. */
  readonly wanted: boolean;
  readonly origin: Origin;
}

export interface Origin {
  readonly promise: '' | 'resolves' | 'rejects';
  /** Failures are kept for the end of the test. */
  readonly isSoft: boolean;
  /** The test that it is counted to; by default the one that runs now. */
  readonly test?: TestScope | undefined;
  /** Made where the assertion was written, when it is decided later. */
  readonly error?: JestAssertionError;
  /**
   * One try of several, neither counted nor kept. A `quick` one throws {@link notYet} when our own code knows
   * that it fails, and has no message.
   */
  readonly trial?: 'quick' | 'full';
}

/** Stands for a failure that nobody will see. */
export const notYet = new Error('not yet');

export interface Call {
  readonly name: string;
  readonly args: readonly unknown[];
  /** The function that the user called: stacks begin at its caller. */
  readonly method: Function;
  /** What the user wrote for `name`, to be said in messages. */
  readonly alias?: string;
}

export interface Judge {
  readonly matcher: RawMatcher;
  /** Ours or Jest's, not the user's: its frames are left out of stacks. */
  readonly isInternal: boolean;
  /** What our own code has found already. */
  readonly verdict?: Verdict;
}

/** Decides with Jest's own matcher. */
export function askJest(subject: Subject, call: Call, verdict: Verdict): unknown {
  if (subject.origin.trial === 'quick' && verdict !== UNSURE) throw notYet;
  const jest = jestExpect();
  const jests = jest.matchers[call.name];
  if (jests === undefined) throw new Error(`Jest has no matcher ${call.name}`);
  const testers = testersForJest();
  const matcher: RawMatcher = function (...args) {
    return jest.withTesters(testers, () => jests.apply(this, args));
  };
  const how = { isInternal: true, verdict };
  if (verdict === UNSURE) {
    const shown = jest.excerptForError(call.name, subject.actual) ?? { received: subject.actual };
    return judge(subjectWith(subject, shown.received), call, { ...how, matcher });
  }
  const large = jest.answerForLarge(call.name, [subject.actual, ...call.args], verdict === YES);
  return judge(subject, call, { ...how, matcher: large === undefined ? matcher : () => large });
}

/** The same assertion about another value. */
export function subjectWith({ wanted, origin }: Subject, actual: unknown): Subject {
  return { actual, wanted, origin };
}

export function judge(subject: Subject, call: Call, how: Judge): unknown {
  const { actual, origin } = subject;
  let isKept = false;
  const keep = (): void => {
    isKept = true;
  };
  const context = createContext({
    isNot: !subject.wanted,
    promise: origin.promise,
    error: origin.error,
    dontThrow: keep,
  });
  const { matcher } = how;
  try {
    const answer: unknown = how.isInternal
      ? matcher.call(context, actual, ...call.args)
      : // Inline snapshots find the user's call of a custom matcher by the name of this function.
        // A method: the name of a function expression that nobody uses is dropped by minifiers.
        {
          __EXTERNAL_MATCHER_TRAP__(): unknown {
            return matcher.call(context, actual, ...call.args);
          },
        }.__EXTERNAL_MATCHER_TRAP__();
    if (isThenable(answer))
      return awaitAnswer(subject, call, { answer, how, isKept: () => isKept });
    const failure = weigh(answer, subject, { ...call, ...how });
    return failure === undefined ? undefined : fail(subject, failure, isKept);
  } catch (error) {
    return fail(subject, placeError(error, subject, { ...call, ...how }), false);
  }
}

interface AsyncAnswer {
  readonly answer: PromiseLike<unknown>;
  readonly how: Judge;
  readonly isKept: () => boolean;
}

function awaitAnswer(
  subject: Subject,
  call: Call,
  { answer, how, isKept }: AsyncAnswer,
): Promise<void> {
  const error = subject.origin.error ?? errorAt(call.method);
  const test = subject.origin.test ?? currentTest();
  const later = { ...subject, origin: { ...subject.origin, error, test } };
  const settled = answer.then((value) => {
    const failure = weigh(value, later, { ...call, ...how });
    if (failure !== undefined) fail(later, failure, isKept());
  });
  const caught = RealPromise.resolve(settled).catch((thrown: unknown) => {
    fail(later, placeError(thrown, later, { ...call, ...how }), false);
  });
  if (subject.origin.promise !== '' || subject.origin.trial !== undefined) return caught; // tracked by who made it
  return trackAssertion(test, { subject, call, error }, caught);
}

/** @returns the failure, or `undefined` when the answer is what was wanted */
function weigh(answer: unknown, subject: Subject, call: Call & Judge): Error | undefined {
  const { wanted, origin } = subject;
  assertIsResult(answer);
  const test = origin.test ?? currentCounts();
  const isUnstable =
    call.verdict !== undefined && call.verdict !== UNSURE && answer.pass !== (call.verdict === YES);
  if (answer.pass === wanted && !isUnstable) {
    if (origin.trial === undefined) test.assertionCalls++;
    return undefined;
  }
  if (origin.trial === undefined) countFailure(test);
  if (isUnstable) {
    const text = `expect(received).${wanted ? '' : 'not.'}${call.name}: the value changes each time it is read`;
    const hint = 'Read it once into a variable, and make assertions about that.';
    return withCode(errorWith(text, origin, call), 'ZT1405', hint);
  }
  const message = messageOf(answer, subject, call);
  const error = errorWith(message, origin, call);
  error.matcherResult = { ...answer, message };
  return error;
}

function errorWith(message: string, { error }: Origin, { method }: Call): JestAssertionError {
  if (error === undefined) return errorAt(method, message);
  setMessage(error, message);
  return error;
}

interface Answer {
  readonly pass: boolean;
  readonly message?: string | (() => string);
}

function assertIsResult(answer: unknown): asserts answer is Answer {
  if (
    typeof answer === 'object' &&
    answer !== null &&
    'pass' in answer &&
    typeof answer.pass === 'boolean'
  ) {
    const message: unknown = 'message' in answer ? answer.message : undefined;
    if (!message || typeof message === 'string' || typeof message === 'function') return;
  }
  throw new Error(
    'Unexpected return from a matcher function.\n' +
      'Matcher functions should return an object in the following format:\n' +
      `  {message?: string | function, pass: boolean}\n` +
      `'${jestExpect().matcherUtilities().stringify(answer)}' was returned`,
  );
}

function messageOf({ message }: Answer, subject: Subject, call: Call & Judge): string {
  if (typeof message === 'function' && call.isInternal) return describe(message, subject, call);
  const text = typeof message === 'function' ? message() : message;
  if (text) return text;
  const { RECEIVED_COLOR } = jestExpect().matcherUtilities();
  return RECEIVED_COLOR('No message was specified for this matcher.');
}

function describe(message: () => string, subject: Subject, call: Call): string {
  const { actual: received, wanted, origin } = subject;
  const { name, args } = call;
  const facts = { name, args, isNot: !wanted, promise: origin.promise, received };
  const { describeFailure, withTesters } = jestExpect();
  return withAlias(
    withTesters(testersForJest(), () => describeFailure(message, facts)),
    call,
  );
}

function withAlias(message: string, { name, alias }: Call): string {
  return alias === undefined ? message : message.replace(name, alias);
}

/** An error that was thrown instead of an answer: by Jest for a wrong kind of value, or by the user's code. */
function placeError(error: unknown, subject: Subject, call: Call & Judge): unknown {
  if (!call.isInternal || !(error instanceof Error) || error instanceof JestAssertionError)
    return error;
  if (error instanceof RangeError && error.message.includes('call stack')) {
    const not = subject.wanted ? '' : 'not.';
    const text = `expect(received).${not}${call.name}: the values are nested too deeply to be compared`;
    const hint = 'Compare parts of them, or a flat form such as a list.';
    return withCode(errorWith(text, subject.origin, call), 'ZT1406', hint);
  }
  if (error.name === 'PrettyFormatPluginError' || !Object.isExtensible(error)) return error;
  const place = subject.origin.error;
  error.message = withAlias(error.message, call);
  if (place === undefined) beginStackAt(error, call.method);
  else setFrames(error, place);
  return error;
}

/** Throws, or keeps the failure for the end of the test. */
export function fail(subject: Subject, error: unknown, isKept: boolean): void {
  const { origin } = subject;
  const test = origin.test ?? currentTest();
  if (origin.trial === undefined) tellDebugger(error, test);
  if ((!isKept && !origin.isSoft) || test === undefined || origin.trial !== undefined) throw error;
  test.softErrors.push(error);
}

/** It stops there, when the user wants that. */
export function tellDebugger(error: unknown, test: TestScope | undefined): void {
  (test?.file ?? currentFileScope())?.failureStops?.onFailure(error, test);
}
