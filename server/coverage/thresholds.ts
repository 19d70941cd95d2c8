/** Shares of the code that must have run: of all files, of those of a glob, and by the tests of one kind alone. */
import path from 'node:path';
import { createCoverageMap, type CoverageMap, type Totals } from 'istanbul-lib-coverage';
import type { Problem } from '../../test-host/protocol.ts';
import { compileGlob } from '../config/file-patterns.ts';
import { holds } from './figures.ts';
import { belowThreshold, globMatchesNothing, type WorstFile } from './messages.ts';
import { METRICS, missingPieces, type Metric } from './missing-code.ts';

/** Percent; below 0: how many may be left out. */
export type Limits = { readonly [metric in Metric]?: number | undefined };

export interface Thresholds {
  readonly global: Limits;
  /** Percent of the changed lines. */
  readonly changed?: number | undefined;
  /** Glob, relative to the root → what holds for its files, which then count no more for `global`. */
  readonly globs: Readonly<Record<string, Limits>>;
  /** The numbers in the configuration follow what was reached. */
  readonly autoUpdate?: boolean | undefined;
}

/** Files that have limits together. */
export interface ThresholdGroup {
  /** Absent: all files that no glob takes. */
  readonly glob?: string;
  readonly limits: Limits;
  readonly map: CoverageMap;
}

export function thresholdGroups(
  map: CoverageMap,
  { global, globs }: Thresholds,
  rootDir: string,
): readonly ThresholdGroup[] {
  const files = map.files().map((file) => ({
    file,
    name: path.relative(rootDir, file).replaceAll(path.sep, '/'),
  }));
  const taken = new Set<string>();
  const groups = Object.entries(globs).map(([glob, limits]) => {
    const matches = compileGlob(glob);
    const found = files.filter(({ name }) => matches(name)).map(({ file }) => file);
    for (const file of found) taken.add(file);
    return { glob, limits, map: partOf(map, found) };
  });
  const rest = map.files().filter((file) => !taken.has(file));
  return [{ limits: global, map: partOf(map, rest) }, ...groups];
}

function partOf(map: CoverageMap, files: readonly string[]): CoverageMap {
  const part = createCoverageMap({});
  for (const file of files) part.addFileCoverage(map.fileCoverageFor(file));
  return part;
}

/** @returns a problem for each group that lacks something, and for each glob that a run of all tests has no files for */
export function checkThresholds(
  groups: readonly ThresholdGroup[],
  { rootDir, isOfAll }: { readonly rootDir: string; readonly isOfAll: boolean },
): readonly Problem[] {
  return groups.flatMap((group) => {
    if (isOfAll && group.glob !== undefined && group.map.files().length === 0)
      return [globMatchesNothing(group.glob)];
    return checkLimits(group.map, group.limits, { of: group.glob ?? 'all files', rootDir });
  });
}

/** @param about.of what the limits hold for */
export function checkLimits(
  map: CoverageMap,
  limits: Limits,
  { of, rootDir }: { readonly of: string; readonly rootDir: string },
): readonly Problem[] {
  if (METRICS.every((metric) => limits[metric] === undefined)) return [];
  const summary = map.getCoverageSummary();
  const shortfalls = METRICS.flatMap((metric) => {
    const limit = limits[metric];
    const totals = summary[metric];
    if (limit === undefined || holds([totals.covered, totals.total], limit)) return [];
    return [{ metric, limit, percent: totals.pct, ...lackOf(totals, limit) }];
  });
  if (shortfalls.length === 0) return [];
  const metrics = shortfalls.map(({ metric }) => metric);
  return [belowThreshold({ of, shortfalls, worst: worstFiles(map, metrics, rootDir) })];
}

function lackOf(
  { total, covered }: Totals,
  limit: number,
): { readonly missing: number; readonly lack: number } {
  const missing = total - covered;
  const lack = limit < 0 ? missing + limit : Math.ceil((total * limit) / 100) - covered;
  return { missing, lack: Math.max(1, lack) };
}

/** Those with most of what is asked for first. */
function worstFiles(
  map: CoverageMap,
  metrics: readonly Metric[],
  rootDir: string,
): readonly WorstFile[] {
  return map
    .files()
    .map((file) => {
      const coverage = map.fileCoverageFor(file);
      const summary = coverage.toSummary();
      const parts = metrics.map((metric) => {
        const { total, covered } = summary[metric];
        return { metric, total, missing: total - covered };
      });
      return {
        file: path.relative(rootDir, file).replaceAll(path.sep, '/'),
        parts: parts.filter(({ missing }) => missing > 0),
        size: parts.reduce((sum, { missing }) => sum + missing, 0),
        pieces: () => missingPieces(coverage, metrics).map(({ name }) => name),
      };
    })
    .filter(({ size }) => size > 0)
    .toSorted((a, b) => b.size - a.size);
}

/**
 * The limit that would just hold, in whole percents, so that code which goes does not fail the next run.
 *
 * @returns the limit itself when no higher one holds
 */
export function raisedLimit({ total, covered, pct }: Totals, limit: number): number {
  if (total === 0) return limit;
  if (limit >= 0) return Math.max(limit, Math.floor(pct));
  return covered === total ? 100 : Math.max(limit, covered - total);
}
