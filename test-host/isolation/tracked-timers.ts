/**
 * Timers that user code starts: wrapped so that those still pending at the end of a file can be named and cleared. The
 * wrappers look like the originals (`util.promisify`, `name`, `length`).
 */
import timers from 'node:timers';

export interface PendingTimer {
  readonly kind: 'setTimeout' | 'setInterval' | 'setImmediate';
  /** Made where the timer was started. */
  readonly trace: { readonly stack?: string };
}

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
      if (tracker.capturesTraces) Error.captureStackTrace(trace, wrapper);
      pending.set(handle, { kind, trace });
      if (pending.size > tracker.#pruneAt) tracker.#prune();
      return handle;
    };
    for (const key of Reflect.ownKeys(original)) {
      const descriptor = Reflect.getOwnPropertyDescriptor(original, key);
      if (descriptor?.configurable === true) Object.defineProperty(wrapper, key, descriptor);
    }
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
