/**
 * Timers that user code starts: wrapped so that those still pending at the end of a file can be named and cleared. The
 * wrappers look like the originals (`util.promisify`, `name`, `length`).
 */
import { captureStackTrace, ownKeys } from '../intrinsics.ts';
import timers from 'node:timers';
import type waitsModule from 'node:timers/promises';
import { promisify } from 'node:util';

export interface PendingTimer {
  readonly kind: 'setTimeout' | 'setInterval' | 'setImmediate';
  /** Made where the timer was started. */
  readonly trace: { readonly stack?: string };
}

type Waits = typeof waitsModule;
type Handle = NodeJS.Timeout | NodeJS.Immediate;

export class TrackedTimers {
  readonly #pending = new Map<Handle, PendingTimer>();
  #pruneAt = 256;
  readonly #clearTimeout = globalThis.clearTimeout;
  readonly #clearImmediate = globalThis.clearImmediate;
  /** Where timers start is remembered only when somebody will read it. */
  capturesTraces = false;

  install(): void {
    this.#wrap('setTimeout', (handle) => !('_destroyed' in handle) || handle._destroyed === true);
    this.#wrap('setInterval', (handle) => !('_destroyed' in handle) || handle._destroyed === true);
    this.#wrap('setImmediate', (handle) => '_destroyed' in handle && handle._destroyed === true);
  }

  #wrap(
    kind: PendingTimer['kind'],
    isOver: (handle: Handle & { _destroyed?: boolean }) => boolean,
  ): void {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the three have one shape
    const original: (...args: unknown[]) => Handle = globalThis[kind] as (
      ...args: unknown[]
    ) => Handle;
    const pending = this.#pending;
    // oxlint-disable-next-line typescript/no-this-alias -- the wrapper is a plain function, as the original is
    const tracker = this;
    const wrapper = function (...args: unknown[]): Handle {
      const handle = original.apply(globalThis, args);
      const trace: { stack?: string } = {};
      if (tracker.capturesTraces) captureStackTrace(trace, wrapper);
      pending.set(handle, { kind, trace });
      if (pending.size > tracker.#pruneAt) tracker.#prune();
      return handle;
    };
    for (const key of ownKeys(original)) {
      const descriptor = Reflect.getOwnPropertyDescriptor(original, key);
      if (descriptor?.configurable === true) Object.defineProperty(wrapper, key, descriptor);
    }
    if (promisify.custom in original)
      Object.defineProperty(wrapper, promisify.custom, {
        get: () => this.wrapWaits()[kind === 'setTimeout' ? kind : 'setImmediate'],
        enumerable: true,
      });
    this.#isOver.set(kind, isOver);
    Object.defineProperty(globalThis, kind, {
      value: wrapper,
      writable: true,
      enumerable: true,
      configurable: true,
    });
    Object.defineProperty(timers, kind, {
      value: wrapper,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }

  /**
   * The functions of `timers/promises`, about to be used: a wait that is longer than its file does not end, because what
   * follows it would run in the next one.
   */
  wrapWaits(): Waits {
    const waits = process.getBuiltinModule('timers/promises');
    if (this.#wrapsWaits) return waits;
    this.#wrapsWaits = true;
    const { setTimeout, setImmediate, setInterval, scheduler } = waits;
    waits.setTimeout = (...args) => this.#withinFile(setTimeout(...args));
    waits.setImmediate = (...args) => this.#withinFile(setImmediate(...args));
    waits.setInterval = (...args) => this.#ticksWithinFile(setInterval(...args));
    const wait = scheduler.wait.bind(scheduler);
    scheduler.wait = (...args) => this.#withinFile(wait(...args));
    return waits;
  }
  #wrapsWaits = false;
  /** Counts the files of this process. */
  #file = 0;

  async #withinFile<T>(wait: Promise<T>): Promise<T> {
    const file = this.#file;
    try {
      return await wait;
    } finally {
      if (this.#file !== file) await never();
    }
  }

  async *#ticksWithinFile<T>(ticks: AsyncIterable<T>): AsyncGenerator<T, undefined> {
    const file = this.#file;
    for await (const tick of ticks) {
      if (this.#file !== file) break;
      yield tick;
    }
    if (this.#file !== file) await never();
    return undefined;
  }

  readonly #isOver = new Map<
    PendingTimer['kind'],
    (handle: Handle & { _destroyed?: boolean }) => boolean
  >();

  #prune(): void {
    for (const [handle, timer] of this.#pending) {
      if (this.#isOver.get(timer.kind)?.(handle) === true) this.#pending.delete(handle);
    }
    this.#pruneAt = Math.max(256, this.#pending.size * 2);
  }

  /** Timers that would still fire and keep a process alive. */
  pending(): readonly PendingTimer[] {
    this.#prune();
    return [...this.#pending].filter(([handle]) => handle.hasRef()).map(([, timer]) => timer);
  }

  clearAll(): void {
    this.#file++;
    if (this.#pending.size === 0) return;
    this.#prune();
    for (const [handle, timer] of this.#pending) {
      if (timer.kind === 'setImmediate') {
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- by its kind
        this.#clearImmediate.call(globalThis, handle as NodeJS.Immediate);
      } else {
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- by its kind
        this.#clearTimeout.call(globalThis, handle as NodeJS.Timeout);
      }
    }
    this.#pending.clear();
  }
}

function never(): Promise<never> {
  return new Promise(() => {});
}
