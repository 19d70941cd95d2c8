/**
 * The time of one host's user code, kept outside of it: a host that is stuck in a loop cannot keep its own. Every message
 * shows that the host lives; a limit that passes in silence means that it does not.
 */
import type { HostMessage, TestId } from '../../test-host/protocol.ts';
import { monotonicNow } from './monotonic-now.ts';

export interface Phase {
  readonly phase: 'load' | 'hook' | 'test';
  readonly id?: TestId;
  readonly name?: string;
  readonly limit: number;
}

export interface PhaseClockOptions {
  /** Before a phase is taken for stuck: makes known what the host has said and not sent. */
  readonly catchUp: () => void;
  readonly onStuck: (phase: Phase) => void;
}

/** Longer than the host's own timers need to report a timeout themselves. */
const GRACE_MS = 750;

export class PhaseClock {
  #phase: Phase | undefined;
  #timer: NodeJS.Timeout | undefined;
  #deadline = 0;
  /** When the timer fires. */
  #due = 0;
  readonly #options: PhaseClockOptions;

  constructor(options: PhaseClockOptions) {
    this.#options = options;
  }

  get phase(): Phase | undefined {
    return this.#phase;
  }

  /** One timer serves many phases, unless a phase ends before it fires: most are over long before. */
  enter(message: Extract<HostMessage, { type: 'phase' }>): void {
    if (message.phase === 'idle' || message.limit === 0) {
      this.#phase = undefined;
      return;
    }
    this.#phase = { ...message, phase: message.phase };
    this.#deadline = monotonicNow() + message.limit + GRACE_MS;
    if (this.#timer !== undefined && this.#deadline < this.#due - 100) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    }
    if (this.#timer === undefined) this.#arm(message.limit + GRACE_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#phase = undefined;
  }

  #arm(delay: number): void {
    this.#due = monotonicNow() + delay;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#options.catchUp();
      if (this.#phase === undefined || this.#timer !== undefined) return;
      const left = this.#deadline - monotonicNow();
      if (left <= 0) this.#options.onStuck(this.#phase);
      else this.#arm(left);
    }, delay);
    this.#timer.unref();
  }
}
