/**
 * Titles of table rows, by Jest's rules.
 *
 * `%s %d %i %f %j %o %O %p` take the values of the row one after the other, `%#` is the row's index, `%$` its number,
 * `%%` a percent sign. Where rows are objects and the title has none of these, `$name`, `$a.b.c` and `$#` are filled in.
 */
import { format } from 'node:util';
import { printValue } from './print-value.ts';
import { prettyValue, type PrettyFormat } from './pretty-value.ts';

const PLACEHOLDER = /%[#Odfijops]/;
/** Stands for a percent sign that is text; private use, so that no title holds it. */
const PERCENT = '\uE000';

/** Which row it is, and how its objects are printed. */
export interface RowPlace {
  readonly index: number;
  readonly pretty: PrettyFormat;
}

/** @param values of the row, in order */
export function formatTitle(
  title: string,
  values: readonly unknown[],
  { index, pretty }: RowPlace,
): string {
  let formatted = title
    .replaceAll('%%', PERCENT)
    .replace('%#', () => String(index))
    .replace('%$', () => String(index + 1));
  for (const value of values) {
    const placeholder = PLACEHOLDER.exec(formatted)?.[0];
    if (placeholder === undefined) break;
    formatted = fillPlaceholder(formatted, hidePercents(value), { placeholder, pretty });
  }
  return formatted.replaceAll(PERCENT, '%');
}

export function hasPlaceholder(title: string): boolean {
  return PLACEHOLDER.test(title.replaceAll('%%', PERCENT));
}

/** What a value prints must not be read as a placeholder for the next one. */
function hidePercents(value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll('%', PERCENT) : value;
}

function fillPlaceholder(
  title: string,
  value: unknown,
  { placeholder, pretty }: { readonly placeholder: string; readonly pretty: PrettyFormat },
): string {
  try {
    if (placeholder === '%p') return title.replace('%p', () => prettyValue(value, pretty));
    if (placeholder === '%j') return title.replace('%j', () => printJson(value));
    return format(title, value);
  } catch {
    return title.replace(placeholder, () => printValue(value)); // it does not want to be looked at
  }
}

/** JSON, with bigints as `"1n"` and cycles as `[Circular]`. */
function printJson(value: unknown): string {
  const path: unknown[] = [];
  const isCyclic = (at: unknown): boolean => {
    if (typeof at !== 'object' || at === null) return false;
    if (path.includes(at)) return true;
    path.push(at);
    const found = Object.values(at).some(isCyclic);
    path.pop();
    return found;
  };
  if (isCyclic(value)) return '[Circular]';
  const json: string | undefined = JSON.stringify(value, (_, entry: unknown) =>
    typeof entry === 'bigint' ? `${entry}n` : entry,
  );
  return String(json);
}

/** Fills in `$name`, `$a.b.c` (as far as the path leads) and the first `$#`. */
export function fillNames(title: string, row: object, { index, pretty }: RowPlace): string {
  const names = Object.keys(row)
    .filter((name) => name !== '')
    .toSorted((a, b) => b.length - a.length); // the longest first: `ab` is not `a` and a `b`
  const filled =
    names.length === 0 || !title.includes('$')
      ? title
      : title.replaceAll(
          new RegExp(`\\$(?:${names.map(escapeRegExp).join('|')})[.\\w]*`, 'g'),
          (match) => printNamed(valueAt(row, match.slice(1).split('.')), pretty),
        );
  return filled.replace('$#', () => String(index));
}

function printNamed(value: unknown, pretty: PrettyFormat): string {
  try {
    return Object(value) === value ? prettyValue(value, pretty) : String(value);
  } catch {
    return printValue(value);
  }
}

function valueAt(from: unknown, path: readonly string[]): unknown {
  let value = from;
  for (const key of path) {
    if (value === null || value === undefined) break;
    const holder: unknown = Object(value); // strings have a length too
    if (!isObject(holder) || key === '' || !Object.hasOwn(holder, key)) break;
    value = Reflect.get(holder, key);
  }
  return value;
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' || typeof value === 'function') && value !== null;
}

function escapeRegExp(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&');
}
