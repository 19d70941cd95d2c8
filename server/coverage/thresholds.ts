/** Shares of the code that must have run, for all files and for those of a glob. */
import path from 'node:path';
import { createCoverageMap, type CoverageMap, type Totals } from 'istanbul-lib-coverage';
import type { Problem } from '../../test-host/protocol.ts';
import { compileGlob } from '../config/file-patterns.ts';
import { belowThreshold } from './messages.ts';

const METRICS = ['statements', 'branches', 'functions', 'lines'] as const;
type Metric = (typeof METRICS)[number];

/** Percent; below 0: how many may be left out. */
type Limits = { readonly [metric in Metric]?: number | undefined };

export interface Thresholds {
  readonly global: Limits;
  /** Percent of the changed lines. */
  readonly changed?: number | undefined;
  /** Glob, relative to the root → what holds for its files, which then count no more for `global`. */
  readonly globs: Readonly<Record<string, Limits>>;
}

export interface ThresholdsRequest {
  readonly map: CoverageMap;
  readonly thresholds: Thresholds;
  readonly rootDir: string;
}

/** @returns a problem for each that does not hold */
export function checkThresholds({ map, thresholds, rootDir }: ThresholdsRequest): Problem[] {
  const files = map.files().map((file) => ({
    file,
    name: path.relative(rootDir, file).replaceAll(path.sep, '/'),
  }));
  const globs = Object.entries(thresholds.globs).map(([glob, limits]) => {
    const matches = compileGlob(glob);
    return { glob, limits, files: files.filter(({ name }) => matches(name)) };
  });
  const taken = new Set(globs.flatMap((one) => one.files));
  const rest = files.filter((one) => !taken.has(one));
  return [{ glob: undefined, limits: thresholds.global, files: rest }, ...globs].flatMap((group) =>
    METRICS.flatMap((metric) => checkGroup(map, metric, group)),
  );
}

interface Group {
  readonly glob: string | undefined;
  readonly limits: Limits;
  readonly files: readonly { readonly file: string; readonly name: string }[];
}

const MOST_NAMED = 3;

function checkGroup(map: CoverageMap, metric: Metric, { glob, limits, files }: Group): Problem[] {
  const limit = limits[metric];
  if (limit === undefined) return [];
  const part = createCoverageMap({});
  for (const { file } of files) part.addFileCoverage(map.fileCoverageFor(file));
  const totals = part.getCoverageSummary()[metric];
  if (holds(totals, limit)) return [];
  const worst = files
    .map(({ file, name }) => {
      const { total, covered } = map.fileCoverageFor(file).toSummary()[metric];
      return { file: name, missing: total - covered, total };
    })
    .filter(({ missing }) => missing > 0)
    .toSorted((a, b) => b.missing - a.missing)
    .slice(0, MOST_NAMED);
  const { pct: percent, total, covered } = totals;
  return [belowThreshold({ metric, glob, limit, percent, missing: total - covered, worst })];
}

function holds({ pct, total, covered }: Totals, limit: number): boolean {
  return total === 0 || (limit < 0 ? total - covered <= -limit : pct >= limit);
}
