/**
 * What is running now: the one documented registry of module-level mutable state in a host.
 * The runner sets it; `expect`, mocks, snapshots, output capture and the test API read it.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Annotation, Attachment, FilePath, Location, TestId } from '../protocol.ts';

/** One attempt of one test, from its first beforeEach to its last afterEach. */
export interface TestScope {
  readonly id: TestId;
  /** Titles of the suites and the test, outermost first. */
  readonly titles: readonly string[];
  readonly file: FileScope;
  readonly signal: AbortSignal;
  readonly concurrent: boolean;
  /** Marked `.fails`: its snapshots are compared, but neither counted nor written. */
  readonly expectsFailure?: boolean;
  /** False once the attempt has its outcome: what comes later was not awaited. */
  isActive: boolean;

  // Written by expect
  assertionCalls: number;
  expectedAssertions:
    | { readonly kind: 'exact'; readonly count: number; readonly error: Error }
    | { readonly kind: 'at-least-one'; readonly error: Error }
    | undefined;
  /** Failures of `expect.soft`, in order; the test fails with all of them at its end. */
  readonly softErrors: unknown[];
  /** `.resolves`/`.rejects`/`poll` promises that nobody has awaited so far. */
  readonly pendingAssertions: Set<PendingAssertion>;

  // Written by the context argument
  readonly annotations: Annotation[];
  readonly attachments: Attachment[];
}

/** An assertion that returned a promise. It is dropped from the set as soon as somebody calls `then`. */
export interface PendingAssertion {
  /** e.g. `expect(promise).resolves.toBe(…)` */
  readonly description: string;
  /** Created where the assertion was made. */
  readonly error: Error;
}

/** What a debugger is told of assertions that fail. */
export interface FailureStops {
  /** Returns when the user goes on. */
  readonly onFailure: (error: unknown, test: TestScope | undefined) => void;
  /** Runs what may fail without the test failing with it. */
  readonly expecting: <T>(body: () => T) => T;
}

/** One test file while it is loaded in a host. */
export interface FileScope {
  /** Present while a debugger stops at failing assertions. */
  readonly failureStops?: FailureStops;
  /** Takes errors that belong to no test. */
  readonly strays?: { readonly isLoadTurn: boolean; readonly add: (error: unknown) => void };
  /** Where the user's code stands that called us; for what is found out while it declares. */
  readonly callerLocation?: () => Location | undefined;
  readonly path: FilePath;
  readonly absolutePath: string;
  readonly rootDir: string;
  /** Called when the file is over, last registered first: restores mocks, writes snapshots, … */
  readonly disposers: (() => void | Promise<void>)[];
  /** Called after each attempt of each test: restores spies, real timers, …; cheap when nothing is to do. */
  readonly testDisposers: (() => void | Promise<void>)[];
  /** How often hooks, matchers, rules of equality or serializers were added: a package may do so while it loads. */
  additions: number;
  /** State that a part of the host keeps for a file (snapshot state, custom matchers, …), by its own key. */
  readonly slots: Map<symbol, unknown>;
}

const storage = new AsyncLocalStorage<TestScope>();
let sequentialTest: TestScope | undefined;
let currentFile: FileScope | undefined;

/** The test that the calling code belongs to, also in callbacks and when several run at a time. */
export function currentTest(): TestScope | undefined {
  return storage.getStore() ?? sequentialTest;
}

/** The same, but for code without async context. */
export function testOfContext(): TestScope | undefined {
  return storage.getStore();
}

/** The file that is loaded now. */
export function currentFileScope(): FileScope | undefined {
  return storage.getStore()?.file ?? currentFile;
}

/** The same, also for code that an earlier file has left behind. */
export function loadedFileScope(): FileScope | undefined {
  return currentFile;
}

/** For the runner: runs `body` as part of `test`. */
export function runInTest<T>(test: TestScope, body: () => T): T {
  return storage.run(test, body);
}

/** For the runner: the test that code without async context (a shared listener, a timer) is counted to. */
export function setSequentialTest(test: TestScope | undefined): void {
  sequentialTest = test;
}

/** A hook, a matcher or the like is added to the file that is loaded now. */
export function noteAddition(): void {
  const file = currentFileScope();
  if (file !== undefined) file.additions += 1;
}

export function setCurrentFile(file: FileScope | undefined): void {
  currentFile = file;
}

/** The state under `key` of the current file, made on first use. Outside a file it is made anew each time. */
export function fileSlot<T>(key: symbol, create: (file: FileScope | undefined) => T): T {
  const file = currentFileScope();
  if (file === undefined) return create(undefined);
  if (!file.slots.has(key)) file.slots.set(key, create(file));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the key is private to the part that made the value
  return file.slots.get(key) as T;
}
