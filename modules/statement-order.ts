/** Puts top-level statements into another order, as whole lines, and the lines of the source map with them. */
import { decode, encode } from '@jridgewell/sourcemap-codec';
import type { Node, Program } from 'acorn';

export interface Ordered {
  readonly code: string;
  readonly map: string;
}

export interface StatementOrder {
  readonly order: readonly Node[];
  /** The statement after which `added` is written, on a line of its own. */
  readonly last: Node;
  readonly added: string | undefined;
}

/** In place of the number of a line: it is not in the source. */
const ADDED = -1;

export function orderStatements(
  { code, map }: Ordered,
  program: Program,
  { order, last, added }: StatementOrder,
): Ordered {
  const lines = code.split('\n');
  const ranges = statementLines(program, code);
  const newLines: number[] = [];
  for (const node of order) {
    const [from, to] = ranges.get(node) ?? [0, 0];
    for (let line = from; line < to; line++) newLines.push(line);
    if (node === last && added !== undefined) newLines.push(ADDED);
  }
  const end = Math.max(0, ...[...ranges.values()].map(([, to]) => to));
  for (let line = end; line < lines.length; line++) newLines.push(line);
  return {
    code: newLines.map((line) => (line === ADDED ? added : lines[line])).join('\n'),
    map: map === '' ? '' : orderMap(map, newLines),
  };
}

/** A statement owns its lines and the comment lines above it; two on one line stay together. */
function statementLines(program: Program, code: string): Map<Node, readonly [number, number]> {
  const lineOf = lineFinder(code);
  const ranges = new Map<Node, readonly [number, number]>();
  let next = 0;
  for (const node of program.body) {
    const end = Math.max(next, lineOf(node.end - 1) + 1);
    ranges.set(node, [next, end]);
    next = end;
  }
  return ranges;
}

function lineFinder(code: string): (offset: number) => number {
  const starts = [0];
  for (let at = code.indexOf('\n'); at >= 0; at = code.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
}

function orderMap(map: string, newLines: readonly number[]): string {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- made by esbuild or TypeScript a moment ago
  const parsed = JSON.parse(map) as { mappings: string };
  const decoded = decode(parsed.mappings);
  return JSON.stringify({
    ...parsed,
    mappings: encode(newLines.map((line) => decoded[line] ?? [])),
  });
}
