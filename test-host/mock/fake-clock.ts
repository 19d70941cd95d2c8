/** The clocks that `mock.time` makes. */
import type { Clock as LibraryClock, FakeMethod } from '@sinonjs/fake-timers';
import { install, uninstall, type Installed } from './clock-stack.ts';
import { didYouMean, MockError } from './errors.ts';
import type { RealTime } from './real-time.ts';
import { fakeSchedulerWait, publishBuiltins, setTimeZoneVariable } from './time-surface.ts';
import { toEpoch, toMilliseconds } from './time-values.ts';
import type {
  AutoAdvance,
  Clock,
  DurationInput,
  FakeableName,
  TimeInput,
  TimeOptions,
} from './time-types.ts';

const clocks = new WeakMap<Clock, Installed>();

export interface ClockOwner {
  readonly real: RealTime;
  /** What `clock.restore` does: it leads to {@link closeClock} through whoever keeps track of the clock. */
  readonly restore: () => void;
}

export function openClock(options: TimeOptions, owner: ClockOwner): Clock {
  const entry = installForUser(options, owner.real);
  const clock = new FakeClock(entry.library, owner.restore);
  clocks.set(clock, entry);
  try {
    if (options.autoAdvance !== undefined) clock.autoAdvance(options.autoAdvance);
  } catch (error) {
    closeClock(clock);
    throw error;
  }
  return clock;
}

export function closeClock(clock: Clock): void {
  const entry = clocks.get(clock);
  if (entry === undefined) return;
  clocks.delete(clock);
  uninstall(entry);
}

function installForUser(options: TimeOptions, real: RealTime): Installed {
  checkNames(options);
  const seenZone = process.env['TZ'];
  const entry = install(real, (fakeable) => {
    if (options.timeZone !== undefined) setTimeZone(options.timeZone);
    else if (process.env['TZ'] !== seenZone) setTimeZoneVariable(seenZone); // that of the clock below
    const now = options.now === undefined ? real.now() : toEpoch(options.now); // after the zone: local times are of it
    return {
      now,
      toFake: namesToFake(fakeable, options),
      loopLimit: options.timerLimit ?? 100_000,
      shouldClearNativeTimers: true,
    };
  });
  const { library } = entry;
  if (library.methods.includes('setTimeout')) fakeSchedulerWait();
  if (
    library.methods.includes('queueMicrotask') &&
    options.toFake?.includes('queueMicrotask') !== true
  )
    runMicrotasksAnyway(library, real);
  publishBuiltins();
  return entry;
}

const FAKEABLE: ReadonlySet<string> = new Set<FakeableName>([
  'Date',
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'setImmediate',
  'clearImmediate',
  'queueMicrotask',
  'nextTick',
  'hrtime',
  'performance',
  'Intl',
  'Temporal',
  'requestAnimationFrame',
  'cancelAnimationFrame',
  'requestIdleCallback',
  'cancelIdleCallback',
  'scheduler',
]);

function checkNames({ toFake, notFake }: TimeOptions): void {
  if (toFake !== undefined && notFake !== undefined) {
    throw new MockError('ZT1523', 'mock.time() was given both toFake and notFake', {
      hint: 'Keep one of them.',
    });
  }
  for (const name of toFake ?? notFake ?? []) {
    if (FAKEABLE.has(name)) continue;
    throw new MockError(
      'ZT1523',
      `mock.time() cannot fake \`${String(name)}\`.${didYouMean(String(name), FAKEABLE)}`,
      {
        hint: `It can fake ${[...FAKEABLE].join(', ')}.`,
      },
    );
  }
}

/** Names that this runtime does not have are left out: a list may be written for several. */
function namesToFake(
  fakeable: readonly FakeMethod[],
  { toFake, notFake = [] }: TimeOptions,
): FakeMethod[] {
  const wanted = new Set<string>(
    toFake ?? fakeable.filter((name) => name !== 'nextTick' && !notFake.includes(name)),
  );
  for (const name of wanted) if (/^set[A-Z]/.test(name)) wanted.add(name.replace('set', 'clear'));
  const names = fakeable.filter((name) => wanted.has(name));
  if (names.length > 0) return names;
  throw new MockError('ZT1523', 'mock.time() was left with nothing to fake', {
    hint: 'Name something in toFake that this runtime has.',
  });
}

/** Node's own code queues microtasks too (`fetch`, streams): they must not wait for a tick that never comes. */
function runMicrotasksAnyway(library: LibraryClock, real: RealTime): void {
  globalThis.queueMicrotask = (callback) => {
    if (typeof callback !== 'function') return real.queueMicrotask(callback);
    let waits = true;
    const run = (): void => {
      if (!waits) return;
      waits = false;
      callback();
    };
    library.queueMicrotask(run);
    real.queueMicrotask(() => {
      if (library.jobs?.[0]?.func === run) library.jobs.shift();
      run();
    });
  };
}

function setTimeZone(name: string): void {
  let wanted: string;
  try {
    wanted = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    throw new MockError('ZT1521', `'${name}' is not a time zone`, {
      hint: "Write an IANA name, such as 'Europe/Berlin' or 'UTC'.",
    });
  }
  setTimeZoneVariable(name);
  const got = new Intl.DateTimeFormat('en').resolvedOptions().timeZone;
  if (got !== wanted) {
    throw new MockError(
      'ZT1521',
      `The time zone of this process cannot be switched to '${name}': it stays '${got}'`,
      {
        hint: 'Set TZ in the environment of the run.',
      },
    );
  }
}

class FakeClock implements Clock {
  readonly #library: LibraryClock;
  readonly #restore: () => void;

  constructor(library: LibraryClock, restore: () => void) {
    this.#library = library;
    this.#restore = restore;
  }

  get now(): number {
    return this.#open().now;
  }
  get timerCount(): number {
    return this.#open().countTimers();
  }
  tick(duration: DurationInput): number {
    return this.#open().tick(toMilliseconds(duration));
  }
  async tickAsync(duration: DurationInput): Promise<number> {
    return await this.#open().tickAsync(toMilliseconds(duration));
  }
  next(): number {
    return this.#open().next();
  }
  async nextAsync(): Promise<number> {
    return await this.#open().nextAsync();
  }
  runAll(): number {
    try {
      return this.#open().runAll();
    } catch (error) {
      throw asEndless(error);
    }
  }
  async runAllAsync(): Promise<number> {
    try {
      return await this.#open().runAllAsync();
    } catch (error) {
      throw asEndless(error);
    }
  }
  runToLast(): number {
    return this.#open().runToLast();
  }
  async runToLastAsync(): Promise<number> {
    return await this.#open().runToLastAsync();
  }
  runMicrotasks(): void {
    this.#open().runMicrotasks();
  }
  jump(duration: DurationInput): number {
    return this.#open().jump(toMilliseconds(duration));
  }
  setTime(time: TimeInput): void {
    this.#open().setSystemTime(toEpoch(time));
  }
  autoAdvance(mode: AutoAdvance): void {
    const clock = this.#open();
    if (mode === false) clock.setTickMode({ mode: 'manual' });
    else if (mode === 'next-timer') clock.setTickMode({ mode: 'nextAsync' });
    else clock.setTickMode({ mode: 'interval', delta: mode === true ? 20 : mode });
  }
  clearTimers(): void {
    const clock = this.#open();
    const { now } = clock;
    clock.reset();
    clock.setSystemTime(now);
  }
  restore(): void {
    this.#restore();
  }
  [Symbol.dispose](): void {
    this.#restore();
  }

  #open(): LibraryClock {
    if (clocks.has(this)) return this.#library;
    throw new MockError('ZT1522', 'This clock is over: time is real again', {
      hint: 'A clock lives until the end of its scope (using), its test, or its file. Make one where it is needed: mock.time().',
    });
  }
}

function asEndless(error: unknown): unknown {
  if (!(error instanceof Error) || !error.message.startsWith('Aborting after running'))
    return error;
  return new MockError('ZT1524', `clock.runAll() does not come to an end: ${error.message}`, {
    cause: error,
    hint: 'A timer starts another each time it runs (setInterval does). Use clock.tick, clock.next or clock.runToLast.',
  });
}
