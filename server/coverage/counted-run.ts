/** What a run has counted, as an editor shows it: shares of each file, and the code of one file piece by piece. */
import type { CodeMap, CodeRange } from '../../modules/code-map.ts';
import type { TestId } from '../../test-host/protocol.ts';
import { passesOf, type ModuleHits } from './collector.ts';
import { bitsOf, type CountedModule, type CountedModules } from './counted-modules.ts';
import type { RunSet } from './runners.ts';
import { linesNow } from './current-lines.ts';
import type { FollowedLines } from './followed-lines.ts';

export interface Share {
  readonly covered: number;
  readonly total: number;
}

export interface FileShares {
  /** Absolute path. */
  readonly file: string;
  readonly statements: Share;
  readonly branches: Share;
  readonly functions: Share;
  /** Those that have run some of it. */
  readonly tests: readonly TestId[];
}

/** Code that ran or did not; a range is that of the source. */
export interface CoverageDetails {
  readonly statements: readonly CoveredStatement[];
  readonly functions: readonly {
    readonly name: string;
    readonly range: CodeRange;
    readonly executed: Executed;
  }[];
}

/** How often, where that is counted; else whether. */
export type Executed = number | boolean;

export interface CoveredStatement {
  readonly range: CodeRange;
  readonly executed: Executed;
  /** Ways that something in it can go. */
  readonly branches: readonly CoveredBranch[];
}

export interface CoveredBranch {
  /** Absent: one that is not written. */
  readonly range?: CodeRange;
  /** What tells it from another at the same place. */
  readonly label?: string;
  readonly executed: Executed;
}

export class CountedRun {
  readonly #modules: CountedModules;

  constructor(modules: CountedModules) {
    this.#modules = modules;
  }

  /**
   * @param question.test only what this one has run
   * @param question.text what an editor holds, in place of what is in the file: what has changed since is left out
   */
  details(
    file: string,
    { test, text }: { readonly test?: TestId | undefined; readonly text?: string | undefined },
  ): CoverageDetails | undefined {
    const module = this.#modules.get(file);
    if (module === undefined) return undefined;
    const { codeMap, sets } = module;
    const hits =
      test === undefined
        ? module
        : { bits: bitsOf(sets, ({ owner }) => owner.kind === 'test' && owner.test === test) };
    const executed = executedIn(hits);
    const lines = linesNow(file, { codeMap, mtime: undefined }, text);
    const values = new Set(codeMap.statements.map(({ range }) => range.join()));
    return (
      lines && {
        statements: statementsOf(codeMap, executed).flatMap(
          (one) => movedStatement(one, lines) ?? [],
        ),
        functions: codeMap.functions.flatMap(({ probe, name, declaration, body }) => {
          const whole = [declaration[0], declaration[1], body[2], body[3]] as const;
          // That a value was made says nothing of what is in it: of the two, an editor draws what is further in.
          const range = moved(values.has(whole.join()) ? body : whole, lines);
          return range === undefined ? [] : { name, range, executed: executed(probe) };
        }),
      }
    );
  }
}

export function sharesOf(file: string, { bits, codeMap, sets }: CountedModule): FileShares {
  const { statements, functions, branches } = codeMap;
  const share = (probes: readonly { readonly probe: number }[]): Share => ({
    covered: probes.filter(({ probe }) => passesOf({ bits }, probe) > 0).length,
    total: probes.length,
  });
  return {
    file,
    statements: share(statements),
    functions: share(functions),
    branches: share(branches.flatMap(({ paths }) => paths)),
    tests: testsOf(sets),
  };
}

function testsOf(sets: readonly RunSet[]): readonly TestId[] {
  const tests = new Set<TestId>();
  for (const { runners } of sets)
    for (const { owner } of runners) if (owner.kind === 'test') tests.add(owner.test);
  return [...tests];
}

/** Where it stands now; `undefined` when one of its ends has changed. */
function moved([first, column, last, end]: CodeRange, lines: FollowedLines): CodeRange | undefined {
  const from = lines.toNew(first);
  const to = lines.toNew(last);
  return from === undefined || to === undefined ? undefined : [from, column, to, end];
}

function movedStatement(one: CoveredStatement, lines: FollowedLines): CoveredStatement | undefined {
  const range = moved(one.range, lines);
  if (range === undefined) return undefined;
  const branches = one.branches.flatMap((way) => {
    if (way.range === undefined) return way;
    const to = moved(way.range, lines);
    return to === undefined ? [] : { ...way, range: to };
  });
  return { ...one, range, branches };
}

/** Branches belong to the innermost statement that they are in; one that is in none stands for itself. */
function statementsOf(
  { statements, branches }: CodeMap,
  executed: (probe: number) => Executed,
): readonly CoveredStatement[] {
  const found = statements.map(({ probe, range }) => ({
    range,
    executed: executed(probe),
    branches: [] as CoveredBranch[],
  }));
  const alone: CoveredStatement[] = [];
  for (const { range, paths } of branches) {
    const ways = paths.map(({ probe, ...way }) => ({ ...way, executed: executed(probe) }));
    const around = found.filter((one) => contains(one.range, range)).toSorted(innermostFirst)[0];
    if (around !== undefined) around.branches.push(...ways);
    else alone.push({ range, executed: sumOf(ways), branches: ways });
  }
  return [...found, ...alone];
}

function executedIn(hits: Pick<ModuleHits, 'bits' | 'counts'>): (probe: number) => Executed {
  const isCounted = hits.counts !== undefined;
  return (probe) => (isCounted ? passesOf(hits, probe) : passesOf(hits, probe) > 0);
}

function sumOf(ways: readonly CoveredBranch[]): Executed {
  if (ways.every(({ executed }) => typeof executed === 'boolean'))
    return ways.some(({ executed }) => executed === true);
  return ways.reduce((sum, { executed }) => sum + Number(executed), 0);
}

function contains(outer: CodeRange, inner: CodeRange): boolean {
  const [startLine, startColumn, endLine, endColumn] = outer;
  const begins = inner[0] > startLine || (inner[0] === startLine && inner[1] >= startColumn);
  const ends = inner[2] < endLine || (inner[2] === endLine && inner[3] <= endColumn);
  return begins && ends;
}

function innermostFirst({ range: a }: CoveredStatement, { range: b }: CoveredStatement): number {
  return contains(a, b) ? 1 : -1;
}
