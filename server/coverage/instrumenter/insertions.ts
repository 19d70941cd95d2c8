/** Collects what is put into a source, in whichever order it is found. */
import type { Insertion } from '../../../modules/insertions.ts';

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
