/** Whether a migrated suite has the same tests with the same outcomes: by the reports of both runners. */

import type { CoverageComparison } from './compare-coverage.ts';

export type Outcome = 'passed' | 'failed' | 'skipped';

/** `file › titles joined by a space` → outcomes, one for each test of that name, in their order. */
export type Outcomes = ReadonlyMap<string, readonly Outcome[]>;

export interface Comparison {
  /** Absent: Jest is not installed. */
  readonly before: Counts | undefined;
  readonly after: Counts;
  readonly same: number;
  readonly all: number;
  readonly differences: readonly Difference[];
  /** Absent: nobody has counted. */
  readonly coverage?: CoverageComparison | undefined;
}

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface Difference {
  readonly file: string;
  readonly title: string;
  /** Absent: there is no such test. */
  readonly before?: Outcome | undefined;
  readonly after?: Outcome | undefined;
}

const SEPARATOR = ' › ';

export function compareOutcomes(before: Outcomes | undefined, after: Outcomes): Comparison {
  if (before === undefined)
    return { before, after: countsOf(after), same: 0, all: 0, differences: [] };
  const differences: Difference[] = [];
  let same = 0;
  let all = 0;
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const old = before.get(key) ?? [];
    const now = after.get(key) ?? [];
    const count = Math.max(old.length, now.length);
    all += count;
    for (let i = 0; i < count; i++) {
      if (old[i] === now[i]) same++;
      else differences.push({ ...split(key), before: old[i], after: now[i] });
    }
  }
  const real = withoutRenamed(differences);
  const pairs = (differences.length - real.length) / 2;
  return {
    before: countsOf(before),
    after: countsOf(after),
    same: same + pairs,
    all: all - pairs,
    differences: real,
  };
}

/**
 * Dates, ports and random numbers in a title are others in each run, and a function in it is printed by each compiler in its
 * way: what differs in these alone is one test.
 */
function withoutRenamed(differences: readonly Difference[]): readonly Difference[] {
  const left = [...differences];
  for (const gone of differences) {
    if (gone.after !== undefined) continue;
    const twin = left.findIndex(
      (one) =>
        one.before === undefined &&
        one.after === gone.before &&
        stableName(one) === stableName(gone),
    );
    if (twin < 0) continue;
    left.splice(twin, 1);
    left.splice(left.indexOf(gone), 1);
  }
  return left;
}

function stableName({ file, title }: Difference): string {
  const isCode = /=>|\bfunction\b/.test(title);
  const text = isCode
    ? title
        .replaceAll(/\(([\w$]+)\)\s*=>/g, '$1=>')
        .replaceAll(/['`]/g, '"')
        .replaceAll(/[\s;]|,(?=\s*[)\]}])/g, '')
    : title;
  return `${file}${SEPARATOR}${text.replaceAll(/\d+/g, '0')}`;
}

function split(key: string): { readonly file: string; readonly title: string } {
  const at = key.indexOf(SEPARATOR);
  return { file: key.slice(0, at), title: key.slice(at + SEPARATOR.length) };
}

function countsOf(outcomes: Outcomes): Counts {
  const all = [...outcomes.values()].flat();
  const count = (wanted: Outcome): number => all.filter((one) => one === wanted).length;
  return { passed: count('passed'), failed: count('failed'), skipped: count('skipped') };
}

/** Only of the files that ztest has taken over. */
export function outcomesOf(outcomes: Outcomes, files: ReadonlySet<string>): Outcomes {
  const isMeant = (key: string): boolean => files.has(key.slice(0, key.indexOf(SEPARATOR)));
  return new Map([...outcomes].filter(([key]) => isMeant(key)));
}

/** What `jest --json` wrote. */
export function jestOutcomes(report: unknown, rootDir: string): Outcomes {
  const outcomes = new Map<string, Outcome[]>();
  for (const file of listAt(report, 'testResults')) {
    const name = textAt(file, 'name').replaceAll('\\', '/');
    const relative = name.startsWith(`${rootDir}/`) ? name.slice(rootDir.length + 1) : name;
    for (const test of listAt(file, 'assertionResults'))
      add(outcomes, `${relative}${SEPARATOR}${jestTitle(test)}`, textAt(test, 'status'));
  }
  return outcomes;
}

function jestTitle(test: unknown): string {
  const titles = [...listAt(test, 'ancestorTitles'), Reflect.get(Object(test), 'title')];
  return textAt(test, 'fullName') || titles.map(String).join(' ');
}

/** What `ztest --report json` wrote. */
export function ztestOutcomes(report: unknown): Outcomes {
  const outcomes = new Map<string, Outcome[]>();
  for (const file of listAt(report, 'files')) {
    for (const test of listAt(file, 'tests')) {
      const title = listAt(test, 'titles').map(String).join(' ');
      add(outcomes, `${textAt(file, 'path')}${SEPARATOR}${title}`, textAt(test, 'outcome'));
    }
  }
  return outcomes;
}

/** Compilers print a function in a title each in its way; an empty title leaves no space behind in Jest's names. */
function add(outcomes: Map<string, Outcome[]>, name: string, status: string): void {
  const key = name.replaceAll(/\s+/g, ' ').trimEnd();
  const outcome =
    status === 'passed' ? 'passed' : /^(?:failed|errored)$/.test(status) ? 'failed' : 'skipped';
  const known = outcomes.get(key) ?? [];
  known.push(outcome);
  outcomes.set(key, known);
}

function listAt(value: unknown, key: string): readonly unknown[] {
  const found: unknown = Reflect.get(Object(value), key);
  return Array.isArray(found) ? found : [];
}

function textAt(value: unknown, key: string): string {
  const found: unknown = Reflect.get(Object(value), key);
  return typeof found === 'string' ? found : '';
}
