/** The types of fake time. Nothing here is imported: users' compilers read it. */

/** What can be faked. `nextTick` and `hrtime` are those of `process`. */
export type FakeableName =
  | 'Date'
  | 'setTimeout'
  | 'clearTimeout'
  | 'setInterval'
  | 'clearInterval'
  | 'setImmediate'
  | 'clearImmediate'
  | 'queueMicrotask'
  | 'nextTick'
  | 'hrtime'
  | 'performance'
  | 'Intl'
  | 'Temporal'
  | 'requestAnimationFrame'
  | 'cancelAnimationFrame'
  | 'requestIdleCallback'
  | 'cancelIdleCallback'
  | 'scheduler';

/** A point in time: milliseconds since the epoch, a date, an ISO text, or a `Temporal.Instant`/`ZonedDateTime`. */
export type TimeInput = number | string | Date | { readonly epochMilliseconds: number };

/** A span of time: milliseconds, a text such as `'90s'`, `'1h 30m'`, `'250ms'`, `'01:30:00'`, or a `Temporal.Duration`. */
export type DurationInput = number | string | { total(options: { unit: 'millisecond' }): number };

/**
 * Whether a clock moves by itself. `false`: only when told. `'next-timer'`: as soon as nothing else is left to do it
 * jumps to the next timer, so that nothing ever waits. `true` or a number: with real time, in steps of 20 (or that
 * many) milliseconds.
 */
export type AutoAdvance = boolean | number | 'next-timer';

export interface TimeOptions {
  /** What the clock shows at first. Default: the real time. */
  readonly now?: TimeInput;
  /** Fake only these. A `set…` brings its `clear…` along. */
  readonly toFake?: readonly FakeableName[];
  /** Fake all but these and `nextTick`. */
  readonly notFake?: readonly FakeableName[];
  /** Default false. */
  readonly autoAdvance?: AutoAdvance;
  /** The local time zone meanwhile, for the whole process: an IANA name such as `'Asia/Tokyo'`. */
  readonly timeZone?: string;
  /** After how many timers `runAll` gives up. Default 100,000. */
  readonly timerLimit?: number;
}

/** A clock that shows what it is told to. Over at the end of its scope (`using`), its test or its file. */
export interface Clock extends Disposable {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Timers, intervals and immediates that wait. */
  readonly timerCount: number;
  /** Moves forward and runs the timers that become due, each at its time. Returns the new time. */
  tick(duration: DurationInput): number;
  /** Like {@link tick}, and lets promise callbacks run before each timer and at the end. */
  tickAsync(duration: DurationInput): Promise<number>;
  /** Moves to the next timer and runs it. */
  next(): number;
  nextAsync(): Promise<number>;
  /** Runs timers until none is left, those that they start included. */
  runAll(): number;
  runAllAsync(): Promise<number>;
  /** Moves to the last timer that waits now, and runs all until then. */
  runToLast(): number;
  runToLastAsync(): Promise<number>;
  /** Runs the callbacks of `queueMicrotask` (and `nextTick`, when faked) that wait. */
  runMicrotasks(): void;
  /** Moves forward and runs each timer that becomes due once, as after a computer slept. */
  jump(duration: DurationInput): number;
  /** Shows another time, backwards too. Runs no timer; those that wait keep their distance. */
  setTime(time: TimeInput): void;
  autoAdvance(mode: AutoAdvance): void;
  /** Drops all timers that wait. */
  clearTimers(): void;
  /** Back to what was before: real time, or the clock that this one covered. A second call does nothing. */
  restore(): void;
}

export interface MockTime {
  /**
   * Fakes `Date`, timers (also those of `node:timers` and `node:timers/promises`), `queueMicrotask`, `performance`,
   * `process.hrtime`, `Intl` and `Temporal` until the end of the scope, test or file.
   *
   * `process.nextTick` stays real unless `toFake` names it: without it streams, `fetch` and most of Node stand still.
   * For the same reason a faked `queueMicrotask` still runs by itself, unless `toFake` names it.
   * Timeouts of ztest itself always keep real time.
   *
   * @example
   * using clock = mock.time('2024-01-01T12:00:00Z')
   * clock.tick('1h')
   */
  (now?: TimeInput, options?: TimeOptions): Clock;
  (options: TimeOptions): Clock;
}

/** Jest's `fakeTimers` configuration and the argument of `jest.useFakeTimers`. */
export interface JestFakeTimersConfig {
  /** Milliseconds of real time, or true for 20, after which the clock moves as much. */
  readonly advanceTimers?: boolean | number;
  readonly doNotFake?: readonly string[];
  readonly now?: number | Date | { readonly epochMilliseconds: number };
  readonly timerLimit?: number;
  readonly legacyFakeTimers?: boolean;
  readonly enableGlobally?: boolean;
}
