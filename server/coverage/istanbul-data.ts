/** What was touched, as Istanbul's reports want it. */
import type { FileCoverageData, Range } from 'istanbul-lib-coverage';
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
  return Object.fromEntries(values.entries());
}

function asRange([startLine, startColumn, endLine, endColumn]: CodeRange): Range {
  return {
    start: { line: startLine, column: startColumn },
    end: { line: endLine, column: endColumn },
  };
}
