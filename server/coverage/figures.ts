/** How much of a file has run, in numbers, and where code is that has not. Pure. */
import type { FileCoverage } from 'istanbul-lib-coverage';
import type { CodeMap } from '../../modules/code-map.ts';
import type { CoveredCode } from '../history/covered-code.ts';
import { passesOf, type ModuleHits } from './collector.ts';

export interface FileFigures extends CoveredCode {
  /** Lines that have not run; where all of them have, those with a branch that has not. */
  readonly missing: string;
}

const NOTHING: CoveredCode = {
  statements: [0, 0],
  branches: [0, 0],
  functions: [0, 0],
  lines: [0, 0],
};

export function figuresOf(
  { statements, functions, branches }: CodeMap,
  hits: Pick<ModuleHits, 'bits' | 'counts'>,
): FileFigures {
  const hasRun = ({ probe }: { readonly probe: number }): boolean => passesOf(hits, probe) > 0;
  const lines: boolean[] = [];
  let run = 0;
  for (const statement of statements) {
    const has = hasRun(statement);
    const [line] = statement.range;
    if (has) run++;
    lines[line] = has || lines[line] === true;
  }
  const ways: number[] = [];
  const missed: number[] = [];
  let [covered, total] = [0, 0];
  for (const { range, paths } of branches) {
    const taken = paths.filter(hasRun).length;
    covered += taken;
    total += paths.length;
    const [line] = range;
    ways[line] = (ways[line] ?? 0) + paths.length;
    missed[line] = (missed[line] ?? 0) + paths.length - taken;
  }
  const shareOfLines = shareOf(lines);
  return {
    statements: [run, statements.length],
    branches: [covered, total],
    functions: [functions.filter(hasRun).length, functions.length],
    lines: shareOfLines,
    missing: missingIn(
      isWhole(shareOfLines) ? ways.map((all, line) => all > 0 && missed[line] === 0) : lines,
    ),
  };
}

/** The same of what another tool has counted as well. */
export function figuresOfIstanbul(coverage: FileCoverage): FileFigures {
  const { statements, branches, functions, lines } = coverage.toSummary();
  const isFull = lines.total > 0 && lines.covered === lines.total;
  const byLine: boolean[] = [];
  if (isFull)
    for (const [line, { coverage: share }] of Object.entries(coverage.getBranchCoverageByLine()))
      byLine[Number(line)] = share === 100;
  else
    for (const [line, hits] of Object.entries(coverage.getLineCoverage()))
      byLine[Number(line)] = hits > 0;
  return {
    statements: [statements.covered, statements.total],
    branches: [branches.covered, branches.total],
    functions: [functions.covered, functions.total],
    lines: [lines.covered, lines.total],
    missing: missingIn(byLine),
  };
}

export function sumOf(all: Iterable<CoveredCode>): CoveredCode {
  let sum = NOTHING;
  for (const one of all)
    sum = {
      statements: plus(sum.statements, one.statements),
      branches: plus(sum.branches, one.branches),
      functions: plus(sum.functions, one.functions),
      lines: plus(sum.lines, one.lines),
    };
  return sum;
}

export type Share = CoveredCode['lines'];

/** Two digits, rounded down; 100 where there is nothing. */
export function percentOf([covered, total]: Share): number {
  return total > 0 ? Math.floor((100_000 * covered) / total / 10) / 100 : 100;
}

/** @param limit percent; below 0: how many may be left out */
export function holds(share: Share, limit: number | undefined): boolean {
  const [covered, total] = share;
  if (limit === undefined || total === 0) return true;
  return limit < 0 ? total - covered <= -limit : percentOf(share) >= limit;
}

function plus([covered, total]: Share, more: Share): Share {
  return [covered + more[0], total + more[1]];
}

function isWhole([covered, total]: Share): boolean {
  return total > 0 && covered === total;
}

/** @param lines by number; nothing of what is absent is counted */
function shareOf(lines: readonly boolean[]): Share {
  let [covered, total] = [0, 0];
  lines.forEach((has) => {
    total++;
    if (has) covered++;
  });
  return [covered, total];
}

/** `3,7-9`: those between two that have run are one range, with the lines between them that hold no code. */
function missingIn(lines: readonly boolean[]): string {
  const ranges: [first: number, last: number][] = [];
  let isOpen = false;
  lines.forEach((has, line) => {
    const last = ranges.at(-1);
    if (!has && isOpen && last !== undefined) last[1] = line;
    else if (!has) ranges.push([line, line]);
    isOpen = !has;
  });
  return ranges.map(([first, last]) => (first === last ? first : `${first}-${last}`)).join(',');
}
