/** What was touched, as Istanbul's reports want it. */
import type { FileCoverage, FileCoverageData, Location, Range } from 'istanbul-lib-coverage';
import { passesOf, type ModuleHits } from './collector.ts';
import type { CodeMap, CodeRange } from '../../modules/code-map.ts';

/** @param hits nothing of it was touched when absent */
export function fileCoverageData(
  file: string,
  { statements, functions, branches }: CodeMap,
  hits?: Pick<ModuleHits, 'bits' | 'counts'>,
): FileCoverageData {
  const count = (probe: number): number => (hits === undefined ? 0 : passesOf(hits, probe));
  return {
    path: file,
    statementMap: byNumber(statements.map(({ range }) => asRange(range))),
    s: byNumber(statements.map(({ probe }) => count(probe))),
    fnMap: byNumber(
      functions.map(({ name, declaration, body }) => ({
        name,
        decl: asRange(declaration),
        loc: asRange(body),
        line: declaration[0],
      })),
    ),
    f: byNumber(functions.map(({ probe }) => count(probe))),
    branchMap: byNumber(
      branches.map(({ type, range, paths }) => ({
        type,
        loc: asRange(range),
        line: range[0],
        // What is not written is where the whole is.
        locations: paths.map((way) => asRange(way.range ?? range)),
      })),
    ),
    b: byNumber(branches.map(({ paths }) => paths.map(({ probe }) => count(probe)))),
  };
}

function byNumber<T>(values: readonly T[]): Record<string, T> {
  const numbered: Record<string, T> = {};
  for (const [number, value] of values.entries()) numbered[number] = value;
  return numbered;
}

function asRange(range: CodeRange): Range {
  return new LazyRange(range);
}

/** Most reports ask few of them where they are. */
class LazyRange implements Range {
  readonly #range: CodeRange;

  constructor(range: CodeRange) {
    this.#range = range;
  }

  get start(): Location {
    const [line, column] = this.#range;
    return { line, column };
  }

  get end(): Location {
    const [, , line, column] = this.#range;
    return { line, column };
  }

  toJSON(): Range {
    return { start: this.start, end: this.end };
  }
}

/** What several reports and limits ask of it is made once. It must not be merged with anything any more. */
export function remembering(coverage: FileCoverage): FileCoverage {
  coverage.toSummary = once(coverage.toSummary.bind(coverage));
  coverage.getLineCoverage = once(coverage.getLineCoverage.bind(coverage));
  coverage.getBranchCoverageByLine = once(coverage.getBranchCoverageByLine.bind(coverage));
  return coverage;
}

function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
