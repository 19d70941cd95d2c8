/** Two records of which lines have run, held against each other. Pure. */
import { isObject } from '../jest/read-options.ts';

/** File, relative to the root → line → whether it has run. Lines without a statement are not there. */
export type RanLines = ReadonlyMap<string, ReadonlyMap<number, boolean>>;

export interface CoverageComparison {
  /** Lines that both count, and how many of them have run. */
  readonly lines: number;
  readonly before: number;
  readonly after: number;
  readonly differences: readonly LineDifference[];
}

export interface LineDifference {
  readonly file: string;
  /** They ran before and do not now. */
  readonly lost: readonly number[];
  /** They run now and did not before. */
  readonly gained: readonly number[];
}

export function compareCoverage(before: RanLines, after: RanLines): CoverageComparison {
  const differences: LineDifference[] = [];
  const counts = { lines: 0, before: 0, after: 0 };
  for (const [file, old] of before) {
    const now = after.get(file);
    if (now === undefined) continue;
    const lost: number[] = [];
    const gained: number[] = [];
    for (const [line, hasRun] of old) {
      const runs = now.get(line);
      if (runs === undefined) continue;
      counts.lines++;
      if (hasRun) counts.before++;
      if (runs) counts.after++;
      if (hasRun !== runs) (hasRun ? lost : gained).push(line);
    }
    if (lost.length + gained.length > 0) differences.push({ file, lost, gained });
  }
  return { ...counts, differences };
}

/** What a `coverage-final.json` says. */
export function ranLines(report: unknown, rootDir: string): RanLines {
  const files = new Map<string, Map<number, boolean>>();
  if (!isObject(report)) return files;
  for (const [name, data] of Object.entries(report)) {
    const file = name.replaceAll('\\', '/');
    if (!file.startsWith(`${rootDir}/`) || !isObject(data)) continue;
    const { statementMap, s } = data;
    if (!isObject(statementMap) || !isObject(s)) continue;
    const lines = new Map<number, boolean>();
    for (const [id, range] of Object.entries(statementMap)) {
      const line: unknown = Reflect.get(Object(Reflect.get(Object(range), 'start')), 'line');
      if (typeof line !== 'number') continue;
      lines.set(line, lines.get(line) === true || Number(s[id]) > 0);
    }
    files.set(file.slice(rootDir.length + 1), lines);
  }
  return files;
}

/** Of several runs: a line has run when it has in one of them. */
export function joinLines(all: readonly RanLines[]): RanLines {
  const joined = new Map<string, Map<number, boolean>>();
  for (const [file, lines] of all.flatMap((one) => [...one])) {
    const known = joined.get(file) ?? new Map<number, boolean>();
    for (const [line, hasRun] of lines) known.set(line, hasRun || known.get(line) === true);
    joined.set(file, known);
  }
  return joined;
}
