/** Turns the table of an `.each` or `.for` into rows: a title and arguments each. */
import { fillNames, formatTitle, hasPlaceholder } from './each-title.ts';
import { badTable } from './messages.ts';
import { printValue } from './print-value.ts';

export interface TableRow {
  readonly title: string;
  readonly args: readonly unknown[];
}

/** `each` spreads a row into arguments; `for` hands it over whole. */
export type TableStyle = 'each' | 'for';

/**
 * @param table an array, or the strings of a tagged template
 * @param values of a tagged template
 * @throws CodedError when the table is none, or empty
 */
export function readTable(style: TableStyle, table: unknown, values: readonly unknown[]): Table {
  if (!Array.isArray(table)) {
    throw badTable(
      `.${style}`,
      `is given ${printValue(table)}`,
      'Pass an array of rows, or a table as a tagged template.',
    );
  }
  const cells: readonly unknown[] = table;
  if (!('raw' in table)) return readArray(style, cells);
  const heading = String(cells[0]);
  if (values.length === 0) {
    throw badTable(
      `.${style}`,
      heading.trim() === '' ? 'is given an empty table' : 'is given a table without values',
      'Write a heading line, then one line a row with each value in ${…}.',
    );
  }
  return readTemplate(style, heading, values);
}

/** The rows of a table once the title is known. */
export type Table = (title: string) => TableRow[];

function readArray(style: TableStyle, rows: readonly unknown[]): Table {
  if (rows.length === 0) {
    throw badTable(
      `.${style}`,
      'is given an empty table',
      'Pass at least one row: a table without rows would test nothing.',
    );
  }
  const areLists = rows.every(Array.isArray);
  return (title) => {
    const areNamed = !areLists && rows.every(isObject) && !hasPlaceholder(title);
    return rows.map((row, index) => {
      const values: readonly unknown[] = Array.isArray(row) && areLists ? row : [row];
      return {
        title:
          areNamed && isObject(row)
            ? fillNames(title, row, index).replaceAll('%%', '%')
            : formatTitle(title, values, index),
        args: style === 'for' ? [row] : values,
      };
    });
  };
}

function readTemplate(style: TableStyle, heading: string, values: readonly unknown[]): Table {
  const names = readHeadings(style, heading);
  const missing = values.length % names.length;
  if (missing > 0) {
    throw badTable(
      `.${style}`,
      `is given a table whose last row lacks ${names.length - missing} of ${names.length} values (${names.join(' | ')})`,
      'Write a ${…} for each heading in every row.',
    );
  }
  const rows: Record<string, unknown>[] = [];
  for (let at = 0; at < values.length; at += names.length) {
    rows.push(Object.fromEntries(names.map((name, column) => [name, values[at + column]])));
  }
  return (title) =>
    rows.map((row, index) => ({ title: fillNames(title, row, index), args: [row] }));
}

/** The headings stand alone on the first line that has text, separated by bars. */
function readHeadings(style: TableStyle, heading: string): string[] {
  const line = /^\s*?\n?([^\S\n]*[^\s|]+\s*?(?:\|\s*[^\s|]+\s*?)*)\n/.exec(heading)?.[1];
  if (line === undefined) {
    throw badTable(
      `.${style}`,
      `is given a table whose heading line cannot be read: ${printValue(heading.trim())}`,
      'Begin the template with a line of its own such as `a | b | expected`.',
    );
  }
  return line.split('|').map((name) => name.trim());
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
