/** Texts put between the characters of a source: nothing is taken away, and no line is added. */

export interface Insertion {
  /** Offset in the source. */
  readonly at: number;
  readonly text: string;
}

/** @param insertions in the order of the text */
export function withInsertions(source: string, insertions: readonly Insertion[]): string {
  let text = '';
  let done = 0;
  for (const { at, text: inserted } of insertions) {
    text += source.slice(done, at) + inserted;
    done = at;
  }
  return text + source.slice(done);
}
