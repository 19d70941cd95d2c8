/** Named locks, held across hosts: the server grants them. */
import { RealPromise } from './intrinsics.ts';
import type { EventChannel } from './event-channel.ts';

export class Locks {
  readonly #channel: EventChannel;
  readonly #hearEvents: () => void;
  readonly #waiting = new Map<number, () => void>();
  #nextId = 1;

  /** @param hearEvents called before an answer is waited for */
  constructor(channel: EventChannel, hearEvents: () => void) {
    this.#channel = channel;
    this.#hearEvents = hearEvents;
  }

  /** Resolves with the function that gives the locks back. */
  async acquire(names: readonly string[]): Promise<() => void> {
    if (names.length === 0) return () => {};
    this.#hearEvents();
    const id = this.#nextId++;
    this.#channel.send({ type: 'lock-request', id, names });
    this.#channel.flush();
    await new RealPromise<void>((resolve) => this.#waiting.set(id, resolve));
    return () => {
      this.#channel.send({ type: 'lock-release', id });
      this.#channel.flush();
    };
  }

  granted(id: number): void {
    this.#waiting.get(id)?.();
    this.#waiting.delete(id);
  }
}
