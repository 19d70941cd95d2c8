/** What could not be read of a configuration, and where it stands. */

export interface Hole {
  /** Keys and indices from the top of the value. */
  readonly path: KeyPath;
  /** All of what is at `path`, or anything in it that is not there otherwise. */
  readonly covers: 'value' | 'rest';
  /** The source, shortened. */
  readonly code: string;
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
}

export type KeyPath = readonly (string | number)[];

/** The holes of one reading, in the order in which they were found. */
export class Holes {
  #found: Hole[] = [];

  get found(): readonly Hole[] {
    return this.#found;
  }

  add(hole: Hole): void {
    this.#found.push(hole);
  }

  /** What is written later counts, whatever was there before it. */
  forget(path: KeyPath): void {
    this.#found = this.#found.filter((hole) => !startsWith(hole.path, path));
  }

  /** A spread that is unknown leaves what is written beside it. */
  makeLastRest(path: KeyPath): void {
    const last = this.#found.pop();
    if (last !== undefined) this.#found.push({ ...last, path, covers: 'rest' });
  }

  /** What `read` finds is no part of the whole. */
  aside<T>(read: () => T): { readonly value: T; readonly holes: readonly Hole[] } {
    const outer = this.#found;
    this.#found = [];
    const value = read();
    const holes = this.#found;
    this.#found = outer;
    return { value, holes };
  }
}

function startsWith(path: KeyPath, start: KeyPath): boolean {
  return start.every((part, i) => path[i] === part);
}
