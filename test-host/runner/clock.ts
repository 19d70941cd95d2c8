/** Real time for the runner, whatever the tests fake; tests of the runner pass their own. */
import {
  RealPromise,
  monotonicNow,
  realClearTimeout,
  realNow,
  realSetImmediate,
  realSetTimeout,
} from '../intrinsics.ts';

export interface Clock {
  /** Milliseconds with fractions, monotonic. */
  now(): number;
  /** Milliseconds since the epoch. */
  wallNow(): number;
  /** Calls back after that many milliseconds; the returned function calls it off. */
  after(milliseconds: number, callback: () => void): () => void;
  /** Resolves once the event loop has turned, so that rejections nobody handles have been reported. */
  nextTurn(): Promise<void>;
}

export const realClock: Clock = {
  now: monotonicNow,
  wallNow: realNow,
  after(milliseconds, callback) {
    // Longer than a timer can be (24.8 days) is for ever.
    const timer = realSetTimeout(callback, Math.min(milliseconds, 0x7fffffff));
    return () => {
      realClearTimeout(timer);
    };
  },
  nextTurn: () =>
    new RealPromise((resolve) => {
      realSetImmediate(resolve);
    }),
};

/** Keeps time limits. */
export interface DeadlineKeeper {
  /** Calls `expire` unless the returned deadline is cleared within `milliseconds`. */
  start(milliseconds: number, expire: () => void): Deadline;
  clear(deadline: Deadline): void;
}

/**
 * All running time limits on one timer: most tests end long before theirs,
 * so setting and clearing a timer for each would be most of what a limit costs.
 */
export class Deadlines implements DeadlineKeeper {
  readonly #clock: Clock;
  readonly #running = new Set<Deadline>();
  #cancelTimer: (() => void) | undefined;
  #timerAt = Number.POSITIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  start(milliseconds: number, expire: () => void): Deadline {
    const deadline: Deadline = { at: this.#clock.now() + milliseconds, expire };
    this.#running.add(deadline);
    if (deadline.at < this.#timerAt) this.#arm(deadline.at);
    return deadline;
  }

  clear(deadline: Deadline): void {
    this.#running.delete(deadline);
  }

  [Symbol.dispose](): void {
    this.#running.clear();
    this.#disarm();
  }

  #arm(at: number): void {
    this.#disarm();
    this.#timerAt = at;
    this.#cancelTimer = this.#clock.after(Math.max(0, at - this.#clock.now()), () => {
      this.#timerAt = Number.POSITIVE_INFINITY;
      this.#expire();
    });
  }

  #disarm(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#timerAt = Number.POSITIVE_INFINITY;
  }

  #expire(): void {
    const now = this.#clock.now() + 1; // timers may be early by a fraction
    let next = Number.POSITIVE_INFINITY;
    for (const deadline of this.#running) {
      if (deadline.at <= now) {
        this.#running.delete(deadline);
        deadline.expire();
      } else {
        next = Math.min(next, deadline.at);
      }
    }
    if (next < this.#timerAt) this.#arm(next);
  }
}

export interface Deadline {
  readonly at: number;
  readonly expire: () => void;
}
