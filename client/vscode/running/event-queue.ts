/** Work in order and in slices: a run of 10,000 tests never keeps the editor's extension host for long. */

/** Milliseconds that the extension host is kept at a time. */
const SLICE_MS = 8;

export class EventQueue<Event> {
  readonly #handle: (event: Event) => void;
  readonly #waiting: Event[] = [];
  #working: Promise<void> | undefined;

  constructor(handle: (event: Event) => void) {
    this.#handle = handle;
  }

  add(events: readonly Event[]): void {
    for (const event of events) this.#waiting.push(event);
    if (this.#working !== undefined) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    // Before the work begins, which may add more.
    this.#working = promise;
    resolve(this.#work());
  }

  /** Fulfilled when everything so far is handled. */
  async empty(): Promise<void> {
    await this.#working;
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      const end = performance.now() + SLICE_MS;
      let done = 0;
      while (done < this.#waiting.length && performance.now() < end) {
        const event = this.#waiting[done++];
        if (event !== undefined) this.#handle(event);
      }
      // What is done is garbage now, not at the end: the collector does not have to carry it along.
      this.#waiting.splice(0, done);
      await new Promise<void>((resume) => setImmediate(resume));
    }
    this.#working = undefined;
  }
}
