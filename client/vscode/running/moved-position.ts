/** Counted from 0, as editors do. */
export interface TextPosition {
  readonly line: number;
  readonly character: number;
}

export interface TextChange {
  readonly range: { readonly start: TextPosition; readonly end: TextPosition };
  readonly text: string;
}

/** Where the text at a position stands after a change; text that is gone stays where the change begins. */
export function movedBy(position: TextPosition, { range, text }: TextChange): TextPosition {
  const { start, end } = range;
  if (isBefore(position, start)) return position;
  if (isBefore(position, end)) return start;
  const lines = text.split(/\r\n|\n/);
  const last = lines.at(-1) ?? '';
  const line = position.line + start.line + lines.length - 1 - end.line;
  if (position.line > end.line) return { line, character: position.character };
  const begin = lines.length === 1 ? start.character : 0;
  return { line, character: begin + last.length + position.character - end.character };
}

function isBefore(a: TextPosition, b: TextPosition): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
