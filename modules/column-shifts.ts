/** Where a column of a text with probes is in the text as it was written. Lines are the same. */
import type { Insertion } from './insertions.ts';

/** What was put into one line: columns of the written line, and how much. */
export type LineShifts = readonly { readonly column: number; readonly length: number }[];

/** Columns are 0-based. */
export function originalColumn(column: number, shifts: LineShifts = []): number {
  let added = 0;
  for (const shift of shifts) {
    const start = shift.column + added;
    if (column < start) break;
    if (column < start + shift.length) return shift.column; // within what was put in
    added += shift.length;
  }
  return column - added;
}

/** @returns shifts by line, 0-based */
export function shiftsByLine(
  source: string,
  insertions: readonly Insertion[],
): ReadonlyMap<number, LineShifts> {
  const shifts = new Map<number, { column: number; length: number }[]>();
  let line = 0;
  let start = 0;
  for (const { at, text } of insertions) {
    for (let end = source.indexOf('\n', start); end >= 0 && end < at;) {
      line++;
      start = end + 1;
      end = source.indexOf('\n', start);
    }
    const known = shifts.get(line);
    const shift = { column: at - start, length: text.length };
    if (known === undefined) shifts.set(line, [shift]);
    else known.push(shift);
  }
  return shifts;
}
