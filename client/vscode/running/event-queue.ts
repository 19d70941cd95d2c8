/** Work in order and in slices: a run of 10,000 tests never keeps the editor's extension host for long. */

/** Milliseconds that the extension host is kept at a time. */
const SLICE_MS = 8;

export interface EventQueueOptions<Event> {
  readonly handle: (event: Event) => void;
  /** Called at the end of a slice, before others get the extension host. */
  readonly onPause?: () => void;
}

export class EventQueue<Event> {
  readonly #options: EventQueueOptions<Event>;
  #waiting: Event[] = [];
  #next = 0;
  #working: Promise<void> | undefined;

  constructor(options: EventQueueOptions<Event>) {
    this.#options = options;
  }

  add(events: readonly Event[]): void {
    for (const event of events) this.#waiting.push(event);
    this.#working ??= this.#work();
  }

  /** Fulfilled when everything so far is handled. */
  async empty(): Promise<void> {
    await this.#working;
  }

  async #work(): Promise<void> {
    const { handle, onPause } = this.#options;
    while (this.#next < this.#waiting.length) {
      const end = performance.now() + SLICE_MS;
      while (this.#next < this.#waiting.length && performance.now() < end) {
        const event = this.#waiting[this.#next++];
        if (event !== undefined) handle(event);
      }
      onPause?.();
      await new Promise<void>((resume) => setImmediate(resume));
    }
    this.#waiting = [];
    this.#next = 0;
    this.#working = undefined;
  }
}
