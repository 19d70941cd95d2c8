/** Errors that reach the process and belong to no test: of the code that runs while a file is loaded, or while it ends. */
import { realSetImmediate } from './intrinsics.ts';
import type { SerializedError } from './protocol.ts';

export class StrayErrors {
  readonly #serialize: (error: unknown) => SerializedError;
  readonly #seen = new Set<unknown>();
  readonly #errors: SerializedError[] = [];
  /** Node speaks of what was rejected while the file was loaded when its first test is on its way. */
  isLoadTurn = false;

  constructor(serialize: (error: unknown) => SerializedError) {
    this.#serialize = serialize;
  }

  get all(): readonly SerializedError[] {
    return this.#errors;
  }

  /** The same error may come in twice: from the call that threw it, and from a listener of the process. */
  add(error: unknown): void {
    if (this.#seen.has(error)) return;
    this.#seen.add(error);
    this.#errors.push(this.#serialize(error));
  }

  loaded(): void {
    this.isLoadTurn = true;
    realSetImmediate(() => {
      this.isLoadTurn = false;
    });
  }
}
