import type { Clock, Deadline, DeadlineKeeper } from './clock.ts';

/** Time limits that stand still while something runs whose time does not count. */
export class PausableDeadlines implements DeadlineKeeper {
  readonly #keeper: DeadlineKeeper;
  readonly #clock: Clock;
  readonly #running = new Map<Deadline, Deadline>();
  #pausedAt: number | undefined;

  constructor(keeper: DeadlineKeeper, clock: Clock) {
    this.#keeper = keeper;
    this.#clock = clock;
  }

  start(milliseconds: number, expire: () => void): Deadline {
    const deadline: Deadline = { at: this.#clock.now() + milliseconds, expire };
    if (this.#pausedAt === undefined) this.#run(deadline, milliseconds);
    else this.#running.set(deadline, deadline);
    return deadline;
  }

  clear(deadline: Deadline): void {
    const inner = this.#running.get(deadline);
    if (inner !== undefined) this.#keeper.clear(inner);
    this.#running.delete(deadline);
  }

  pause(): void {
    this.#pausedAt = this.#clock.now();
    for (const inner of this.#running.values()) this.#keeper.clear(inner);
  }

  resume(): void {
    const pausedAt = this.#pausedAt;
    if (pausedAt === undefined) return;
    this.#pausedAt = undefined;
    for (const [deadline, inner] of this.#running)
      this.#run(deadline, Math.max(1, inner.at - pausedAt));
  }

  #run(deadline: Deadline, milliseconds: number): void {
    this.#running.set(deadline, this.#keeper.start(milliseconds, deadline.expire));
  }
}
