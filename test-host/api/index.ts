/**
 * What `import … from 'ztest'` gives, as types. The values are made by the test host for each module that imports them;
 * nothing in this file runs.
 *
 * @example
 * import { test, expect } from 'ztest';
 * test('adds', () => {
 *   expect(1 + 2).toBe(3);
 * });
 */
import type { Expect } from '../expect/types.ts';
import type { MockApi } from '../mock/api.ts';
import type {
  AfterAll,
  AfterEach,
  AroundEach,
  BeforeAll,
  BeforeEach,
  SuiteApi,
  TestApi,
} from './types.ts';

/** Declares a test. `it` is the same function. */
export declare const test: TestApi;
export declare const it: TestApi;
/** Groups tests. `describe` is the same function. */
export declare const suite: SuiteApi;
export declare const describe: SuiteApi;

export declare const beforeAll: BeforeAll;
export declare const afterAll: AfterAll;
export declare const beforeEach: BeforeEach;
export declare const afterEach: AfterEach;
/** Wraps each test of the suite: call and await `runTest`. */
export declare const aroundEach: AroundEach;

export declare const expect: Expect;
/** Mock functions, spies, module mocks, fake time. */
export declare const mock: MockApi;

export type * from './types.ts';
export type {
  Assertion,
  AsymmetricMatchers,
  AsyncAssertion,
  Expect,
  MatcherContext,
  MatcherFunction,
  MatcherResult,
  MatchersObject,
  MatcherState,
  Matchers,
  PolledAssertion,
  PollOptions,
  Tester,
} from '../expect/types.ts';
export type {
  Mock,
  Mocked,
  MockedClass,
  MockedFunction,
  MockedObject,
  MockInstance,
  Replaced,
  Spied,
} from '../mock/types.ts';
export type { MockApi } from '../mock/api.ts';
export type { Clock, TimeOptions } from '../mock/time-types.ts';
export type { SnapshotFormat, SnapshotSerializer } from '../snapshot/types.ts';
