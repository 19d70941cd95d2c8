/** The end of a test, as `expect` sees it: what the test has to answer for besides an error that it threw. */
import type { TestScope } from '../api/scope.ts';
import { RealError, RealPromise } from '../intrinsics.ts';
import { setFrames, setMessage, withCode } from './errors.ts';
import { jestExpect } from './jest.ts';
import type { TrackedAssertion } from './pending.ts';
import type { AssertionCounts } from './state.ts';
import type { ExpectedAssertionsError } from './types.ts';

/**
 * For the runner, when the last hook of an attempt is over.
 * @returns failures of `expect.soft`, counts of assertions that were missed, assertions that nobody awaited
 */
export function finishAssertions(test: TestScope): unknown[] {
  const { softErrors, expectedAssertions, pendingAssertions } = test;
  if (softErrors.length === 0 && expectedAssertions === undefined && pendingAssertions.size === 0)
    return nothing;
  const errors = [...softErrors, ...missedAssertions(test).map(({ error }) => error)];
  for (const pending of pendingAssertions) errors.push(notAwaited(pending));
  pendingAssertions.clear();
  return errors;
}

/** So many microtasks are between the end of a test and the moment when Jest counts its assertions. */
const JEST_COUNTS_AFTER = 12;

/** Jest asks nobody whether an assertion was awaited: one that fails is a rejection that nobody handles. */
export function finishJestAssertions(test: TestScope): unknown[] | Promise<unknown[]> {
  return lacksAssertions(test) ? countLater(test) : finishAsJest(test);
}

async function countLater(test: TestScope): Promise<unknown[]> {
  for (let i = 0; i < JEST_COUNTS_AFTER && lacksAssertions(test); i++) await RealPromise.resolve();
  return finishAsJest(test);
}

function lacksAssertions({ assertionCalls, expectedAssertions: expected }: TestScope): boolean {
  if (expected === undefined) return false;
  return assertionCalls < (expected.kind === 'exact' ? expected.count : 1);
}

function finishAsJest(test: TestScope): unknown[] {
  for (const { failure } of test.pendingAssertions as ReadonlySet<TrackedAssertion>) {
    if (failure !== undefined) void RealPromise.reject(failure);
  }
  test.pendingAssertions.clear();
  return finishAssertions(test);
}

const nothing: unknown[] = [];

function notAwaited(pending: TrackedAssertion): Error {
  const { description, failure } = pending;
  const fate = failure === undefined ? 'whether it holds was never looked at' : 'and it fails';
  const error = new RealError(`${description} was not awaited: ${fate}.`);
  if (failure !== undefined) error.cause = failure;
  setFrames(error, pending.error);
  return withCode(error, 'ZT1402', `Write \`await ${description}\`, or return it from the test.`);
}

/** `expect.assertions()` and `hasAssertions()` that did not come true, in Jest's words. */
export function missedAssertions(counts: AssertionCounts): ExpectedAssertionsError[] {
  const { assertionCalls, expectedAssertions } = counts;
  if (expectedAssertions === undefined) return [];
  const { error } = expectedAssertions;
  const isExact = expectedAssertions.kind === 'exact';
  if (isExact ? expectedAssertions.count === assertionCalls : assertionCalls > 0) return [];
  const { EXPECTED_COLOR, matcherHint, pluralize, RECEIVED_COLOR } =
    jestExpect().matcherUtilities();
  if (isExact) {
    const { count } = expectedAssertions;
    const hint = matcherHint('.assertions', '', String(count), { isDirectExpectCall: true });
    const expected = EXPECTED_COLOR(pluralize('assertion', count));
    const received = RECEIVED_COLOR(pluralize('assertion call', assertionCalls));
    setMessage(error, `${hint}\n\nExpected ${expected} to be called but received ${received}.`);
    return [{ actual: String(assertionCalls), error, expected: String(count) }];
  }
  const hint = matcherHint('.hasAssertions', '', '', { isDirectExpectCall: true });
  const expected = EXPECTED_COLOR('at least one assertion');
  setMessage(
    error,
    `${hint}\n\nExpected ${expected} to be called but ${RECEIVED_COLOR('received none')}.`,
  );
  return [{ actual: 'none', error, expected: 'at least one' }];
}
