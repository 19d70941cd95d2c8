/**
 * Which changes of files the tests make themselves: if these began a run, it would begin the next one, and so on for ever.
 * What a host has seen itself write is known when a test file is done. What a child of a test writes is recognised by
 * changing in each run that it began.
 */

/** `own`: begins nothing. `later`: who wrote it is known when the run is over. */
export type Verdict = 'run' | 'later' | 'own';

export interface ChangedFile {
  /** Absolute. */
  readonly path: string;
  /** Milliseconds since the epoch; absent: it is gone. */
  readonly at: number | undefined;
}

/** Runs in a row in which a file changes before it is taken for one that they write. */
const MOST_IN_A_ROW = 3;
/** The clock of a file system stands still so long. */
const COARSE_MS = 10;

/** Whoever saves it while tests run does not want to see them end. */
const CODE = /\.[cm]?[jt]sx?$/i;

export class OwnWrites {
  #begun = Infinity;
  #ended = -Infinity;
  /** In the run that goes on, or else in the last one. */
  #written = new Set<string>();
  /** In any earlier run. */
  readonly #everWritten = new Set<string>();
  readonly #inARow = new Map<string, number>();

  begin(now: number): void {
    this.#begun = now;
    this.#ended = Infinity;
    for (const path of this.#written) this.#everWritten.add(path);
    this.#written = new Set();
  }

  end(now: number): void {
    this.#ended = now;
  }

  /** The tests have written these. */
  note(paths: readonly string[]): void {
    for (const path of paths) this.#written.add(path);
  }

  /** It has changed in each of some runs, and nobody has seen who writes it. */
  isSuspect(path: string): boolean {
    return (this.#inARow.get(path) ?? 0) > MOST_IN_A_ROW;
  }

  judge(file: ChangedFile): Verdict {
    const { path } = file;
    if (!this.#isWithinRun(file)) {
      this.#inARow.delete(path);
      return 'run';
    }
    if (this.#written.has(path)) return 'own';
    const isRunning = this.#ended === Infinity;
    const mayBeOwn = this.#everWritten.has(path) || this.isSuspect(path) || !CODE.test(path);
    if (isRunning && mayBeOwn) return 'later';
    const times = (this.#inARow.get(path) ?? 0) + 1;
    this.#inARow.set(path, times);
    if (times <= MOST_IN_A_ROW) return 'run';
    return isRunning ? 'later' : 'own';
  }

  #isWithinRun({ at = this.#begun }: ChangedFile): boolean {
    return at >= this.#begun - COARSE_MS && at <= this.#ended + COARSE_MS;
  }
}
