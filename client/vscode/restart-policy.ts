/** Whether a server that has ended is started again: at once, then after longer and longer waits, and not for ever. */

const MOST_RESTARTS = 5;
/** Milliseconds after which an end is forgotten. */
const MEMORY_MS = 3 * 60_000;
const FIRST_WAIT_MS = 500;

export class RestartPolicy {
  #ends: readonly number[] = [];

  /** @returns milliseconds to wait; `undefined`: it stays down */
  waitAfterEnd(now: number): number | undefined {
    this.#ends = [...this.#ends.filter((end) => now - end < MEMORY_MS), now];
    const count = this.#ends.length;
    if (count > MOST_RESTARTS) return undefined;
    return count === 1 ? 0 : FIRST_WAIT_MS * 2 ** (count - 2);
  }
}
