/** How much of the changed lines has run. */
import type { ChangedLines } from './changed-lines.ts';

export interface ChangedCoverage {
  /** Lines with code that is counted. */
  readonly total: number;
  readonly covered: number;
  /** Percent with two digits; 100 when nothing that is counted has changed. */
  readonly percent: number;
  /** Files with changed lines that did not run, the most first. */
  readonly missing: readonly { readonly file: string; readonly lines: readonly number[] }[];
}

/** Line, 1-based → whether it has run. Lines without code are not there. */
export type LineHits = ReadonlyMap<number, boolean>;

/** @param hits by absolute path */
export function coverageOfChanged(
  hits: ReadonlyMap<string, LineHits>,
  changed: ChangedLines,
): ChangedCoverage {
  let total = 0;
  const missing: { file: string; lines: number[] }[] = [];
  for (const [file, ofFile] of hits) {
    const lines = changed.get(file);
    if (lines === undefined) continue;
    const counted = [...ofFile].filter(([line]) => lines.has(line));
    total += counted.length;
    const left = counted.filter(([, hasRun]) => !hasRun).map(([line]) => line);
    if (left.length > 0) missing.push({ file, lines: left });
  }
  const covered = total - missing.reduce((sum, { lines }) => sum + lines.length, 0);
  return {
    total,
    covered,
    percent: total === 0 ? 100 : Math.floor((covered / total) * 10_000) / 100,
    missing: missing.toSorted((a, b) => b.lines.length - a.lines.length),
  };
}
