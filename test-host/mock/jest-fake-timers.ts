/**
 * Fake timers with the interface of Jest 30's modern ones, for the `jest` object of migrated suites. Same
 * defaults and outcomes: everything is faked (`nextTick` and `queueMicrotask` too) until `useRealTimers`.
 */
import {
  withGlobal,
  type Clock as LibraryClock,
  type Config,
  type FakeMethod,
  type FakeTimers,
} from '@sinonjs/fake-timers';
import { fakeableNames, install, uninstall, type Installed } from './clock-stack.ts';
import { spareNode, takeRealTimers } from './node-callers.ts';
import type { RealTime } from './real-time.ts';
import type { JestFakeTimersConfig } from './time-types.ts';

type Duration = number | { total(options: { unit: 'millisecond' }): number };

export interface JestFakeTimersOptions {
  readonly global: typeof globalThis;
  readonly config: { readonly fakeTimers?: JestFakeTimersConfig };
  readonly real: RealTime;
  /** Names that the global object did not have when its file began: what set-up files bring stays real, as in Jest. */
  readonly lacks: readonly string[];
}

/** Vitest says what is faked; Jest, what is not. */
export interface FakeTimersChoice extends JestFakeTimersConfig {
  readonly toFake?: readonly string[];
}

export class JestFakeTimers {
  readonly #global: typeof globalThis;
  readonly #real: RealTime;
  readonly #config: JestFakeTimersConfig;
  readonly #lacks: readonly string[];
  /** Of a global object that is not the process's own, as test environments have. */
  readonly #foreign: FakeTimers | undefined;
  /** How the clock in use is taken away; undefined while time is real. */
  #faked: { readonly clock: LibraryClock; readonly end: () => void } | undefined;

  constructor({ global, config, real, lacks }: JestFakeTimersOptions) {
    this.#global = global;
    this.#real = real;
    this.#lacks = lacks;
    this.#config = config.fakeTimers ?? {};
    this.#foreign = global === globalThis ? undefined : withGlobal(global);
  }

  useFakeTimers(config: FakeTimersChoice = {}): void {
    const merged = { ...this.#config, ...config };
    this.useRealTimers();
    const seenByNode = takeRealTimers(this.#global);
    if (this.#foreign === undefined) {
      const entry: Installed = install(this.#real, (fakeable) =>
        this.#libraryConfig(merged, fakeable),
      );
      this.#faked = { clock: entry.library, end: () => uninstall(entry) };
    } else {
      const clock = this.#foreign.install(
        this.#libraryConfig(merged, fakeableNames(this.#foreign)),
      );
      this.#faked = { clock, end: () => clock.uninstall() };
    }
    spareNode(this.#global, seenByNode);
  }

  useRealTimers(): void {
    this.#faked?.end();
    this.#faked = undefined;
  }

  dispose(): void {
    this.useRealTimers();
  }

  runAllTimers(): void {
    this.#clock()?.runAll();
  }
  async runAllTimersAsync(): Promise<void> {
    await this.#clock()?.runAllAsync();
  }
  runOnlyPendingTimers(): void {
    this.#clock()?.runToLast();
  }
  async runOnlyPendingTimersAsync(): Promise<void> {
    await this.#clock()?.runToLastAsync();
  }

  advanceTimersToNextTimer(steps = 1): void {
    const clock = this.#clock();
    if (clock === undefined) return;
    for (let i = 0; i < steps; i++) {
      clock.next();
      clock.tick(0); // the other timers of the same time
      if (clock.countTimers() === 0) return;
    }
  }
  async advanceTimersToNextTimerAsync(steps = 1): Promise<void> {
    const clock = this.#clock();
    if (clock === undefined) return;
    for (let i = 0; i < steps; i++) {
      await clock.nextAsync();
      await clock.tickAsync(0);
      if (clock.countTimers() === 0) return;
    }
  }

  advanceTimersByTime(duration: Duration): void {
    this.#clock()?.tick(toMilliseconds(duration));
  }
  async advanceTimersByTimeAsync(duration: Duration): Promise<void> {
    await this.#clock()?.tickAsync(toMilliseconds(duration));
  }
  advanceTimersToNextFrame(): void {
    this.#clock()?.runToFrame();
  }
  runAllTicks(): void {
    this.#clock()?.runMicrotasks();
  }
  runAllImmediates(): void {
    throw new TypeError(
      '`jest.runAllImmediates()` is only available when using legacy fake timers.',
    );
  }
  /** Unlike the others it says nothing when time is real. */
  clearAllTimers(): void {
    this.#faked?.clock.reset();
  }
  /** Drops all timers; the time stays. */
  reset(): void {
    const clock = this.#clock();
    if (clock === undefined) return;
    const { now } = clock;
    clock.reset();
    clock.setSystemTime(now);
  }

  setSystemTime(now?: JestFakeTimersConfig['now']): void {
    this.#clock()?.setSystemTime(now);
  }
  setTimerTickMode(mode: {
    readonly mode: 'interval' | 'manual' | 'nextAsync';
    readonly delta?: number;
  }): void {
    this.#clock()?.setTickMode({ ...mode });
  }
  getRealSystemTime(): number {
    return this.#real.now();
  }
  now(): number {
    return this.#faked?.clock.now ?? this.#real.now();
  }
  getTimerCount(): number {
    return this.#clock()?.countTimers() ?? 0;
  }

  #clock(): LibraryClock | undefined {
    if (this.#faked === undefined) this.#warn();
    return this.#faked?.clock;
  }

  /** Jest's text, which suites match. */
  #warn(): void {
    const stack = new Error().stack?.split('\n').slice(3).join('\n') ?? '';
    this.#global.console.warn(
      'A function to advance timers was called but the timers APIs are not replaced with fake timers. ' +
        'Call `jest.useFakeTimers()` in this test file or enable fake timers for all tests by setting ' +
        `'fakeTimers': {'enableGlobally': true} in Jest configuration file.\nStack Trace:\n${stack}`,
    );
  }

  #libraryConfig(config: FakeTimersChoice, fakeable: readonly FakeMethod[]): Config {
    const { toFake, doNotFake = [] } = config;
    return {
      ...(typeof config.advanceTimers === 'number' && { advanceTimeDelta: config.advanceTimers }),
      loopLimit: config.timerLimit || 100_000,
      now: config.now ?? Date.now(), // real here: a clock of before is gone or covered
      shouldAdvanceTime: Boolean(config.advanceTimers),
      shouldClearNativeTimers: true,
      toFake: fakeable.filter(
        (name) =>
          !this.#lacks.includes(name) && (toFake?.includes(name) ?? !doNotFake.includes(name)),
      ),
    };
  }
}

function toMilliseconds(duration: Duration): number {
  return typeof duration === 'number' ? duration : duration.total({ unit: 'millisecond' });
}
