/**
 * Fake timers as Jest had them before the modern ones, and still has them as `legacyFakeTimers`: mock functions in the place
 * of the timers, and a clock that begins at 0. `Date` stays real.
 */
import type { RealTime } from './real-time.ts';
import { TIMERS } from './time-surface.ts';

type Callback = (...args: readonly unknown[]) => unknown;

interface Timer {
  readonly callback: Callback;
  readonly args: readonly unknown[];
  expiry: number;
  /** Of an interval. */
  readonly interval: number | undefined;
}

export interface LegacyTimersOptions {
  readonly global: typeof globalThis;
  readonly real: RealTime;
  readonly timerLimit: number;
  /** A mock function of the file. */
  readonly mock: (implementation: Callback) => unknown;
}

export class JestLegacyTimers {
  readonly #options: LegacyTimersOptions;
  readonly #timers = new Map<number, Timer>();
  /** In their order: ticks and immediates are run by Node, too, when nobody does so before. */
  #ticks = new Map<number, () => void>();
  #immediates = new Map<number, () => void>();
  #now = 0;
  #lastId = 0;
  /** What stood in the place of what is faked; undefined while time is real. */
  #originals: ReadonlyMap<string, PropertyDescriptor | undefined> | undefined;
  #nextTick: typeof process.nextTick | undefined;

  constructor(options: LegacyTimersOptions) {
    this.#options = options;
  }

  useFakeTimers(): void {
    const { global, mock } = this.#options;
    this.useRealTimers();
    this.#originals = new Map(
      TIMERS.map((name) => [name, Object.getOwnPropertyDescriptor(global, name)]),
    );
    const fakes: Record<(typeof TIMERS)[number], Callback> = {
      // As whole numbers of 32 bits: what is too long comes at once.
      setTimeout: (callback, delay, ...args) =>
        this.#add(callback, { args, delay: Number(delay) | 0, interval: undefined }),
      setInterval: (callback, delay, ...args) =>
        this.#add(callback, { args, delay: Number(delay) || 0, interval: Number(delay) || 0 }),
      setImmediate: (callback, ...args) => this.#addImmediate(callback, args),
      clearTimeout: (timer) => this.#timers.delete(idOf(timer)) && undefined,
      clearInterval: (timer) => this.#timers.delete(idOf(timer)) && undefined,
      clearImmediate: (timer) => this.#immediates.delete(idOf(timer)) && undefined,
    };
    for (const name of TIMERS) {
      if (name.endsWith('Immediate') && !(name in global)) continue;
      Object.defineProperty(global, name, {
        value: mock(fakes[name]),
        writable: true,
        configurable: true,
        enumerable: true,
      });
    }
    const { process } = global;
    if (typeof process !== 'object') return;
    this.#nextTick = process.nextTick.bind(process);
    Reflect.set(
      process,
      'nextTick',
      mock((callback, ...args) => this.#addTick(callback, args)),
    );
  }

  useRealTimers(): void {
    const { global } = this.#options;
    for (const [name, original] of this.#originals ?? []) {
      if (original === undefined) Reflect.deleteProperty(global, name);
      else Object.defineProperty(global, name, original);
    }
    this.#originals = undefined;
    if (this.#nextTick !== undefined) Reflect.set(global.process, 'nextTick', this.#nextTick);
    this.#nextTick = undefined;
  }

  dispose(): void {
    this.useRealTimers();
  }

  runAllTicks(): void {
    this.#check();
    this.#runAll(() => this.#ticks, 'ticks');
  }

  runAllImmediates(): void {
    this.#check();
    this.#runAll(() => this.#immediates, 'immediates');
  }

  runAllTimers(): void {
    this.#check();
    this.runAllTicks();
    this.runAllImmediates();
    let runs = 0;
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      if (runs++ >= this.#options.timerLimit) throw this.#endless('timers');
      this.#run(next);
      if (this.#immediates.size > 0) this.runAllImmediates();
      if (this.#ticks.size > 0) this.runAllTicks();
    }
  }

  runOnlyPendingTimers(): void {
    this.#check();
    for (const run of this.#immediates.values()) run();
    const pending = [...this.#timers].toSorted(([, a], [, b]) => a.expiry - b.expiry);
    for (const [id, { expiry }] of pending) {
      this.#now = expiry;
      this.#run(id);
    }
  }

  advanceTimersToNextTimer(steps = 1): void {
    for (let i = 0; i < steps; i++) {
      const next = this.#timers.get(this.#next() ?? 0);
      if (next === undefined) return;
      this.advanceTimersByTime(next.expiry - this.#now);
    }
  }

  advanceTimersByTime(
    duration: number | { total(options: { unit: 'millisecond' }): number },
  ): void {
    this.#check();
    let left = typeof duration === 'number' ? duration : duration.total({ unit: 'millisecond' });
    for (let runs = 0; ; runs++) {
      if (runs >= this.#options.timerLimit) throw this.#endless('timers');
      const next = this.#next();
      const expiry = this.#timers.get(next ?? 0)?.expiry;
      if (next === undefined || expiry === undefined) return;
      if (this.#now + left < expiry) {
        this.#now += left;
        return;
      }
      left -= expiry - this.#now;
      this.#now = expiry;
      this.#run(next);
    }
  }

  clearAllTimers(): void {
    this.#immediates = new Map();
    this.#timers.clear();
  }

  reset(): void {
    this.clearAllTimers();
    this.#ticks = new Map();
    this.#now = 0;
  }

  getTimerCount(): number {
    this.#check();
    return this.#timers.size + this.#immediates.size + this.#ticks.size;
  }

  now(): number {
    return this.#originals === undefined ? this.#options.real.now() : this.#now;
  }

  setSystemTime(): void {
    throw onlyModern('setSystemTime');
  }
  getRealSystemTime(): number {
    throw onlyModern('getRealSystemTime');
  }
  advanceTimersToNextFrame(): void {
    throw onlyModern('advanceTimersToNextFrame');
  }
  setTimerTickMode(): void {
    throw onlyModern('setTimerTickMode');
  }
  async runAllTimersAsync(): Promise<void> {
    return await Promise.reject(onlyModern('runAllTimersAsync'));
  }
  async runOnlyPendingTimersAsync(): Promise<void> {
    return await Promise.reject(onlyModern('runOnlyPendingTimersAsync'));
  }
  async advanceTimersByTimeAsync(): Promise<void> {
    return await Promise.reject(onlyModern('advanceTimersByTimeAsync'));
  }
  async advanceTimersToNextTimerAsync(): Promise<void> {
    return await Promise.reject(onlyModern('advanceTimersToNextTimerAsync'));
  }

  #add(
    callback: unknown,
    { args, delay, interval }: Pick<Timer, 'args' | 'interval'> & { readonly delay: number },
  ): unknown {
    if (typeof callback !== 'function') return null;
    const id = ++this.#lastId;
    const call: Callback = (...given) => Reflect.apply(callback, null, given);
    this.#timers.set(id, {
      callback: call,
      args,
      interval,
      expiry: this.#now + delay,
    });
    return this.#handle(id);
  }

  #addImmediate(callback: unknown, args: readonly unknown[]): unknown {
    const id = ++this.#lastId;
    const run = onceOf(() => {
      this.#immediates.delete(id);
      call(callback, args);
    });
    this.#immediates.set(id, run);
    this.#options.real.setImmediate(() => {
      if (this.#immediates.has(id)) run();
    });
    return id;
  }

  #addTick(callback: unknown, args: readonly unknown[]): void {
    const id = ++this.#lastId;
    const run = onceOf(() => {
      this.#ticks.delete(id);
      call(callback, args);
    });
    this.#ticks.set(id, run);
    this.#nextTick?.(() => {
      if (this.#ticks.has(id)) run();
    });
  }

  /** A browser's timer is a number. */
  #handle(id: number): unknown {
    if ('document' in this.#options.global) return id;
    const timer = {
      id,
      ref: () => timer,
      unref: () => timer,
      hasRef: () => true,
      refresh: () => timer,
      [Symbol.toPrimitive]: () => id,
    };
    return timer;
  }

  #next(): number | undefined {
    let next: number | undefined;
    let soonest = Infinity;
    for (const [id, { expiry }] of this.#timers) {
      if (expiry >= soonest) continue;
      soonest = expiry;
      next = id;
    }
    return next;
  }

  #run(id: number): void {
    const timer = this.#timers.get(id);
    if (timer === undefined) return;
    if (timer.interval === undefined) this.#timers.delete(id);
    else timer.expiry = this.#now + (timer.interval || 1);
    timer.callback(...timer.args);
  }

  #runAll(queue: () => ReadonlyMap<number, () => void>, what: string): void {
    for (let runs = 0; queue().size > 0; runs++) {
      if (runs >= this.#options.timerLimit) throw this.#endless(what);
      const [first] = queue().values();
      first?.();
    }
  }

  #endless(what: string): Error {
    return new Error(
      `Ran ${this.#options.timerLimit} ${what}, and there are still more! ` +
        "Assuming we've hit an infinite recursion and bailing out...",
    );
  }

  /** Jest's text, which suites match. */
  #check(): void {
    if (this.#originals !== undefined) return;
    const stack = new Error().stack?.split('\n').slice(3).join('\n') ?? '';
    this.#options.global.console.warn(
      'A function to advance timers was called but the timers APIs are not mocked with fake timers. ' +
        'Call `jest.useFakeTimers({legacyFakeTimers: true})` in this test file or enable fake timers for all tests by setting ' +
        `{'enableGlobally': true, 'legacyFakeTimers': true} in Jest configuration file.\nStack Trace:\n${stack}`,
    );
  }
}

function idOf(timer: unknown): number {
  const id: unknown =
    typeof timer === 'object' && timer !== null ? Reflect.get(timer, 'id') : timer;
  return Number(id);
}

function call(callback: unknown, args: readonly unknown[]): void {
  if (typeof callback === 'function') Reflect.apply(callback, null, args);
}

function onceOf(run: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    run();
  };
}

function onlyModern(name: string): TypeError {
  return new TypeError(`\`jest.${name}()\` is not available when not using modern timers.`);
}
