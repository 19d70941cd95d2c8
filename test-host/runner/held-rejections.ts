/** Rejections that may still be handled, where a project wants them waited for: Jest's `waitForUnhandledRejections`. */
import type { Clock } from './clock.ts';

export class HeldRejections {
  readonly #clock: Clock;
  readonly #held = new Map<unknown, () => void>();
  readonly #handled = (promise: unknown): void => {
    this.#held.delete(promise);
  };

  constructor(clock: Clock) {
    this.#clock = clock;
    process.on('rejectionHandled', this.#handled);
  }

  /** @param attribute says whose failure it is, unless somebody handles it until the call that runs has ended */
  hold(promise: unknown, attribute: () => void): void {
    this.#held.set(promise, attribute);
  }

  /** What a call of the user's gave, a turn of the event loop later. */
  async settle<T>(result: T | Promise<T>): Promise<T> {
    const settled = await result;
    await this.#clock.nextTurn();
    this.#release();
    return settled;
  }

  end(): void {
    this.#release();
    process.off('rejectionHandled', this.#handled);
  }

  #release(): void {
    const all = [...this.#held.values()];
    this.#held.clear();
    for (const attribute of all) attribute();
  }
}
