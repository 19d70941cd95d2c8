/** Which tests run a line. */
import fs from 'node:fs';
import type { CodeMap, CodeRange } from '../../modules/code-map.ts';
import { openCoverage, type ModuleCoverage, type Runner } from './coverage-file.ts';

export type CoveringAnswer =
  | { readonly ok: true; readonly runners: readonly Runner[]; readonly isStale: boolean }
  /** `no-data`: nothing was counted yet; `no-file`: not of this file; `no-code`: nothing on the line is counted. */
  | { readonly ok: false; readonly reason: 'no-data' | 'no-file' | 'no-code' };

export interface LineQuestion {
  readonly rootDir: string;
  /** Absolute path. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
}

export function coveringTests({ rootDir, file, line }: LineQuestion): CoveringAnswer {
  using coverage = openCoverage(rootDir);
  if (coverage === undefined) return { ok: false, reason: 'no-data' };
  const module = coverage.module(file);
  if (module === undefined) return { ok: false, reason: 'no-file' };
  const probes = probesOnLine(module.codeMap, line);
  if (probes.length === 0) return { ok: false, reason: 'no-code' };
  const { mtimeMs } = fs.statSync(file, { throwIfNoEntry: false }) ?? {};
  return { ok: true, runners: runnersOf(module, probes), isStale: mtimeMs !== module.mtime };
}

/** What begins on the line; else the innermost statement or function that goes over it. */
function probesOnLine({ statements, functions }: CodeMap, line: number): readonly number[] {
  const beginning = statements.filter(({ range }) => range[0] === line);
  if (beginning.length > 0) return beginning.map(({ probe }) => probe);
  const around = [
    ...statements,
    ...functions.map(({ probe, declaration, body }) => ({
      probe,
      range: [declaration[0], declaration[1], body[2], body[3]] as const,
    })),
  ].filter(({ range }) => range[0] <= line && line <= range[2]);
  const innermost = around.toSorted((a, b) => extent(a.range) - extent(b.range)).at(0);
  return innermost === undefined ? [] : [innermost.probe];
}

function extent([first, , last]: CodeRange): number {
  return last - first;
}

function runnersOf({ sets }: ModuleCoverage, probes: readonly number[]): readonly Runner[] {
  return sets.flatMap(({ bits, runners }) => {
    const bytes = Buffer.from(bits, 'base64');
    const isHit = probes.some((probe) => (((bytes[probe >> 3] ?? 0) >> (probe & 7)) & 1) === 1);
    return isHit ? runners : [];
  });
}
