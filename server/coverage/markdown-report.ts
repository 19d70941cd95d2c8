/** The coverage as Markdown, for a comment on a pull request or the summary of a step of GitHub Actions. */
import path from 'node:path';
import type { CoverageMap, Totals } from 'istanbul-lib-coverage';
import type { Problem } from '../../test-host/protocol.ts';
import type { ChangedAnswer } from './changed-answer.ts';
import { writeLines, writeSpan } from './line-spans.ts';
import { METRICS, missingSpans, partlyRunLines, type Metric } from './missing-code.ts';

export interface MarkdownRequest {
  readonly map: CoverageMap;
  readonly rootDir: string;
  readonly changed: Pick<ChangedAnswer, 'ref' | 'coverage'> | undefined;
  /** What is below its threshold. */
  readonly problems: readonly Problem[];
}

export const MARKDOWN_FILE_NAME = 'coverage.md';

/** GitHub takes no longer comments. */
const MOST_CHARACTERS = 65_536;
/** For what is said when files are left out, and for what closes open elements. */
const RESERVE = 1000;
const MOST_PLACES = 20;

export function markdownReport({ map, rootDir, changed, problems }: MarkdownRequest): string {
  const total = map.getCoverageSummary();
  const isFailing = problems.some(({ severity }) => severity === 'error');
  const nameOf = (file: string): string =>
    escapeMarkup(path.relative(rootDir, file).replaceAll(path.sep, '/'));
  const text = new BoundedText(MOST_CHARACTERS - RESERVE);
  text.add(`## ${isFailing ? '❌' : '✅'} Coverage: ${total.lines.pct}% of the lines\n\n`);
  addChanged(text, changed, nameOf);
  if (problems.length > 0)
    text.addRows('', {
      rows: problems.map(({ message }) => `- ${escapeMarkup(message)}\n`),
      what: 'problem',
      end: '\n',
    });
  text.add('| | ran | of | |\n| :-- | --: | --: | --: |\n');
  for (const metric of METRICS) {
    const { covered, total: all, pct } = total[metric];
    text.add(`| ${metric} | ${covered} | ${all} | ${pct}% |\n`);
  }
  text.add('\n');
  addFiles(text, map, nameOf);
  return text.toString();
}

function addChanged(
  text: BoundedText,
  changed: MarkdownRequest['changed'],
  nameOf: (file: string) => string,
): void {
  if (changed?.coverage === undefined) return;
  const { ref, coverage } = changed;
  const { covered, total, percent, missing } = coverage;
  text.add(
    `**Changed lines** since ${escapeMarkup(ref)}: ${covered} of ${total} ran (${percent}%)\n\n`,
  );
  if (missing.length === 0) return;
  text.addRows('| file | changed lines that did not run |\n| :-- | :-- |\n', {
    rows: missing.map(({ file, lines }) => `| ${nameOf(file)} | ${writeLines(lines)} |\n`),
    what: 'file',
    end: '\n',
  });
}

function addFiles(text: BoundedText, map: CoverageMap, nameOf: (file: string) => string): void {
  const files = map
    .files()
    .map((file) => {
      const coverage = map.fileCoverageFor(file);
      const summary = coverage.toSummary();
      return { file, coverage, summary, missing: missingOf(summary.lines) };
    })
    .filter(({ summary }) => METRICS.some((metric) => missingOf(summary[metric]) > 0))
    .toSorted((a, b) => b.missing - a.missing || a.summary.lines.pct - b.summary.lines.pct);
  if (files.length === 0) return text.add('Everything that is counted ran.\n');
  const cells: readonly Metric[] = ['lines', 'branches', 'functions'];
  const head = `<details><summary>${files.length} of ${map.files().length} files are not covered wholly</summary>\n\n`;
  const columns = `| file | ${cells.join(' | ')} | lines that did not run | and branches on |\n| :-- | ${cells.map(() => '--:').join(' | ')} | :-- | :-- |\n`;
  text.addRows(head + columns, {
    rows: files.map(({ file, coverage, summary }) => {
      const spans = missingSpans(coverage).map(writeSpan);
      const branches = partlyRunLines(coverage).map(String);
      const shares = cells.map((metric) => writeShare(summary[metric]));
      return `| ${nameOf(file)} | ${shares.join(' | ')} | ${limited(spans)} | ${limited(branches)} |\n`;
    }),
    what: 'file',
    end: '\n</details>\n',
  });
}

function limited(places: readonly string[]): string {
  const others = places.length - MOST_PLACES;
  return [...places.slice(0, MOST_PLACES), ...(others > 0 ? [`${others} others`] : [])].join(', ');
}

function missingOf({ total, covered }: Totals): number {
  return total - covered;
}

function writeShare({ total, pct }: Totals): string {
  return total === 0 ? '' : `${pct}%`;
}

/** Takes what there is room for, and says what it left out. */
class BoundedText {
  #text = '';
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  add(text: string): void {
    this.#text += text;
  }

  addRows(
    head: string,
    {
      rows,
      what,
      end,
    }: { readonly rows: readonly string[]; readonly what: string; readonly end: string },
  ): void {
    this.#text += head;
    let shown = 0;
    for (const row of rows) {
      if (this.#text.length + row.length > this.#most) break;
      this.#text += row;
      shown++;
    }
    const left = rows.length - shown;
    if (left > 0) this.#text += `\n${left} more ${left === 1 ? what : `${what}s`}: no room here.\n`;
    this.#text += end;
  }

  toString(): string {
    return this.#text;
  }
}

/** Names and messages of users are shown as they are, never as markup. */
function escapeMarkup(text: string): string {
  return text.replace(/[&<>"'`*_[\]\\|~#@]/g, (character) => `&#${character.charCodeAt(0)};`);
}
