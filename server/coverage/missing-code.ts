/** What of a file did not run, in pieces that one would write a test for: whole functions, else lines. */
import type { FileCoverage, Range } from 'istanbul-lib-coverage';
import { lineSpans, writeSpan, type LineSpan } from './line-spans.ts';

export const METRICS = ['statements', 'branches', 'functions', 'lines'] as const;
export type Metric = (typeof METRICS)[number];

export interface MissingPiece {
  /** `parse (12-40)`, `line 7`, `lines 7-9`, `a branch of line 3`. */
  readonly name: string;
  /** How much of what is asked for is in it. */
  readonly size: number;
}

/** Largest first. */
export function missingPieces(
  file: FileCoverage,
  metrics: readonly Metric[],
): readonly MissingPiece[] {
  const functions = outermost(
    Object.entries(file.fnMap).flatMap(([id, { name, decl, loc }]) =>
      file.f[id] === 0 ? [{ name, first: decl.start.line, last: loc.end.line }] : [],
    ),
  );
  const places = [
    ...functions.map((one) => ({ ...one, name: `${one.name} (${writeSpan(one)})` })),
    ...missingSpans(file)
      .filter(({ first }) => !functions.some((one) => has(one, first)))
      .map((span) => ({
        ...span,
        name: `${span.first === span.last ? 'line' : 'lines'} ${writeSpan(span)}`,
      })),
  ];
  const sizes = new Map<string, number>();
  for (const line of metrics.flatMap((metric) => linesOfMissing(file, metric))) {
    const name = places.find((place) => has(place, line))?.name ?? `a branch of line ${line}`;
    sizes.set(name, (sizes.get(name) ?? 0) + 1);
  }
  return [...sizes].map(([name, size]) => ({ name, size })).toSorted((a, b) => b.size - a.size);
}

/** Lines that did not run; what is not code between two of them does not part them. */
export function missingSpans(file: FileCoverage): readonly LineSpan[] {
  const hits = Object.entries(file.getLineCoverage());
  const ran = hits.flatMap(([line, count]) => (count > 0 ? [Number(line)] : []));
  return lineSpans(missingLines(file), (before, after) =>
    ran.some((line) => before < line && line < after),
  );
}

/** Lines that ran, but not in all of their ways. */
export function partlyRunLines(file: FileCoverage): readonly number[] {
  const missing = new Set(missingLines(file));
  const branches = new Set(linesOfMissing(file, 'branches'));
  return [...branches].filter((line) => !missing.has(line)).toSorted((a, b) => a - b);
}

/** Lines with code of which nothing ran, 1-based. */
function missingLines(file: FileCoverage): readonly number[] {
  return file.getUncoveredLines().map(Number);
}

/** The line of each single one that is missing. */
function linesOfMissing(file: FileCoverage, metric: Metric): readonly number[] {
  const { statementMap, fnMap, branchMap, s, f, b } = file;
  const startsOf = (ranges: Record<string, Range>, counts: Record<string, number>): number[] =>
    Object.entries(ranges).flatMap(([id, { start }]) => (counts[id] === 0 ? [start.line] : []));
  switch (metric) {
    case 'lines':
      return missingLines(file);
    case 'statements':
      return startsOf(statementMap, s);
    case 'functions':
      return Object.entries(fnMap).flatMap(([id, { decl }]) =>
        f[id] === 0 ? [decl.start.line] : [],
      );
    case 'branches':
      return Object.entries(branchMap).flatMap(([id, { loc, locations }]) =>
        (b[id] ?? []).flatMap((count, i) =>
          count === 0 ? [locations[i]?.start.line ?? loc.start.line] : [],
        ),
      );
    default:
      return metric satisfies never;
  }
}

function has({ first, last }: LineSpan, line: number): boolean {
  return first <= line && line <= last;
}

/** Without those that are in another one. */
function outermost<T extends LineSpan>(spans: readonly T[]): readonly T[] {
  const isWithin = (inner: T, outer: T): boolean =>
    outer.first <= inner.first && inner.last <= outer.last && inner !== outer;
  return spans.filter(
    (one, i) => !spans.some((other, j) => isWithin(one, other) && (!isWithin(other, one) || j < i)),
  );
}
