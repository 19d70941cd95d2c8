/**
 * Files that nobody has looked at. The filter of the explorer sees only what has an item, so in all but large projects every test
 * gets one, a few at a time.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { FileItems } from './file-items.ts';

/** In larger projects the filter finds files by their tags, and tests of files that somebody has opened. */
const MOST_TESTS = 20_000;
/** Milliseconds that the extension host is kept at a time, and left alone between. */
const SLICE_MS = 8;
const REST_MS = 10;

export class UnseenFiles {
  #files: readonly FileItems[] = [];
  #isAtWork = false;

  resolve(files: readonly FileItems[]): void {
    let tests = 0;
    for (const { nodes } of files) tests += nodes.length;
    this.#files = tests > MOST_TESTS ? [] : files.filter(({ isResolved }) => !isResolved);
    if (this.#files.length > 0 && !this.#isAtWork) void this.#work();
  }

  async #work(): Promise<void> {
    this.#isAtWork = true;
    while (this.#files.length > 0) {
      await delay(REST_MS);
      const end = performance.now() + SLICE_MS;
      let done = 0;
      for (const file of this.#files) {
        if (performance.now() > end) break;
        file.resolve();
        done += 1;
      }
      this.#files = this.#files.slice(done);
    }
    this.#isAtWork = false;
  }
}
