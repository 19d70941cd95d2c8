/** Waits until the author pauses: a word that is half typed is no error yet. */

export interface AfterPauseOptions {
  /** Called with all that was touched since the last call. */
  readonly run: (paths: readonly string[]) => void;
  /** Milliseconds. */
  readonly delay: number;
}

export class AfterPause implements Disposable {
  readonly #options: AfterPauseOptions;
  readonly #waiting = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: AfterPauseOptions) {
    this.#options = options;
  }

  /** Each call begins the pause anew. */
  touch(paths: Iterable<string>): void {
    for (const path of paths) this.#waiting.add(path);
    if (this.#waiting.size === 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#flush(), this.#options.delay);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }

  #flush(): void {
    const paths = [...this.#waiting];
    this.#waiting.clear();
    this.#options.run(paths);
  }
}
