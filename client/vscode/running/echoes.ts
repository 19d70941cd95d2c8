/**
 * Tests may write files that other tests read, or that they read themselves: with each run they would cause the next one. What
 * changes in one run after the other, without anybody saving it here, leads to no further run.
 */

/** A watcher tells so much later what happened; milliseconds. */
const LATEST_MS = 1000;
/** Runs in a row that one file may cause. */
const MOST_RUNS = 2;

export class Echoes {
  #running = 0;
  #lastEnd = -Infinity;
  /** By file: the runs in a row in which it has changed. */
  readonly #streaks = new Map<string, number>();
  readonly #changed = new Set<string>();

  begin(): void {
    for (const file of this.#streaks.keys())
      if (!this.#changed.has(file)) this.#streaks.delete(file);
    this.#changed.clear();
    this.#running += 1;
  }

  end(now: number): void {
    this.#running -= 1;
    this.#lastEnd = now;
  }

  /** @returns whether a run is to follow a change that nobody made here */
  accepts(file: string, now: number): boolean {
    if (this.#running === 0 && now - this.#lastEnd > LATEST_MS) return true;
    const streak = (this.#streaks.get(file) ?? 0) + (this.#changed.has(file) ? 0 : 1);
    this.#changed.add(file);
    this.#streaks.set(file, streak);
    return streak <= MOST_RUNS;
  }

  /** The author has saved it. */
  forget(file: string): void {
    this.#streaks.delete(file);
  }
}
