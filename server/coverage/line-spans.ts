/** Lines as a reader wants them: `3, 7-9`. */

/** 1-based, both of it. */
export interface LineSpan {
  readonly first: number;
  readonly last: number;
}

/** @param isApart whether two neighbours of the list begin and end different spans; default: they are not next to each other */
export function lineSpans(
  lines: readonly number[],
  isApart: (before: number, after: number) => boolean = (before, after) => after !== before + 1,
): readonly LineSpan[] {
  const spans: { first: number; last: number }[] = [];
  for (const line of lines.toSorted((a, b) => a - b)) {
    const open = spans.at(-1);
    if (open !== undefined && !isApart(open.last, line)) open.last = line;
    else spans.push({ first: line, last: line });
  }
  return spans;
}

export function writeSpan({ first, last }: LineSpan): string {
  return first === last ? `${first}` : `${first}-${last}`;
}

export function writeLines(lines: readonly number[]): string {
  return lineSpans(lines).map(writeSpan).join(', ');
}
