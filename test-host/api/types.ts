/**
 * What test authors see of `test`, `suite`, the hooks and the context argument.
 * Types only; the functions are made in `test-api.ts`.
 */
import type { Expect } from '../expect/types.ts';

/** Milliseconds, or a number with a unit. `0` means no limit. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h'}`;

/** A title, or a function or class whose name is the title. */
export type TestTitle = string | number | NamedFunction;
type NamedFunction = ((...args: never[]) => unknown) | (abstract new (...args: never[]) => unknown);

/** What a test function may return: nothing, a promise, or (Jest's style) a generator that yields promises. */
export type TestReturn = void | PromiseLike<unknown> | Generator<unknown, unknown, unknown>;

export type TestFunction<Context = TestContext> = (t: Context) => TestReturn;

/**
 * Tags that exist in your project. Empty, any string is a tag; declare yours and a misspelt one is a type error:
 *
 * @example
 * declare module 'ztest' { interface TestTags { db: true; slow: true } }
 */
export interface TestTags {}
export type TestTag = keyof TestTags extends never ? string : Extract<keyof TestTags, string>;

/** Where a test runs at all; every given condition must hold, else it is skipped with the reason. */
export interface TestConditions {
  /**
   * A name or names that `ZTEST_ENV`, else `NODE_ENV`, must be (`'ci'` holds wherever `CI` is set),
   * or variables with the value each must have (`true`: set, `false`: not set).
   */
  readonly env?:
    | string
    | readonly string[]
    | Readonly<Record<string, string | boolean | RegExp>>
    | undefined;
  /** `linux`, `macos` (or `darwin`), `windows` (or `win32`), … */
  readonly os?: string | readonly string[] | undefined;
  /** The same as `os`. */
  readonly platform?: string | readonly string[] | undefined;
  /** `x64`, `arm64`, … */
  readonly arch?: string | readonly string[] | undefined;
  /** A range of Node versions: `>=22`, `22.x || >=24.1`. */
  readonly node?: string | undefined;
}

export interface RetryPlan {
  /** How many more attempts after the first. */
  readonly count: number;
  /** Between attempts. Default 0. */
  readonly delay?: Duration | undefined;
  /** Retry only failures whose message holds this text or matches, or for which the function says so. */
  readonly when?: string | RegExp | ((error: unknown) => boolean) | undefined;
}

/** Options that a suite hands down to its tests; the nearest one wins. */
export interface InheritedOptions {
  /** How long one attempt may take. Default: the `timeout` of the configuration, 5 s. */
  readonly timeout?: Duration | undefined;
  /** Words to select by (`--tags "db && !slow"`); tags of a suite are added to those of its tests. */
  readonly tags?: readonly TestTag[] | TestTag | undefined;
  /** Attempts after a failure: a number, or with a delay and a condition. Default 0. */
  readonly retry?: number | RetryPlan | undefined;
  /** How many more times it runs; it passes when all do. Default 0. */
  readonly repeats?: number | undefined;
  /** Names that at most one test of the whole run holds at a time. A suite holds its own from first to last hook. */
  readonly locks?: readonly string[] | string | undefined;
  readonly when?: TestConditions | undefined;
  /** `concurrent`: runs together with the other concurrent tests of its suite. */
  readonly mode?: 'concurrent' | 'sequential' | undefined;
  readonly concurrent?: boolean | undefined;
  readonly sequential?: boolean | undefined;
  /** `true`, or the reason. */
  readonly skip?: boolean | string | undefined;
  readonly only?: boolean | undefined;
  readonly todo?: boolean | undefined;
}

export interface SuiteOptions extends InheritedOptions {}

export interface TestOptions extends InheritedOptions {
  /** Expected to fail: it passes when it does, and fails when it does not. */
  readonly fails?: boolean | undefined;
}

/**
 * The argument of a test. Its members are made when they are read.
 *
 * It can be called as `done(error?)` too: a function that is not async, returns nothing and has used no member of
 * this object when it returns is taken to wait for that call. Reading `done` says so explicitly.
 *
 * @example test('x', (done) => { setTimeout(done, 10) })
 * @example test('y', async (t) => { await fetch(url, { signal: t.signal }) })
 */
export interface TestContext {
  (error?: unknown): void;
  /** Ends a callback-style test; with an error it fails. */
  readonly done: (error?: unknown) => void;
  /** Ends a callback-style test as failed. */
  readonly fail: (error?: unknown) => void;
  /** The title of the test. */
  readonly name: string;
  readonly task: TaskInfo;
  /** Aborted, with the error as reason, when the test times out or the run is cancelled. */
  readonly signal: AbortSignal;
  /** `expect` that counts for this test wherever it is called, also in a listener that several tests share. */
  readonly expect: Expect;
  /** Called after the last afterEach of this attempt, last registered first. */
  readonly onTestFinished: (fn: (t: TestContext) => unknown) => void;
  /** Called after that when the attempt failed. */
  readonly onTestFailed: (fn: (t: TestContext) => unknown) => void;
  /** A line for the report. */
  readonly annotate: (message: string, type?: string) => void;
  /** A file for the report: text, bytes, or a value that is stored as JSON. */
  readonly attach: (name: string, body: string | Uint8Array | object, contentType?: string) => void;
  /** Ends the test here and reports it as skipped. */
  readonly skip: (reason?: string) => never;
}

/** The argument of beforeAll and afterAll; callable as `done` by the same rule as that of a test. */
export interface SuiteContext {
  (error?: unknown): void;
  readonly done: (error?: unknown) => void;
  readonly fail: (error?: unknown) => void;
  /** The title of the suite; empty at the top level of a file. */
  readonly name: string;
  readonly signal: AbortSignal;
}

export interface TaskInfo {
  readonly id: string;
  readonly name: string;
  /** All titles, joined by a space. */
  readonly fullName: string;
  /** Titles from the outermost suite to the test. */
  readonly titles: readonly string[];
  /** Workspace-relative, with forward slashes. */
  readonly file: string;
  readonly tags: readonly string[];
  /** 0 for the first attempt, 1 for the first retry, … */
  readonly retry: number;
  /** 0 for the first run, 1 for the first repeat, … */
  readonly repeat: number;
  readonly concurrent: boolean;
}

// ---------------------------------------------------------------------------------------------
// test

/**
 * Declares a test.
 *
 * @example test('adds', () => { expect(1 + 1).toBe(2) })
 * @example test('stores', { timeout: '5s', tags: ['db'], retry: 2 }, async (t) => { … })
 * @example test.concurrent.only('fast', async () => { … })
 */
export interface TestApi<Context = TestContext> {
  /** Without a function it is a todo. The last argument is a timeout, or options. */
  (title: TestTitle, fn?: TestFunction<Context>, timeoutOrOptions?: Duration | TestOptions): void;
  (title: TestTitle, options: TestOptions, fn?: TestFunction<Context>, timeout?: Duration): void;

  /** Of this file, only tests that are marked so run. */
  readonly only: TestApi<Context>;
  readonly skip: TestApi<Context>;
  /** To be written: reported, never run. */
  readonly todo: TestApi<Context>;
  /** Expected to fail. */
  readonly fails: TestApi<Context>;
  /** Jest's name for `fails`. */
  readonly failing: TestApi<Context>;
  /** Runs together with the other concurrent tests of its suite. */
  readonly concurrent: TestApi<Context>;
  readonly sequential: TestApi<Context>;
  readonly skipIf: (condition: unknown) => TestApi<Context>;
  readonly runIf: (condition: unknown) => TestApi<Context>;
  /** A test a row; the values of a row are the arguments. */
  readonly each: TestEach<Context>;
  /** A test a row; the row is the first argument, the context the second. */
  readonly for: TestFor<Context>;
}

/**
 * A table: rows of values, single values, or a tagged template with a heading line.
 * Titles take `%s %d %i %f %j %o %p %# %$ %%`, and `$name`, `$a.b`, `$#` where rows are objects.
 *
 * @example test.each([[1, 2, 3], [2, 3, 5]])('%i + %i = %i', (a, b, sum) => { … })
 * @example test.each([{ name: 'x' }])('$name', ({ name }) => { … })
 */
export interface TestEach<Context> {
  <T extends readonly Cell[] | readonly [Cell]>(
    rows: readonly T[],
  ): RowTest<RowArguments<T, Context>>;
  <T>(rows: readonly T[]): RowTest<[row: T, t: Context]>;
  <T extends object = Cell>(
    headings: TemplateStringsArray,
    ...values: readonly unknown[]
  ): RowTest<[row: T, t: Context]>;
}

export interface TestFor<Context> {
  <T extends readonly Cell[] | readonly [Cell]>(rows: readonly T[]): RowTest<[row: T, t: Context]>;
  <T>(rows: readonly T[]): RowTest<[row: T, t: Context]>;
  <T extends object = Cell>(
    headings: TemplateStringsArray,
    ...values: readonly unknown[]
  ): RowTest<[row: T, t: Context]>;
}

/**
 * The arguments of a row. The context follows its values where all rows have the same, known length;
 * behind an open-ended or ragged row it has no place that types could name.
 */
export type RowArguments<T extends readonly Cell[], Context> = [T] extends [never]
  ? Cell[] // a table without rows: an error when it is declared
  : number extends T['length']
    ? T[number][]
    : Columns<T> extends infer Joined extends readonly unknown[]
      ? [T['length']] extends [Joined['length']]
        ? [...Joined, t: Context]
        : T
      : never;

/** Rows of one length as one row whose cells are what stands in each column: a union of rows has no fixed place for more. */
type Columns<
  T extends readonly Cell[],
  Done extends readonly unknown[] = [],
> = Done['length'] extends T['length'] ? Done : Columns<T, [...Done, T[Done['length']]]>;

/**
 * A cell of a table, and a row of a tagged one: its headings are text that no type can see.
 * Name the row's type (test.each<{ a: number }>`…`) to have it checked.
 */
// oxlint-disable-next-line typescript/no-explicit-any -- `unknown` would make the cells of every untyped Jest table errors
export type Cell = any;

export interface RowTest<Args extends readonly unknown[]> {
  (
    title: TestTitle,
    fn: (...args: Args) => TestReturn,
    timeoutOrOptions?: Duration | TestOptions,
  ): void;
  (
    title: TestTitle,
    options: TestOptions,
    fn: (...args: Args) => TestReturn,
    timeout?: Duration,
  ): void;
}

// ---------------------------------------------------------------------------------------------
// suite

/** Nothing: the tests of a suite must be known when its callback returns. (`void` alone would let promises through.) */
export type SuiteReturn = void | undefined;

/**
 * Groups tests and the hooks that are for them. The callback runs at once and must not be async.
 *
 * @example suite('cart', { tags: ['shop'], mode: 'concurrent' }, () => { test('is empty', () => { … }) })
 */
export interface SuiteApi {
  (title: TestTitle, fn?: () => SuiteReturn, options?: Duration | SuiteOptions): void;
  (title: TestTitle, options: SuiteOptions, fn?: () => SuiteReturn): void;

  readonly only: SuiteApi;
  readonly skip: SuiteApi;
  readonly todo: SuiteApi;
  readonly concurrent: SuiteApi;
  readonly sequential: SuiteApi;
  readonly skipIf: (condition: unknown) => SuiteApi;
  readonly runIf: (condition: unknown) => SuiteApi;
  readonly each: SuiteEach;
  readonly for: SuiteFor;
}

export interface SuiteEach {
  <T extends readonly Cell[] | readonly [Cell]>(rows: readonly T[]): RowSuite<[...T]>;
  <T>(rows: readonly T[]): RowSuite<[row: T]>;
  <T extends object = Cell>(
    headings: TemplateStringsArray,
    ...values: readonly unknown[]
  ): RowSuite<[row: T]>;
}

export interface SuiteFor {
  <T extends readonly Cell[] | readonly [Cell]>(rows: readonly T[]): RowSuite<[row: T]>;
  <T>(rows: readonly T[]): RowSuite<[row: T]>;
}

export interface RowSuite<Args extends readonly unknown[]> {
  (title: TestTitle, fn: (...args: Args) => SuiteReturn, options?: Duration | SuiteOptions): void;
  (title: TestTitle, options: SuiteOptions, fn: (...args: Args) => SuiteReturn): void;
}

// ---------------------------------------------------------------------------------------------
// hooks

/** Runs once before the first test of its suite. A function that it returns runs after the suite's afterAll hooks. */
export type BeforeAll = (fn: (t: SuiteContext) => unknown, timeout?: Duration) => void;
/** Runs once after the last test of its suite, also when beforeAll failed. */
export type AfterAll = (fn: (t: SuiteContext) => unknown, timeout?: Duration) => void;
/** Runs before each test of its suite, outer suites first. A function that it returns runs after the afterEach hooks. */
export type BeforeEach = (fn: (t: TestContext) => unknown, timeout?: Duration) => void;
/** Runs after each test of its suite whatever came of it, inner suites first. */
export type AfterEach = (fn: (t: TestContext) => unknown, timeout?: Duration) => void;
/**
 * Wraps each test of its suite together with the beforeEach and afterEach hooks.
 * It must call `runTest` exactly once and await it; `runTest` resolves whether or not the test passes.
 *
 * @example aroundEach(async (runTest) => { await database.transaction(runTest) })
 */
export type AroundEach = (
  fn: (runTest: () => Promise<void>, t: TestContext) => unknown,
  timeout?: Duration,
) => void;
