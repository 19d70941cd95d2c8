/** Texts put between the characters of a source: nothing is taken away, and no line is added. */

export interface Insertion {
  /** Offset in the source. */
  readonly at: number;
  readonly text: string;
}

export class Insertions {
  readonly #closing: Insertion[] = [];
  readonly #opening: Insertion[] = [];

  /** Before what begins here; whoever comes first stands further out. */
  open(at: number, text: string): void {
    this.#opening.push({ at, text });
  }

  /** Behind what ends here; whoever comes first stands further in. */
  close(at: number, text: string): void {
    this.#closing.push({ at, text });
  }

  /** In the order of the text: what ends at a place stands before what begins there. */
  inOrder(): readonly Insertion[] {
    return [...this.#closing, ...this.#opening].toSorted((a, b) => a.at - b.at);
  }
}

export function withInsertions(source: string, insertions: readonly Insertion[]): string {
  let text = '';
  let done = 0;
  for (const { at, text: inserted } of insertions) {
    text += source.slice(done, at) + inserted;
    done = at;
  }
  return text + source.slice(done);
}
