/** Titles of table rows by Vitest's rules, which print values otherwise than Jest's. */
import { inspect } from 'node:util';

/** What is longer than this is shortened. */
const LONGEST = 40;

export interface VitestRow {
  readonly items: readonly unknown[];
  readonly index: number;
  /** How Vitest prints what is too long. */
  readonly shorten?: (value: unknown) => string;
}

/** @returns undefined: how Vitest shortens a value of it is not known */
export function vitestTitle(
  title: string,
  { items, index, shorten }: VitestRow,
): string | undefined {
  let at = 0;
  let isKnown = true;
  const filled = title.replaceAll(
    /%%|%[#$sdifjoOc]|\$([$\w.]+)/g,
    (match: string, path: string | undefined): string => {
      if (path !== undefined) {
        const value = namedBy(path, items);
        const text = value === NONE ? match : (display(value) ?? shorten?.(value));
        isKnown &&= text !== undefined;
        return text ?? '';
      }
      if (match === '%%') return '%';
      if (match === '%#') return String(index);
      if (match === '%$') return String(index + 1);
      return print(match, items[at++]);
    },
  );
  return isKnown ? filled : undefined;
}

const NONE = Symbol('none');

/** `$name.of.it` where the first value is an object, `$0` of any row. */
function namedBy(path: string, items: readonly unknown[]): unknown {
  const [first] = items;
  const isNumber = /^\d+$/.test(path);
  const byNumber = isNumber ? items[Number(path)] : undefined;
  if (!isRecord(first)) return isNumber ? byNumber : NONE;
  let value: unknown = first;
  for (const key of path.split('.')) {
    value = value === null || value === undefined ? undefined : Reflect.get(Object(value), key);
    if (value === undefined) return byNumber;
  }
  return value;
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function display(value: unknown): string | undefined {
  if (typeof value === 'string') {
    const text = value.replaceAll("'", String.raw`\'`).replaceAll('\n', String.raw`\n`);
    return text.length > LONGEST - 2 ? `'${text.slice(0, LONGEST - 3)}…'` : `'${text}'`;
  }
  const text = isPlain(value, []) ? printWhole(value) : undefined;
  return text !== undefined && text.length < LONGEST ? text : undefined;
}

/** Everything else Vitest prints in a way of its own. */
function isPlain(value: unknown, around: readonly unknown[]): boolean {
  if (typeof value !== 'object' || value === null) return typeof value !== 'function';
  if (around.includes(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  const isData = Array.isArray(value) || prototype === Object.prototype;
  return isData && Object.values(value).every((member) => isPlain(member, [...around, value]));
}

function print(placeholder: string, value: unknown): string {
  switch (placeholder) {
    case '%s':
      return printText(value);
    case '%d':
      return typeof value === 'bigint' ? `${value}n` : String(Number(value));
    case '%i':
      return typeof value === 'bigint' ? `${value}n` : String(Number.parseInt(String(value), 10));
    case '%f':
      return String(Number.parseFloat(String(value)));
    case '%j':
      return String(JSON.stringify(value));
    case '%c':
      return '';
    default:
      return printWhole(value);
  }
}

function printText(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (Object.is(value, -0)) return '-0';
  if (typeof value !== 'object' || value === null) return String(value);
  const hasOwnText = value.toString !== Object.prototype.toString;
  // oxlint-disable-next-line typescript/no-base-to-string -- it has one of its own
  return hasOwnText ? String(value) : printWhole(value, 0);
}

function printWhole(value: unknown, depth = 4): string {
  return inspect(value, { depth, breakLength: Number.POSITIVE_INFINITY, compact: true });
}
