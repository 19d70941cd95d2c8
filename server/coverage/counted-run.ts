/** What a run has counted, as an editor shows it: shares of each file, and the code of one file piece by piece. */
import type { CodeMap, CodeRange } from '../../modules/code-map.ts';
import type { TestId } from '../../test-host/protocol.ts';
import type { CodeMaps } from './code-maps.ts';
import type { CoverageCollector } from './collector.ts';

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
    readonly hasRun: boolean;
  }[];
}

export interface CoveredStatement {
  readonly range: CodeRange;
  readonly hasRun: boolean;
  /** Ways that something in it can go; without a range: one that is not written. */
  readonly branches: readonly { readonly range?: CodeRange; readonly hasRun: boolean }[];
}

export class CountedRun {
  readonly #collector: CoverageCollector;
  readonly #codeMaps: CodeMaps;

  constructor(collector: CoverageCollector, codeMaps: CodeMaps) {
    this.#collector = collector;
    this.#codeMaps = codeMaps;
  }

  shares(): readonly FileShares[] {
    return [...this.#collector.modules()].flatMap(([file, { hash, bits }]) => {
      const codeMap = this.#codeMaps.ofSource(hash);
      if (codeMap === undefined) return [];
      const { statements, functions, branches } = codeMap;
      const share = (probes: readonly { readonly probe: number }[]): Share => ({
        covered: probes.filter(({ probe }) => isHit(bits, probe)).length,
        total: probes.length,
      });
      return {
        file,
        statements: share(statements),
        functions: share(functions),
        branches: share(branches.flatMap(({ paths }) => paths)),
        tests: this.#testsOf(file),
      };
    });
  }

  /** @param test only what this one has run */
  details(file: string, test?: TestId): CoverageDetails | undefined {
    const hits = this.#collector.modules().get(file);
    const codeMap = hits && this.#codeMaps.ofSource(hits.hash);
    if (hits === undefined || codeMap === undefined) return undefined;
    const bits = test === undefined ? hits.bits : this.#bitsOf(file, test);
    return {
      statements: statementsOf(codeMap, bits),
      functions: codeMap.functions.map(({ probe, name, declaration, body }) => ({
        name,
        range: [declaration[0], declaration[1], body[2], body[3]],
        hasRun: isHit(bits, probe),
      })),
    };
  }

  #testsOf(file: string): readonly TestId[] {
    const tests = new Set<TestId>();
    for (const { runners } of this.#collector.setsOf(file))
      for (const { owner } of runners) if (owner.kind === 'test') tests.add(owner.test);
    return [...tests];
  }

  #bitsOf(file: string, test: TestId): Uint8Array {
    const all: number[] = [];
    for (const { bits, runners } of this.#collector.setsOf(file)) {
      if (!runners.some(({ owner }) => owner.kind === 'test' && owner.test === test)) continue;
      for (const [i, byte] of Buffer.from(bits, 'base64').entries()) all[i] = (all[i] ?? 0) | byte;
    }
    return Uint8Array.from(all);
  }
}

/** Branches belong to the innermost statement that they are in; one that is in none stands for itself. */
function statementsOf(
  { statements, branches }: CodeMap,
  bits: Uint8Array,
): readonly CoveredStatement[] {
  const found = statements.map(({ probe, range }) => ({
    range,
    hasRun: isHit(bits, probe),
    branches: [] as { range?: CodeRange; hasRun: boolean }[],
  }));
  const alone: CoveredStatement[] = [];
  for (const { range, paths } of branches) {
    const ways = paths.map((way) => ({
      ...(way.range !== undefined && { range: way.range }),
      hasRun: isHit(bits, way.probe),
    }));
    const around = found.filter((one) => contains(one.range, range)).toSorted(innermostFirst)[0];
    if (around !== undefined) around.branches.push(...ways);
    else alone.push({ range, hasRun: ways.some(({ hasRun }) => hasRun), branches: ways });
  }
  return [...found, ...alone];
}

function isHit(bits: Uint8Array, probe: number): boolean {
  return (((bits[probe >> 3] ?? 0) >> (probe & 7)) & 1) === 1;
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
