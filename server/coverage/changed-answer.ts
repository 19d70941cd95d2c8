/** What a run says about the lines that have changed. */
import path from 'node:path';
import type { CoverageMap } from 'istanbul-lib-coverage';
import type { Problem } from '../../test-host/protocol.ts';
import { coverageOfChanged, type ChangedCoverage, type LineHits } from './changed-coverage.ts';
import { changedLines, type ChangedLines } from './changed-lines.ts';
import { writeLines } from './line-spans.ts';
import { changedBelowThreshold, noChangesKnown } from './messages.ts';
import type { Thresholds } from './thresholds.ts';

export interface ChangedAnswer {
  readonly ref: string;
  /** Absent: git does not know. */
  readonly coverage: ChangedCoverage | undefined;
  /** For the terminal. */
  readonly text: string;
  readonly problems: readonly Problem[];
}

/** @returns `undefined` when nobody asked */
export async function askChanged(
  map: CoverageMap,
  {
    changed,
    rootDir,
    thresholds: { changed: limit },
  }: {
    readonly changed: string | undefined;
    readonly rootDir: string;
    readonly thresholds: Thresholds;
  },
): Promise<ChangedAnswer | undefined> {
  const ref = changed ?? (limit === undefined ? undefined : 'HEAD');
  if (ref === undefined) return undefined;
  let lines: ChangedLines;
  try {
    lines = await changedLines(rootDir, ref);
  } catch (error) {
    const problems = [noChangesKnown(ref, reasonOf(error))];
    return { ref, coverage: undefined, text: '', problems };
  }
  const coverage = coverageOfChanged(lineHits(map), lines);
  const { percent, covered, total, missing } = coverage;
  const rows = missing.map(
    ({ file, lines: left }) => `  ${path.relative(rootDir, file)}: ${writeLines(left)}\n`,
  );
  const end = rows.length > 0 ? ', not these:\n' : '\n';
  return {
    ref,
    coverage,
    text: `Changed lines since ${ref}: ${covered} of ${total} ran (${percent}%)${end}${rows.join('')}`,
    problems: limit !== undefined && percent < limit ? [changedBelowThreshold(percent, limit)] : [],
  };
}

function lineHits(map: CoverageMap): ReadonlyMap<string, LineHits> {
  const hitsOf = (file: string): LineHits =>
    new Map(
      Object.entries(map.fileCoverageFor(file).getLineCoverage()).map(([line, count]) => [
        Number(line),
        count > 0,
      ]),
    );
  return new Map(map.files().map((file) => [file, hitsOf(file)]));
}

/** Git says it on standard error. */
function reasonOf(error: unknown): string {
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  return said === '' ? 'git knows no such commit, or this is no repository.' : said;
}
