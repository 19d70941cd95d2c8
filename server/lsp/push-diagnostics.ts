/** For clients that do not ask: sends diagnostics when the author pauses. */

export interface PushOptions {
  readonly send: (path: string) => void;
  /** Milliseconds. */
  readonly delay: number;
}

export class PushDiagnostics implements Disposable {
  readonly #options: PushOptions;
  readonly #waiting = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: PushOptions) {
    this.#options = options;
  }

  /** Each call begins the pause anew: a word that is half typed is no error yet. */
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
    for (const path of paths) this.#options.send(path);
  }
}
