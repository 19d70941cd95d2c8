/** Where a column of a text with probes is in the text as it was written. Lines are the same. */
import type { Insertion } from './insertions.ts';

/** What was put into one line, in its order. */
export type LineShifts = readonly Shift[];

export interface Shift {
  /** In the written line. */
  readonly column: number;
  /** In the line with probes: where it begins, and the column behind it. */
  readonly from: number;
  readonly to: number;
}

/** Columns are 0-based. */
export function originalColumn(column: number, shifts: LineShifts = []): number {
  const before = lastUpTo(column, shifts);
  if (before === undefined) return column;
  return column < before.to ? before.column : column - (before.to - before.column);
}

/** The last one that does not begin behind a column; lines can be long. */
function lastUpTo(column: number, shifts: LineShifts): Shift | undefined {
  let low = 0;
  let high = shifts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((shifts[middle]?.from ?? 0) <= column) low = middle + 1;
    else high = middle;
  }
  return shifts[low - 1];
}

/** @returns shifts by line, 0-based */
export function shiftsByLine(
  source: string,
  insertions: readonly Insertion[],
): ReadonlyMap<number, LineShifts> {
  const shifts = new Map<number, Shift[]>();
  let line = 0;
  let start = 0;
  let end = source.indexOf('\n');
  for (const { at, text } of insertions) {
    for (; end >= 0 && end < at; end = source.indexOf('\n', start)) {
      line++;
      start = end + 1;
    }
    const known = shifts.get(line);
    const before = known?.at(-1);
    const column = at - start;
    const from = column + (before === undefined ? 0 : before.to - before.column);
    const shift = { column, from, to: from + text.length };
    if (known === undefined) shifts.set(line, [shift]);
    else known.push(shift);
  }
  return shifts;
}
