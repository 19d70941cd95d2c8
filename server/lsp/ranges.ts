/** Places of trees (1-based) and of the protocol (0-based). */
import type { LinePlace, LineRange, TreeNode } from '../discovery/file-tree.ts';
import type { PlaceRange } from '../protocol.ts';

export type Position = PlaceRange['start'];

export function toPosition({ line, column }: LinePlace): Position {
  return { line: Math.max(0, line - 1), character: Math.max(0, column - 1) };
}

export function toRange({ start, end }: LineRange): PlaceRange {
  return { start: toPosition(start), end: toPosition(end) };
}

/** Where the line ends: the protocol takes what lies beyond for the end. */
const lineEnd = 2 ** 31 - 1;

/** What is drawn: a call of a hundred lines is named by its first. */
export function firstLine(range: LineRange): PlaceRange {
  const { start, end } = toRange(range);
  return end.line === start.line
    ? { start, end }
    : { start, end: { ...start, character: lineEnd } };
}

export function isWithin({ line, character }: Position, { start, end }: PlaceRange): boolean {
  const isAfterStart = line > start.line || (line === start.line && character >= start.character);
  const isBeforeEnd = line < end.line || (line === end.line && character <= end.character);
  return isAfterStart && isBeforeEnd;
}

export function overlaps(a: PlaceRange, b: PlaceRange): boolean {
  return isWithin(a.start, b) || isWithin(b.start, a);
}

/** The nodes that are declared by the innermost call at a position: several for the rows of a table. */
export function nodesAt(nodes: readonly TreeNode[], position: Position): readonly TreeNode[] {
  const around = nodes.filter(
    ({ file, range }) => file === undefined && isWithin(position, toRange(range)),
  );
  const innermost = around.reduce<TreeNode | undefined>(
    (best, node) => (best === undefined || startsLater(node, best) ? node : best),
    undefined,
  );
  if (innermost === undefined) return [];
  return around.filter(
    ({ range, kind }) => isSamePlace(range.start, innermost.range.start) && kind === innermost.kind,
  );
}

function startsLater(a: TreeNode, b: TreeNode): boolean {
  const [x, y] = [a.range.start, b.range.start];
  return x.line > y.line || (x.line === y.line && x.column > y.column);
}

export function isSamePlace(a: LinePlace, b: LinePlace): boolean {
  return a.line === b.line && a.column === b.column;
}
