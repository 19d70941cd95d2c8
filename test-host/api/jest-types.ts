/**
 * The types of the `jest` object. Names and meaning are those of Jest 30, so that a suite written for it keeps its sense.
 * Methods that return nothing of their own return the object.
 */
import type { JestFakeTimersConfig } from '../mock/time-types.ts';
import type {
  FunctionLike,
  Mock,
  Mocked,
  MockedShallow,
  Replaced,
  SpyOn,
  UnknownFunction,
} from '../mock/types.ts';
import type { Duration } from './types.ts';

export type { JestFakeTimersConfig };

export interface JestRetryOptions {
  /** Milliseconds before each retry. Default 0. */
  readonly waitBeforeRetry?: number;
  /** Accepted and without effect: every attempt is in the report. */
  readonly logErrorsBeforeRetry?: boolean;
  /** Accepted and without effect: a failed test is always retried at once, before the next test. */
  readonly retryImmediately?: boolean;
}

export interface JestMockOptions {
  /** The module need not exist. Default false. */
  readonly virtual?: boolean;
}

export interface Jest {
  // Mock functions -------------------------------------------------------------------------------

  /** A mock function. @example const add = jest.fn((a: number, b: number) => a + b) */
  fn<T extends FunctionLike = UnknownFunction>(implementation?: T): Mock<T>;
  /** Names of {@link fn} until Jest 23. */
  genMockFn: Jest['fn'];
  genMockFunction: Jest['fn'];
  /** Watches a method; it still does its work until it is told otherwise. */
  spyOn: SpyOn;
  replaceProperty<T extends object, K extends keyof T>(
    object: T,
    key: K,
    value: T[K],
  ): Replaced<T[K]>;
  isMockFunction(value: unknown): value is Mock;
  /** The value itself, typed as the mock that it is. */
  mocked<T>(source: T, options?: { readonly shallow?: false }): Mocked<T>;
  mocked<T>(source: T, options: { readonly shallow: true }): MockedShallow<T>;
  clearAllMocks(): Jest;
  resetAllMocks(): Jest;
  /** Puts back what was spied on or replaced. */
  restoreAllMocks(): Jest;

  // Modules ----------------------------------------------------------------------------------------

  /**
   * Mocks a module for the whole file; moved above the imports. Without a factory the `__mocks__` file beside the module is
   * used, else every function becomes a mock function.
   */
  mock<T = unknown>(specifier: string, factory?: () => T, options?: JestMockOptions): Jest;
  /** Undoes {@link mock}; moved above the imports as well. */
  unmock(specifier: string): Jest;
  deepUnmock(specifier: string): Jest;
  /** {@link mock}, done where it stands. */
  doMock<T = unknown>(specifier: string, factory?: () => T, options?: JestMockOptions): Jest;
  /** {@link unmock}, done where it stands. */
  dontMock(specifier: string): Jest;
  /** Whoever loads the module from now on gets `exports`. */
  setMock(specifier: string, exports: unknown): Jest;
  /** {@link doMock} with a factory that may be asynchronous. */
  unstable_mockModule<T = unknown>(
    specifier: string,
    factory: () => T | Promise<T>,
    options?: JestMockOptions,
  ): Jest;
  unstable_unmockModule(specifier: string): Jest;
  requireActual<T = unknown>(specifier: string): T;
  requireMock<T = unknown>(specifier: string): T;
  /** The automatic mock of a module, made from its actual exports. */
  createMockFromModule<T = unknown>(specifier: string): Mocked<T>;
  /** The name of {@link createMockFromModule} until Jest 29. */
  genMockFromModule<T = unknown>(specifier: string): Mocked<T>;
  /** Modules of the project are mocked without being asked; moved above the imports. */
  enableAutomock(): Jest;
  disableAutomock(): Jest;
  autoMockOn(): Jest;
  autoMockOff(): Jest;
  /** The next `import()` or `require` loads modules anew. */
  resetModules(): Jest;
  /** The name of {@link resetModules} until Jest 26. */
  resetModuleRegistry(): Jest;
  /** Runs `load` with modules of its own. */
  isolateModules(load: () => void): Jest;
  isolateModulesAsync(load: () => Promise<void>): Promise<void>;

  // Time -------------------------------------------------------------------------------------------

  /** Fakes everything that has to do with time, until {@link useRealTimers} or the end of the file. */
  useFakeTimers(config?: JestFakeTimersConfig | 'modern' | 'legacy'): Jest;
  useRealTimers(): Jest;
  advanceTimersByTime(milliseconds: number): Jest;
  /** The name of {@link advanceTimersByTime} until Jest 26. */
  runTimersToTime(milliseconds: number): Jest;
  advanceTimersByTimeAsync(milliseconds: number): Promise<void>;
  advanceTimersToNextTimer(steps?: number): Jest;
  advanceTimersToNextTimerAsync(steps?: number): Promise<void>;
  advanceTimersToNextFrame(): Jest;
  runAllTimers(): Jest;
  runAllTimersAsync(): Promise<void>;
  runOnlyPendingTimers(): Jest;
  runOnlyPendingTimersAsync(): Promise<void>;
  runAllTicks(): Jest;
  /** Legacy timers only. */
  runAllImmediates(): Jest;
  clearAllTimers(): Jest;
  setSystemTime(now?: number | Date): Jest;
  setTimerTickMode(mode: {
    readonly mode: 'interval' | 'manual' | 'nextAsync';
    readonly delta?: number;
  }): Jest;
  getTimerCount(): number;
  /** Milliseconds since the epoch, faked or not. */
  now(): number;
  getRealSystemTime(): number;

  // The file ---------------------------------------------------------------------------------------

  /** Time limit of every test and hook of this file that names none. */
  setTimeout(timeout: Duration): Jest;
  /** Retries of every test of this file that names none. */
  retryTimes(count: number, options?: JestRetryOptions): Jest;
  /** What `--seed` says, else what the run drew. */
  getSeed(): number;
  /** Always false: tests run in the process itself. */
  isEnvironmentTornDown(): boolean;
}
