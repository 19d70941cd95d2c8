import type { LinePlace } from './file-tree.ts';

/** 1-based line and column of an offset. */
export function placeAt(lineStarts: readonly number[], offset: number): LinePlace {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (lineStarts[low] ?? 0) + 1 };
}
