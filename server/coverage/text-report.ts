/** The reports for the terminal, as Istanbul's look: `text`, a table of all files, and `text-summary`. Pure. */
import { rowsOf, type TableRow } from './file-tree.ts';
import { percentOf, sumOf, type FileFigures } from './figures.ts';

/** How text for people is to look. */
export interface CoverageScreen {
  readonly hasColor: boolean;
  /** Characters of a line; 0: as many as it takes. */
  readonly columns: number;
}

export type TextReportName = 'text' | 'text-summary';

export function isTextReport(name: string): name is TextReportName {
  return name === 'text' || name === 'text-summary';
}

/** @param files by absolute path */
export function textReport(
  name: TextReportName,
  files: ReadonlyMap<string, FileFigures>,
  screen: CoverageScreen,
): string {
  return name === 'text' ? table(rowsOf(files), screen) : summary(files, screen);
}

const KINDS = ['statements', 'branches', 'functions', 'lines'] as const;
const HEADS = {
  statements: '% Stmts',
  branches: '% Branch',
  functions: '% Funcs',
  lines: '% Lines',
};
const COLUMN = 7;
const WIDTHS = { statements: COLUMN, branches: COLUMN + 1, functions: COLUMN, lines: COLUMN };
const BETWEEN = ' | ';
const LEAST_NAME = 4;
const LEAST_MISSING = 17;
/** All columns but the first and the last. */
const FIGURES = BETWEEN.length + 4 * (COLUMN + BETWEEN.length) + 2;

/** The table takes what it lacks from the names of files. Where too little of them is left, it goes without uncovered lines. */
const WIDE_ENOUGH = 80;
const LAST_COLUMN = 20;
const LEAST = 75;

interface Widths {
  readonly name: number;
  readonly missing: number;
}

function table(rows: readonly TableRow[], screen: CoverageScreen): string {
  const isNarrow = screen.columns > 0 && screen.columns < WIDE_ENOUGH;
  const columns = isNarrow ? Math.max(screen.columns + LAST_COLUMN, LEAST) : screen.columns;
  const widths = widthsOf(rows, columns);
  const dashes = [widths.name, ...KINDS.map((kind) => WIDTHS[kind]), widths.missing];
  const line = `${dashes.map((width) => '-'.repeat(width)).join('-|-')}-`;
  const head = [
    atLeft('File', widths.name),
    ...KINDS.map((kind) => atRight(HEADS[kind], WIDTHS[kind])),
    atLeft('Uncovered Line #s', widths.missing),
  ];
  const lines = [
    line,
    `${head.join(BETWEEN)} `,
    line,
    ...rows.map((row) => rowText(row, widths, screen)),
    line,
  ];
  const text = `${lines.join('\n')}\n`;
  return isNarrow ? text.replaceAll(/ ?\|[^|\n]*$/gm, '') : text;
}

function widthsOf(rows: readonly TableRow[], columns: number): Widths {
  const longest = (of: (row: TableRow) => number, least: number): number =>
    rows.reduce((most, row) => Math.max(most, of(row)), least);
  const name = longest((row) => row.depth + row.name.length, LEAST_NAME);
  const missing = longest((row) => row.missing.length, LEAST_MISSING);
  if (columns === 0) return { name, missing };
  const most = columns - FIGURES - LEAST_MISSING;
  if (name > most) return { name: most, missing: LEAST_MISSING };
  return { name, missing: name < most ? Math.min(missing, columns - name - FIGURES) : missing };
}

function rowText(
  { name, depth, figures, missing }: TableRow,
  widths: Widths,
  { hasColor }: CoverageScreen,
): string {
  const isEmpty = figures.lines[1] === 0;
  const percents = KINDS.map((kind) => (isEmpty ? 0 : percentOf(figures[kind])));
  const paint = (text: string, percent: number): string =>
    isEmpty ? text : colored(text, rankOf(percent), hasColor);
  const [ofStatements = 0, , , ofLines = 0] = percents;
  return `${[
    paint(' '.repeat(depth) + atLeft(name, widths.name - depth), ofStatements),
    ...KINDS.map((kind, at) => {
      const percent = percents[at] ?? 0;
      return paint(atRight(String(percent), WIDTHS[kind]), percent);
    }),
    colored(atLeft(missing, widths.missing), ofLines === 100 ? 'medium' : 'low', hasColor),
  ].join(BETWEEN)} `;
}

const TITLE = ' Coverage summary ';
const SUMMARY_WIDTH = 80;
const LABEL_WIDTH = 12;

function summary(files: ReadonlyMap<string, FileFigures>, { hasColor }: CoverageScreen): string {
  const sum = sumOf(files.values());
  const edge = '='.repeat((SUMMARY_WIDTH - TITLE.length) / 2);
  return [
    '',
    edge + TITLE + edge,
    ...KINDS.map((kind) => {
      const percent = files.size === 0 ? undefined : percentOf(sum[kind]);
      const label = (kind.charAt(0).toUpperCase() + kind.slice(1)).padEnd(LABEL_WIDTH);
      const text = `${label} : ${percent ?? 'Unknown'}% ( ${sum[kind].join('/')} )`;
      return colored(text, percent === undefined ? 'medium' : rankOf(percent), hasColor);
    }),
    '='.repeat(SUMMARY_WIDTH),
    '',
  ].join('\n');
}

type Rank = keyof typeof COLORS;
const COLORS = { low: 31, medium: 33, high: 32 };

function rankOf(percent: number): Rank {
  if (percent < 50) return 'low';
  return percent < 80 ? 'medium' : 'high';
}

function colored(text: string, rank: Rank, hasColor: boolean): string {
  return hasColor ? `\x1b[${COLORS[rank]};1m${text}\x1b[0m` : text;
}

/** What is too long loses its beginning. */
function atLeft(text: string, width: number): string {
  return text.length > width ? shortened(text, width) : text.padEnd(width);
}

function atRight(text: string, width: number): string {
  return text.length > width ? shortened(text, width) : text.padStart(width);
}

function shortened(text: string, width: number): string {
  return width > 0 ? `...${text.slice(text.length - Math.max(width - 3, 0))}` : '';
}
