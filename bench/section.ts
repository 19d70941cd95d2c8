/** A scenario's results as a section of text for people. Pure. */
import { judge, type Medians, type Verdict } from './bars.ts';
import { mediansOf, type ContenderResult } from './rounds.ts';
import type { Scenario } from './scenarios.ts';

/** One `##` section of the results. */
export interface Section {
  readonly name: string;
  readonly title: string;
  /** Paragraphs and notes, in Markdown. */
  readonly about: readonly string[];
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly verdicts: readonly Verdict[];
}

/** The table of a scenario: medians, spread, and the ratio to the base. */
export function scenarioSection(
  scenario: Scenario,
  results: readonly ContenderResult[],
  circumstances: string,
): Section {
  const medians = new Map<string, Medians>();
  for (const result of results) {
    const found = mediansOf(result);
    if (found) medians.set(result.contender.name, found);
  }
  const base = medians.get(scenario.base)?.wall;
  const timeColumns = scenario.memoryOnly
    ? []
    : ['rounds', 'wall', 'from … to', `× ${scenario.base}`, 'CPU'];
  return {
    name: scenario.name,
    title: scenario.title,
    about: [
      scenario.about,
      circumstances,
      ...leftOutNotes(results),
      ...results.flatMap(unseenCpuNote),
    ],
    columns: ['', ...timeColumns, 'peak memory, own process', 'peak memory, tree'],
    rows: results.flatMap((result) => {
      const figures = medians.get(result.contender.name);
      if (!figures) return [];
      const memory = [megabytes(figures.ownMemory), megabytes(figures.treeMemory)];
      if (scenario.memoryOnly) return [[result.contender.name, ...memory]];
      const walls = result.timed.map((run) => run.wall);
      return [
        [
          result.contender.name,
          String(walls.length),
          seconds(figures.wall),
          `${seconds(Math.min(...walls))} … ${seconds(Math.max(...walls))}`,
          base === undefined ? '' : (figures.wall / base).toFixed(2),
          seconds(figures.cpu),
          ...memory,
        ],
      ];
    }),
    verdicts: scenario.bars.map((bar) => judge(bar, medians)),
  };
}

/** A section as Markdown, from its heading on. */
export function renderSection({ name, title, about, columns, rows, verdicts }: Section): string {
  const lines = [`## ${name}: ${title}`, '', about.join('\n\n'), ''];
  if (rows.length > 0) lines.push(...table(columns, rows), '');
  if (verdicts.length > 0) {
    const outcomes = verdicts.map(({ bar, measured, outcome }) => [
      bar,
      measured,
      outcome === 'none' ? '' : outcome,
    ]);
    lines.push(...table(['bar', 'measured', 'verdict'], outcomes), '');
  }
  return lines.join('\n');
}

/**
 * The page with sections replaced or added, the others as they were.
 *
 * @param page the page so far, empty when there is none
 * @param preamble what stands before the first section
 * @param order the names of all sections, in the order of the page
 */
export function mergeSections(
  page: string,
  sections: readonly Section[],
  { preamble, order }: { readonly preamble: string; readonly order: readonly string[] },
): string {
  const texts = new Map<string, string>();
  for (const text of page.split(/^(?=## )/m)) {
    const name = /^## ([\w-]+):/.exec(text)?.[1];
    if (name !== undefined) texts.set(name, `${text.trimEnd()}\n`);
  }
  for (const section of sections) texts.set(section.name, renderSection(section));
  const ordered = order.flatMap((name) => texts.get(name) ?? []);
  return [preamble, ...ordered.map((text) => text.trimEnd())].join('\n\n') + '\n';
}

function leftOutNotes(results: readonly ContenderResult[]): readonly string[] {
  const byReason = Map.groupBy(results, ({ unavailable }) => unavailable);
  return [...byReason].flatMap(([reason, group]) => {
    const names = group.map(({ contender }) => contender.name).join('; ');
    return reason === undefined ? [] : [`Not measured: ${names} (${reason}).`];
  });
}

/** The shell counts a process only when its parent waited for it; the samples also see one that was left behind. */
function unseenCpuNote({ contender, sampled }: ContenderResult): readonly string[] {
  const unseen = sampled.some(({ cpu, memory }) => (memory?.cpu ?? 0) > cpu * 1.15 + 100);
  return unseen
    ? [`CPU of ${contender.name} is too low: it left processes behind that it did not wait for.`]
    : [];
}

function table(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(columns),
    line(columns.map((_, index) => (index === 0 ? '---' : '---:'))),
    ...rows.map(line),
  ];
}

function seconds(ms: number): string {
  return ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(2)} s`;
}

function megabytes(bytes: number): string {
  return bytes > 0 ? `${(bytes / 1e6).toFixed(0)} MB` : '';
}
