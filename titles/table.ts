/** Turns the table of an `.each` or `.for` into rows: a title and arguments each. */
import type { PrettyFormat } from './pretty-value.ts';
import { printValue } from './print-value.ts';
import { fillNames, formatTitle, hasPlaceholder } from './row-title.ts';

export interface TableRow {
  readonly title: string;
  readonly args: readonly unknown[];
}

/** `each` spreads a row into arguments; `for` hands it over whole. */
export type TableStyle = 'each' | 'for';

export interface GivenTable {
  readonly style: TableStyle;
  /** An array, or the strings of a tagged template. */
  readonly rows: unknown;
  /** Of a tagged template. */
  readonly values: readonly unknown[];
  readonly pretty: PrettyFormat;
}

/** The rows of a table once the title is known. */
export type Table = (title: string) => TableRow[];

/** Why a table is none, for a sentence that begins with how it was called. */
export interface BadTable {
  readonly problem: string;
  readonly hint: string;
}

export function readTable(given: GivenTable): Table | BadTable {
  const { rows: table, values } = given;
  if (!Array.isArray(table)) {
    return {
      problem: `is given ${printValue(table)}`,
      hint: 'Pass an array of rows, or a table as a tagged template.',
    };
  }
  const cells: readonly unknown[] = table;
  if (!('raw' in table)) return readArray(given, cells);
  const heading = String(cells[0]);
  if (values.length === 0) {
    return {
      problem:
        heading.trim() === '' ? 'is given an empty table' : 'is given a table without values',
      hint: 'Write a heading line, then one line a row with each value in ${…}.',
    };
  }
  return readTemplate(given, heading);
}

function readArray({ style, pretty }: GivenTable, rows: readonly unknown[]): Table | BadTable {
  if (rows.length === 0) {
    return {
      problem: 'is given an empty table',
      hint: 'Pass at least one row: a table without rows would test nothing.',
    };
  }
  const areLists = rows.every(Array.isArray);
  return (title) => {
    const areNamed = !areLists && rows.every(isObject) && !hasPlaceholder(title);
    return rows.map((row, index) => {
      const values: readonly unknown[] = Array.isArray(row) && areLists ? row : [row];
      return {
        title:
          areNamed && isObject(row)
            ? fillNames(title, row, { index, pretty }).replaceAll('%%', '%')
            : formatTitle(title, values, { index, pretty }),
        args: style === 'for' ? [row] : values,
      };
    });
  };
}

function readTemplate({ values, pretty }: GivenTable, heading: string): Table | BadTable {
  const names = readHeadings(heading);
  if (names === undefined) {
    return {
      problem: `is given a table whose heading line cannot be read: ${printValue(heading.trim())}`,
      hint: 'Begin the template with a line of its own such as `a | b | expected`.',
    };
  }
  const missing = values.length % names.length;
  if (missing > 0) {
    return {
      problem: `is given a table whose last row lacks ${names.length - missing} of ${names.length} values (${names.join(' | ')})`,
      hint: 'Write a ${…} for each heading in every row.',
    };
  }
  const rows: Record<string, unknown>[] = [];
  for (let at = 0; at < values.length; at += names.length) {
    rows.push(Object.fromEntries(names.map((name, column) => [name, values[at + column]])));
  }
  return (title) =>
    rows.map((row, index) => ({ title: fillNames(title, row, { index, pretty }), args: [row] }));
}

/** The headings stand alone on the first line that has text, separated by bars. */
function readHeadings(heading: string): string[] | undefined {
  const line = /^\s*?\n?([^\S\n]*[^\s|]+\s*?(?:\|\s*[^\s|]+\s*?)*)\n/.exec(heading)?.[1];
  return line?.split('|').map((name) => name.trim());
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
