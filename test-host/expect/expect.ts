/** `expect`, as test files import it. */
import { currentTest, type TestScope } from '../api/scope.ts';
import { Assertion, plainOrigin } from './assertion.ts';
import { makers, negatedMakers } from './asymmetric-makers.ts';
import { defineBuiltInMatchers } from './built-in-matchers.ts';
import { errorAt, withCode } from './errors.ts';
import { findFileMatchers } from './file-matchers.ts';
import { missedAssertions } from './finish.ts';
import { jestExpect } from './jest.ts';
import { tellDebugger, type Origin } from './judge.ts';
import { poll } from './poll.ts';
import { definePromiseModifiers } from './promises.ts';
import { addMatchers, addTesters, currentRegistry } from './registry.ts';
import { countFailure, currentCounts, resetCounts, type AssertionCounts } from './state.ts';
import { createNegatedStatics, defineStatics, findFileStatics } from './statics.ts';
import type {
  Expect,
  ExpectedAssertionsError,
  MatchersObject,
  MatcherState,
  PollOptions,
} from './types.ts';

export { finishAssertions, finishJestAssertions } from './finish.ts';

defineBuiltInMatchers();
definePromiseModifiers();
findFileMatchers();

/** @throws when the matcher that is called on what it returns does not hold */
export const expect: Expect = createExpect();

/** `t.expect`: counts for `test`, wherever it is called. */
export function createBoundExpect(test: TestScope): Expect {
  const bound = makeFunction({ ...plainOrigin, test });
  Object.setPrototypeOf(bound, expect);
  defineStatics(bound, countedStatics(test));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the other members are those of its prototype
  return bound as unknown as Expect;
}

/** For other parts of the host: adds a property to `expect` for all files. */
export function registerStatics(statics: Readonly<Record<string, unknown>>): void {
  defineStatics(expect, statics);
}

function createExpect(): Expect {
  const made = makeFunction(plainOrigin);
  findFileStatics(made);
  defineStatics(made, {
    ...countedStatics(undefined),
    ...makers,
    not: createNegatedStatics(negatedMakers),
    ...fileStatics(),
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the interface says is what was defined just now
  return made as unknown as Expect;
}

function makeFunction(origin: Origin): (actual: unknown) => Assertion {
  return function expect(actual) {
    if (arguments.length > 1) throw new Error('Expect takes at most one argument.');
    return new Assertion(actual, true, origin);
  };
}

function fileStatics(): Readonly<Record<string, unknown>> {
  return {
    extend: (matchers: MatchersObject): void => addMatchers(matchers, isBuiltIn),
    addEqualityTesters: addTesters,
    getState: (): MatcherState => currentRegistry().state,
    setState: (state: object): void => {
      Object.assign(currentRegistry().state, state);
    },
  };
}

function isBuiltIn(name: string): boolean {
  return Object.hasOwn(Assertion.prototype, name);
}

/** @param test the test to count for; by default the one that runs at the time */
function countedStatics(test: TestScope | undefined): Readonly<Record<string, unknown>> {
  const origin = { ...plainOrigin, test };
  const softly = makeFunction({ ...origin, isSoft: true });
  const counts = (): AssertionCounts => test ?? currentCounts();
  return {
    soft: softly,
    poll: (fn: unknown, options?: PollOptions) => poll(fn, options, origin),
    assertions: function assertions(count: number): void {
      counts().expectedAssertions = { kind: 'exact', count, error: errorAt(assertions) };
    },
    hasAssertions: function hasAssertions(...args: readonly unknown[]): void {
      if (args[0] !== undefined)
        jestExpect().matcherUtilities().ensureNoExpected(args[0], '.hasAssertions');
      const of = counts();
      if (of.expectedAssertions?.kind === 'exact' && of.expectedAssertions.count > 0) return; // says more
      of.expectedAssertions = { kind: 'at-least-one', error: errorAt(hasAssertions) };
    },
    unreachable: function unreachable(message?: string): never {
      countFailure(counts());
      const why = message === undefined ? '' : `: ${message}`;
      const error = withCode(
        errorAt(unreachable, `A line that must not be reached was reached${why}`),
        'ZT1403',
        'Find out why the code before expect.unreachable() went on.',
      );
      tellDebugger(error, test ?? currentTest());
      throw error;
    },
    extractExpectedAssertionsErrors: (): ExpectedAssertionsError[] => {
      const of = counts();
      const missed = missedAssertions(of);
      resetCounts(of);
      return missed;
    },
  };
}
