/** Which tests run a line. */
import type { CodeMap, CodeRange, CountedFunction } from '../../modules/code-map.ts';
import type { FilePath } from '../../test-host/protocol.ts';
import { openCoverage, type ModuleCoverage } from './coverage-file.ts';
import type { Runner } from './runners.ts';
import { linesNow } from './current-lines.ts';
import type { FollowedLines } from './followed-lines.ts';

export type CoveringAnswer = Covered | NotCovered;

export interface Covered {
  readonly ok: true;
  readonly runners: readonly Runner[];
  /** The file has changed since: lines are followed, but what runs them may be other tests by now. */
  readonly isStale: boolean;
  /** `function`: the line is new or has changed, and the answer is that of the function around it. */
  readonly of: 'line' | 'function';
  /** Test files that have run the file before it changed, and not since. */
  readonly awaited: readonly FilePath[];
}

/**
 * `no-data`: nothing was counted yet; `no-file`: not of this file; `no-code`: nothing on the line is counted; `changed`: the
 * line has changed since, and is in no function that was counted.
 */
export interface NotCovered {
  readonly ok: false;
  readonly reason: 'no-data' | 'no-file' | 'no-code' | 'changed';
}

export interface LineQuestion {
  /** Absolute path. */
  readonly file: string;
  /** 1-based, in the text as it is now. */
  readonly line: number;
  /** What an editor holds, in place of what is in the file. */
  readonly text?: string | undefined;
}

/** Asks what is on disk. */
export function coveringTests(rootDir: string, question: LineQuestion): CoveringAnswer {
  using coverage = openCoverage(rootDir);
  if (coverage === undefined) return { ok: false, reason: 'no-data' };
  return coveringTestsOf(coverage.module(question.file), question);
}

/** The same of a module that is known already. */
export function coveringTestsOf(
  module: ModuleCoverage | undefined,
  { file, line, text }: LineQuestion,
): CoveringAnswer {
  const lines = module && linesNow(file, module, text);
  if (module === undefined || lines === undefined) return { ok: false, reason: 'no-file' };
  const counted = lines.toOld(line);
  const probes =
    counted === undefined
      ? probesAround(module.codeMap, line, lines)
      : probesOnLine(module.codeMap, counted);
  if (probes.length === 0)
    return { ok: false, reason: counted === undefined ? 'changed' : 'no-code' };
  return {
    ok: true,
    runners: runnersOf(module, probes),
    isStale: !lines.isSame,
    of: counted === undefined ? 'function' : 'line',
    awaited: module.awaited,
  };
}

/** What begins on the line; else the innermost statement or function that goes over it. */
function probesOnLine({ statements, functions }: CodeMap, line: number): readonly number[] {
  const beginning = [
    ...statements.filter(({ range }) => range[0] === line),
    ...functions.filter(({ declaration }) => declaration[0] === line),
  ];
  if (beginning.length > 0) return beginning.map(({ probe }) => probe);
  const around = [
    ...statements,
    ...functions.map((each) => ({ probe: each.probe, range: rangeOf(each) })),
  ].filter(({ range }) => range[0] <= line && line <= range[2]);
  const innermost = around.toSorted((a, b) => extent(a.range) - extent(b.range)).at(0);
  return innermost === undefined ? [] : [innermost.probe];
}

/** Of the innermost function whose first and last line still stand around the line. */
function probesAround(
  { functions }: CodeMap,
  line: number,
  { toNew }: FollowedLines,
): readonly number[] {
  const around = functions.filter((each) => {
    const [first, , last] = rangeOf(each);
    return (toNew(first) ?? Infinity) < line && line < (toNew(last) ?? 0);
  });
  const innermost = around.toSorted((a, b) => extent(rangeOf(a)) - extent(rangeOf(b))).at(0);
  return innermost === undefined ? [] : [innermost.probe];
}

function rangeOf({ declaration, body }: CountedFunction): CodeRange {
  return [declaration[0], declaration[1], body[2], body[3]];
}

function extent([first, , last]: CodeRange): number {
  return last - first;
}

function runnersOf({ sets }: ModuleCoverage, probes: readonly number[]): readonly Runner[] {
  const hit = sets.filter(({ bits }) => {
    const bytes = Buffer.from(bits, 'base64');
    return probes.some((probe) => (((bytes[probe >> 3] ?? 0) >> (probe & 7)) & 1) === 1);
  });
  const [only, ...others] = hit;
  if (only === undefined || others.length === 0) return only?.runners ?? [];
  return [...new Set(hit.flatMap(({ runners }) => runners))];
}
