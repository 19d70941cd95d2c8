/** Which of the lines that have changed since a commit no test runs, as far as it is known. */
import { coverageOfChanged, type ChangedCoverage, type LineHits } from './changed-coverage.ts';
import { changedLines, usualBase, type ChangedLines } from './changed-lines.ts';
import { bitsOf } from './counted-modules.ts';
import type { ModuleCoverage } from './coverage-file.ts';
import { linesNow } from './current-lines.ts';
import type { KnownModules } from './keep-coverage.ts';

export interface UncoveredChanges extends ChangedCoverage {
  /** What the lines are compared with, as git names it. */
  readonly base: string;
  /** Files that have changed since they were counted, or that not all of their tests have run since: what of them is not known is left out. */
  readonly stale: readonly string[];
}

/** @returns `undefined` where there is no repository, or no such commit in it */
export async function uncoveredChanges(
  rootDir: string,
  wanted: string,
  known: KnownModules,
): Promise<UncoveredChanges | undefined> {
  const base = wanted === '' ? await usualBase(rootDir) : wanted;
  let changed: ChangedLines;
  try {
    changed = await changedLines(rootDir, base);
  } catch {
    return undefined;
  }
  const hits = new Map<string, LineHits>();
  const stale: string[] = [];
  for (const file of changed.keys()) {
    const module = known.get(file);
    const lines = module && linesNow(file, module);
    if (module === undefined || lines === undefined) continue;
    if (!lines.isSame || module.awaited.length > 0) stale.push(file);
    hits.set(file, hitsOf(module, lines.toNew));
  }
  return { ...coverageOfChanged(hits, changed), base, stale };
}

/** Of lines that statements begin on, as reports count them. */
function hitsOf(
  { codeMap, sets, awaited }: ModuleCoverage,
  toNew: (line: number) => number | undefined,
): LineHits {
  const bits = bitsOf(sets);
  const hits = new Map<number, boolean>();
  for (const { probe, range } of codeMap.statements) {
    const line = toNew(range[0]);
    const hasRun = (((bits[probe >> 3] ?? 0) >> (probe & 7)) & 1) === 1;
    // Whether the others would run it, nobody knows.
    if (line === undefined || (!hasRun && awaited.length > 0)) continue;
    hits.set(line, hasRun || hits.get(line) === true);
  }
  return hits;
}
