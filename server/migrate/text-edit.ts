/** Changes of a text by ranges: all that they do not name stays, byte for byte. */

export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** @param edits in any order; none overlaps another */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let at = 0;
  for (const edit of inOrder(edits)) {
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}

/** By their place; of those at one place, the one that was made first. */
function inOrder(edits: readonly TextEdit[]): readonly TextEdit[] {
  return edits.toSorted((one, other) => one.start - other.start || one.end - other.end);
}

/** 1-based. */
export function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

export function lineEndOf(text: string): string {
  return /\r\n/.test(text) ? '\r\n' : '\n';
}

/** Whether a text, written back, gives the bytes that it was read from. */
export function isFaithful(text: string, bytes: Uint8Array): boolean {
  // Only what was no UTF-8 is read as this character, unless somebody wrote it.
  return !text.includes('\uFFFD') || Buffer.from(text).equals(bytes);
}
