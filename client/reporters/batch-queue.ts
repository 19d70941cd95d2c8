/** The way from the run to one reporter: pushing never waits, however slow the reporter is. */
import type { RunMessage } from '../../test-host/protocol.ts';
import type { EventBatches } from './reporter.ts';

type Result = IteratorResult<readonly RunMessage[], undefined>;

export class BatchQueue implements EventBatches {
  #batches: (readonly RunMessage[])[] = [];
  #wake: ((result: Result) => void) | undefined;
  #isClosed = false;
  #isAbandoned = false;

  push(batch: readonly RunMessage[]): void {
    if (this.#isAbandoned || batch.length === 0) return;
    if (this.#wake === undefined) this.#batches.push(batch);
    else this.#settle({ done: false, value: batch });
  }

  /** Time passed: tells a reporter that waits, and only then. */
  tick(): void {
    if (this.#wake !== undefined && !this.#isClosed) this.#settle({ done: false, value: [] });
  }

  /** No more will come; the reporter still gets what is waiting. */
  close(): void {
    this.#isClosed = true;
    if (this.#wake !== undefined) this.#settle({ done: true, value: undefined });
  }

  /** Nobody reads any more: what is waiting is let go, and so is what comes. */
  abandon(): void {
    this.#isAbandoned = true;
    this.#batches = [];
    this.close();
  }

  [Symbol.asyncIterator](): AsyncIterator<readonly RunMessage[], undefined> {
    return {
      next: (): Promise<Result> => {
        const batches = this.#batches;
        const [first] = batches;
        if (first !== undefined) {
          this.#batches = [];
          return Promise.resolve({
            done: false,
            value: batches.length === 1 ? first : batches.flat(),
          });
        }
        if (this.#isClosed) return Promise.resolve({ done: true, value: undefined });
        return new Promise((resolve) => (this.#wake = resolve));
      },
    };
  }

  #settle(result: Result): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.(result);
  }
}
