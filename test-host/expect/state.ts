/** The object behind `expect.getState()`: Jest's fields, read from and written to the running test. */
import { currentFileScope, currentTest, type TestScope } from '../api/scope.ts';
import { RealError } from '../intrinsics.ts';
import type { MatcherState } from './types.ts';

/** What a test would hold, for assertions outside of any. */
export interface AssertionCounts {
  assertionCalls: number;
  expectedAssertions: TestScope['expectedAssertions'];
  readonly softErrors: unknown[];
}

const outside: AssertionCounts = {
  assertionCalls: 0,
  expectedAssertions: undefined,
  softErrors: [],
};
/** Failures are rare and passes are not, so these are counted and those computed. */
const failedCalls = new WeakMap<AssertionCounts, number>();

/** Where the assertions of the calling code are counted. */
export function currentCounts(): AssertionCounts {
  return currentTest() ?? outside;
}

export function countFailure(counts: AssertionCounts): void {
  counts.assertionCalls++;
  failedCalls.set(counts, (failedCalls.get(counts) ?? 0) + 1);
}

/** Begins to count anew, as for a new test. */
export function resetCounts(counts: AssertionCounts): void {
  counts.assertionCalls = 0;
  counts.expectedAssertions = undefined;
  failedCalls.delete(counts);
}

/** State that other parts of the host answer for, e.g. `snapshotState`. */
const suppliers = new Map<string, () => unknown>();

/** Adds a field to the state of every file, asked for when it is read. */
export function supplyState(name: string, read: () => unknown): void {
  suppliers.set(name, read);
}

export function createState(): MatcherState {
  const state = createJestState();
  for (const [name, get] of suppliers) {
    const set = (value: unknown): void => {
      Object.defineProperty(state, name, { value, writable: true, enumerable: true });
    };
    Object.defineProperty(state, name, { get, set, configurable: true, enumerable: true });
  }
  return state;
}

function createJestState(): MatcherState {
  let named:
    | { readonly test: TestScope | undefined; readonly name: string | undefined }
    | undefined;
  let path: string | undefined;
  return {
    // Jest's own default for a run; only its bare `expect` shows all of a diff.
    expand: false,
    get assertionCalls() {
      return currentCounts().assertionCalls;
    },
    set assertionCalls(count) {
      currentCounts().assertionCalls = count;
    },
    get expectedAssertionsNumber() {
      const { expectedAssertions } = currentCounts();
      return expectedAssertions?.kind === 'exact' ? expectedAssertions.count : null;
    },
    set expectedAssertionsNumber(count) {
      const error = new RealError();
      currentCounts().expectedAssertions =
        count === null ? undefined : { kind: 'exact', count, error };
    },
    get expectedAssertionsNumberError() {
      const { expectedAssertions } = currentCounts();
      return expectedAssertions?.kind === 'exact' ? expectedAssertions.error : undefined;
    },
    set expectedAssertionsNumberError(error) {
      const counts = currentCounts();
      const expected = counts.expectedAssertions;
      if (expected?.kind === 'exact' && error instanceof Error)
        counts.expectedAssertions = { ...expected, error };
    },
    get isExpectingAssertions() {
      return currentCounts().expectedAssertions?.kind === 'at-least-one';
    },
    set isExpectingAssertions(expecting) {
      if (expecting === this.isExpectingAssertions) return;
      const error = new RealError();
      currentCounts().expectedAssertions = expecting ? { kind: 'at-least-one', error } : undefined;
    },
    get isExpectingAssertionsError() {
      const { expectedAssertions } = currentCounts();
      return expectedAssertions?.kind === 'at-least-one' ? expectedAssertions.error : undefined;
    },
    set isExpectingAssertionsError(error) {
      const counts = currentCounts();
      const expected = counts.expectedAssertions;
      if (expected?.kind === 'at-least-one' && error instanceof Error)
        counts.expectedAssertions = { ...expected, error };
    },
    get numPassingAsserts() {
      const counts = currentCounts();
      return counts.assertionCalls - (failedCalls.get(counts) ?? 0);
    },
    set numPassingAsserts(count) {
      const counts = currentCounts();
      failedCalls.set(counts, counts.assertionCalls - count);
    },
    get suppressedErrors() {
      return currentCounts().softErrors;
    },
    set suppressedErrors(errors) {
      currentCounts().softErrors.splice(0, Infinity, ...errors);
    },
    get currentTestName() {
      const test = currentTest();
      return named !== undefined && named.test === test ? named.name : test?.titles.join(' ');
    },
    set currentTestName(name) {
      named = { test: currentTest(), name };
    },
    get testPath() {
      return path ?? currentFileScope()?.absolutePath;
    },
    set testPath(value) {
      path = value;
    },
  };
}
