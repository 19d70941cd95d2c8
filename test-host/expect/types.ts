/**
 * The public types of `expect`. Nothing here is imported from a package, so a user's project needs no `@types`.
 * Own matchers are typed by adding to {@link Matchers} (and to {@link AsymmetricMatchers}):
 *
 * @example
 * declare module 'ztest' {
 *   interface Matchers<R, T> { toBeDivisibleBy(divisor: number): R }
 * }
 * expect.extend({
 *   toBeDivisibleBy(received: number, divisor: number) {
 *     const pass = received % divisor === 0
 *     return { pass, message: () => `${received} is ${pass ? '' : 'not '}divisible by ${divisor}` }
 *   },
 * })
 */
import type { SnapshotMatchers } from '../snapshot/types.ts';

/**
 * What asymmetric matchers (`expect.any(String)`) are to the compiler. They may stand in for any part of an
 * expected value, whatever its type; `never` is the type that fits everywhere without switching checks off.
 */
export type AsymmetricValue = never;

/** Arguments of the function (or mock function) `T`. */
export type CallArguments<T> = T extends (...args: infer A) => unknown ? A : unknown[];

/** The value that `.resolves` hands on: of a promise, or of a function that returns one. */
export type Resolved<T> = T extends (...args: never) => infer R ? Awaited<R> : Awaited<T>;

/** A class, or a function to compare with `instanceof`. */
export type Constructable = abstract new (...args: never) => unknown;

/**
 * Everything that can be said about a value. `R` is what a matcher returns: nothing, or a promise after
 * `.resolves` and `.rejects` and for `expect.poll`; `T` is the type of the value.
 */
export interface Matchers<R extends void | Promise<void>, T = unknown> extends SnapshotMatchers<
  R,
  T
> {
  /** The same value (`Object.is`). For objects: the same object. */
  toBe<E = T>(expected: E): R;
  /** A number that differs by less than half a unit of the last of `precision` decimal digits (default 2). */
  toBeCloseTo(expected: number, precision?: number): R;
  /** Not `undefined`. */
  toBeDefined(): R;
  /** Falsy: `false`, `0`, `''`, `null`, `undefined`, `NaN`. */
  toBeFalsy(): R;
  toBeGreaterThan(expected: number | bigint): R;
  toBeGreaterThanOrEqual(expected: number | bigint): R;
  /** `instanceof`. */
  toBeInstanceOf<E = Constructable>(expected: E): R;
  toBeLessThan(expected: number | bigint): R;
  toBeLessThanOrEqual(expected: number | bigint): R;
  toBeNaN(): R;
  toBeNull(): R;
  /** Truthy: anything that is not falsy. */
  toBeTruthy(): R;
  toBeUndefined(): R;
  /** An array or iterable with this very item (`===`), or a string with this part. */
  toContain<E = unknown>(expected: E): R;
  /** An array or iterable with an item that is equal, as `toEqual` sees it. */
  toContainEqual<E = unknown>(expected: E): R;
  /** The same content at any depth; properties that are `undefined` and the classes of objects do not count. */
  toEqual<E = T>(expected: E): R;
  /** A mock function that was called at least once. */
  toHaveBeenCalled(): R;
  toHaveBeenCalledTimes(expected: number): R;
  /** A mock function that was called, at least once, with these arguments. */
  toHaveBeenCalledWith<E extends readonly unknown[] = CallArguments<T>>(...expected: E): R;
  /** A mock function whose last call had these arguments. */
  toHaveBeenLastCalledWith<E extends readonly unknown[] = CallArguments<T>>(...expected: E): R;
  /** A mock function whose `nth` call (from 1) had these arguments. */
  toHaveBeenNthCalledWith<E extends readonly unknown[] = CallArguments<T>>(
    nth: number,
    ...expected: E
  ): R;
  /** A mock function whose last call returned this. */
  toHaveLastReturnedWith<E = unknown>(expected?: E): R;
  /** A `length` of this many. */
  toHaveLength(expected: number): R;
  /** A mock function whose `nth` call (from 1) returned this. */
  toHaveNthReturnedWith<E = unknown>(nth: number, expected?: E): R;
  /**
   * A property at the end of `path`, with an equal value when one is given.
   * @example expect(house).toHaveProperty('kitchen.area', 20)
   * @example expect(table).toHaveProperty(['a.b', 0])
   */
  toHaveProperty<E = unknown>(path: string | readonly PropertyKey[], value?: E): R;
  /** A mock function that returned (did not throw) at least once. */
  toHaveReturned(): R;
  toHaveReturnedTimes(expected: number): R;
  /** A mock function that returned this at least once. */
  toHaveReturnedWith<E = unknown>(expected?: E): R;
  /** A string with this part, or that the regular expression matches. */
  toMatch(expected: string | RegExp): R;
  /** An object with at least these properties, at any depth. */
  toMatchObject<E extends object | readonly unknown[]>(expected: E): R;
  /** As `toEqual`, and `undefined` properties, holes in arrays and the classes of objects count. */
  toStrictEqual<E = T>(expected: E): R;
  /**
   * A function that throws: anything, an instance of a class, or a message that contains a text, that a regular
   * expression matches or that is the same as that of an error.
   */
  toThrow(expected?: string | object): R;
  /**
   * A function that throws an error whose `code` is this one, or such an error itself.
   * @example expect(() => parse('')).toThrowCode('E_EMPTY')
   * @example await expect(readFile('none')).rejects.toThrowCode('ENOENT')
   */
  toThrowCode(expected: string | number | RegExp): R;
}

/** Matchers with their opposite. */
export interface Negatable<M> {
  /** The opposite of the matcher that follows. */
  readonly not: M;
}

/** What `expect(value)` returns. */
export interface Assertion<T = unknown> extends Matchers<void, T>, Negatable<Matchers<void, T>> {
  /** What the promise (or the function that returns one) resolves to. Await the assertion. */
  readonly resolves: AsyncAssertion<Resolved<T>>;
  /** What the promise (or the function that returns one) rejects with. Await the assertion. */
  readonly rejects: AsyncAssertion<unknown>;
}

/** An assertion that is made later: await it, or return it from the test. */
export interface AsyncAssertion<T = unknown>
  extends Matchers<Promise<void>, T>, Negatable<Matchers<Promise<void>, T>> {}

/** Matchers that stand for a value inside an expected one. Own ones are typed by adding to this interface. */
export interface AsymmetricMatchers {
  /** Anything made by this constructor; `String`, `Number`, `Function`, … also match primitives. */
  any(constructor: unknown): AsymmetricValue;
  /** Anything but `null` and `undefined`. */
  anything(): AsymmetricValue;
  /** An array with at least these items, in any order. */
  arrayContaining<E = unknown>(items: readonly E[]): AsymmetricValue;
  /** An array whose items all equal this. */
  arrayOf<E = unknown>(item: E): AsymmetricValue;
  /** A number near this one; see `toBeCloseTo`. */
  closeTo(expected: number, precision?: number): AsymmetricValue;
  /** An object with at least these properties. */
  objectContaining<E extends object = object>(properties: E): AsymmetricValue;
  stringContaining(part: string): AsymmetricValue;
  stringMatching(pattern: string | RegExp): AsymmetricValue;
}

export interface PollOptions {
  /** How long to try, in milliseconds or as `'2s'`. Default 1000. */
  readonly timeout?: number | string;
  /** How long to wait between two tries, in milliseconds or as `'100ms'`. Default 50. */
  readonly interval?: number | string;
}

/** `expect` itself. */
export interface Expect extends AsymmetricMatchers {
  /** @throws when the matcher that follows does not hold */
  <T = unknown>(actual: T): Assertion<T>;
  readonly not: Omit<AsymmetricMatchers, 'any' | 'anything'>;
  /**
   * An assertion that does not end the test: its failure is kept, and the test fails with all of them at its end.
   * Outside of a test it throws at once.
   */
  soft<T = unknown>(actual: T): Assertion<T>;
  /**
   * Calls `fn` again and again until the matcher holds for what it returns (or resolves to). Keeps real time, also
   * under fake timers. Await it.
   * @throws the last failure, when the time is over
   * @example await expect.poll(() => queue.size, { timeout: 2000 }).toBe(0)
   */
  poll<T>(fn: () => T | PromiseLike<T>, options?: PollOptions): PolledAssertion<T>;
  /** Adds matchers for this test file; they become asymmetric ones too (`expect.toBeDivisibleBy(2)`). */
  extend(matchers: MatchersObject): void;
  /** Adds rules of equality for this test file, for every matcher that compares. */
  addEqualityTesters(testers: readonly Tester[]): void;
  /** The test must make exactly this many assertions. */
  assertions(count: number): void;
  /** The test must make at least one assertion. */
  hasAssertions(): void;
  /** Fails: this line must not be reached. */
  unreachable(message?: string): never;
  getState(): MatcherState;
  setState(state: Partial<MatcherState> & Record<string, unknown>): void;
  /** For runners: the missed `assertions()` and `hasAssertions()`; begins to count anew. */
  extractExpectedAssertionsErrors(): ExpectedAssertionsError[];
  /** Prints values of a kind in snapshots; see pretty-format's plugins. For this test file. */
  addSnapshotSerializer(serializer: object): void;
}

export interface PolledAssertion<T = unknown>
  extends Matchers<Promise<void>, Awaited<T>>, Negatable<Matchers<Promise<void>, Awaited<T>>> {}

export interface ExpectedAssertionsError {
  readonly actual: string;
  readonly expected: string;
  readonly error: Error;
}

// ---------------------------------------------------------------------------------------------
// For authors of matchers

/** What a matcher answers. `message` is for the failure: when `pass` is not what was wanted. */
export interface MatcherResult {
  pass: boolean;
  message?: string | (() => string);
  /** Shown as a diff where there is room for one. */
  actual?: unknown;
  expected?: unknown;
}

export type ExpectationResult = MatcherResult | Promise<MatcherResult>;

/** A rule of equality: a verdict, or `undefined` for values that it knows nothing about. */
// oxlint-disable-next-line max-params -- `this` is none
export type Tester = (
  this: TesterContext,
  a: unknown,
  b: unknown,
  customTesters: Tester[],
) => boolean | undefined;

export interface TesterContext {
  equals: EqualsFunction;
}

// oxlint-disable-next-line max-params -- Jest's signature
export type EqualsFunction = (
  a: unknown,
  b: unknown,
  customTesters?: Tester[],
  strictCheck?: boolean,
) => boolean;

/** What `expect.getState()` returns; also part of `this` in a matcher. */
export interface MatcherState {
  assertionCalls: number;
  currentConcurrentTestName?: (() => string | undefined) | undefined;
  /** Titles of the suites and the test, joined by spaces. */
  currentTestName?: string | undefined;
  error?: Error | undefined;
  /** Show the common parts of a diff in full. */
  expand?: boolean | undefined;
  expectedAssertionsNumber: number | null;
  expectedAssertionsNumberError?: Error | undefined;
  isExpectingAssertions: boolean;
  isExpectingAssertionsError?: Error | undefined;
  isNot?: boolean | undefined;
  numPassingAsserts: number;
  promise?: string | undefined;
  /** Failures that were kept for the end of the test. */
  suppressedErrors: unknown[];
  /** Absolute path of the test file. */
  testPath?: string | undefined;
}

export interface MatcherHintOptions {
  comment?: string;
  expectedColor?: (text: string) => string;
  isDirectExpectCall?: boolean;
  isNot?: boolean | undefined;
  promise?: string | undefined;
  receivedColor?: (text: string) => string;
  secondArgument?: string;
  secondArgumentColor?: (text: string) => string;
}

/** The helpers that Jest's own messages are made with (`jest-matcher-utils`). */
export interface MatcherUtilities {
  readonly BOLD_WEIGHT: (text: string) => string;
  readonly DIM_COLOR: (text: string) => string;
  readonly EXPECTED_COLOR: (text: string) => string;
  readonly INVERTED_COLOR: (text: string) => string;
  readonly RECEIVED_COLOR: (text: string) => string;
  readonly SUGGEST_TO_CONTAIN_EQUAL: string;
  readonly diff: (a: unknown, b: unknown, options?: object) => string | null;
  readonly ensureActualIsNumber: EnsureArgument;
  readonly ensureExpectedIsNonNegativeInteger: EnsureArgument;
  readonly ensureExpectedIsNumber: EnsureArgument;
  readonly ensureNoExpected: EnsureArgument;
  // oxlint-disable-next-line max-params -- Jest's signature
  readonly ensureNumbers: (
    actual: unknown,
    expected: unknown,
    matcherName: string,
    options?: MatcherHintOptions,
  ) => void;
  readonly getLabelPrinter: (...labels: string[]) => (label: string) => string;
  readonly highlightTrailingWhitespace: (text: string) => string;
  readonly matcherErrorMessage: (hint: string, generic: string, specific?: string) => string;
  // oxlint-disable-next-line max-params -- Jest's signature
  readonly matcherHint: (
    matcherName: string,
    received?: string,
    expected?: string,
    options?: MatcherHintOptions,
  ) => string;
  readonly pluralize: (word: string, count: number) => string;
  // oxlint-disable-next-line max-params -- Jest's signature
  readonly printDiffOrStringify: (
    expected: unknown,
    received: unknown,
    expectedLabel: string,
    receivedLabel: string,
    expand: boolean,
  ) => string;
  readonly printExpected: (value: unknown) => string;
  readonly printReceived: (value: unknown) => string;
  readonly printWithType: <T>(name: string, value: T, print: (value: T) => string) => string;
  readonly stringify: (value: unknown, maxDepth?: number, maxWidth?: number) => string;
  readonly iterableEquality: Tester;
  readonly subsetEquality: Tester;
}

export type EnsureArgument = (
  value: unknown,
  matcherName: string,
  options?: MatcherHintOptions,
) => void;

/** `this` in a matcher. */
export interface MatcherContext extends MatcherState {
  readonly customTesters: Tester[];
  /** Keeps a failure for the end of the test instead of throwing it. */
  readonly dontThrow: () => void;
  readonly equals: EqualsFunction;
  readonly utils: MatcherUtilities;
}

/** A matcher with the types of what it takes besides the received value. */
export type MatcherFunction<Expected extends readonly unknown[] = []> = (
  this: MatcherContext,
  actual: unknown,
  ...expected: Expected
) => ExpectationResult;

export type RawMatcher = (
  this: MatcherContext,
  // Jest's matchers say what they take and leave the rest unsaid; `unknown` would reject them all.
  actual: any, // oxlint-disable-line typescript/no-explicit-any
  ...expected: any[] // oxlint-disable-line typescript/no-explicit-any
) => ExpectationResult;

export interface MatchersObject {
  [name: string]: RawMatcher;
}
