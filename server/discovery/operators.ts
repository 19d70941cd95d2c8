/** What operators and template literals make of static values. */
import {
  ClassValue,
  Closure,
  ErrorValue,
  findUnknown,
  isOpaque,
  Native,
  TestFunction,
  Unknown,
} from './values.ts';

export function joinTemplate(strings: readonly string[], values: readonly unknown[]): unknown {
  let text = strings[0] ?? '';
  for (const [index, value] of values.entries()) {
    const part = toText(value);
    if (part instanceof Unknown) return part;
    text += part + (strings[index + 1] ?? '');
  }
  return text;
}

/** What `${value}` gives. */
function toText(value: unknown): string | Unknown {
  if (typeof value === 'symbol') return new Unknown('a symbol is no text');
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof ErrorValue) {
    return value.message === '' ? value.name : `${value.name}: ${value.message}`;
  }
  const unknown = findUnknown(value);
  if (unknown !== undefined) return unknown;
  if (value instanceof Date)
    return new Unknown('the text of a date depends on where the file runs');
  try {
    // oxlint-disable-next-line typescript/no-base-to-string -- it is what the file says
    return String(value);
  } catch (error) {
    return new Unknown(error instanceof Error ? error.message : 'it is no text');
  }
}

export function unary(operator: string, value: unknown): unknown {
  if (operator === 'void') return undefined;
  if (operator === 'typeof') return typeOf(value);
  if (operator === '!' && isOpaque(value) && !(value instanceof Unknown)) return false;
  const unknown = findUnknown(value);
  if (unknown !== undefined) return unknown;
  switch (operator) {
    case '!':
      return !value;
    case '-':
      return typeof value === 'bigint' ? -value : -Number(value);
    case '+':
      return typeof value === 'bigint' ? new Unknown('+ of a bigint throws') : Number(value);
    default:
      return typeof value === 'bigint' ? ~value : ~Number(value);
  }
}

export function typeOf(value: unknown): unknown {
  if (value instanceof Unknown || value instanceof Native)
    return new Unknown('its type is not known');
  if (value instanceof Closure || value instanceof ClassValue || value instanceof TestFunction) {
    return 'function';
  }
  return typeof value;
}

export function compute(operator: string, left: unknown, right: unknown): unknown {
  const isSame = areSame(left, right);
  if (isSame !== undefined && operator === '===') return isSame;
  if (isSame !== undefined && operator === '!==') return !isSame;
  const unknown = findUnknown(left) ?? findUnknown(right);
  if (unknown !== undefined) return unknown;
  const isText = typeof left === 'string' || typeof right === 'string';
  if (operator === '+' && (isText || isObject(left) || isObject(right))) {
    return joinTemplate(['', '', ''], [left, right]);
  }
  if (operator === '===') return left === right;
  if (operator === '!==') return left !== right;
  if (isObject(left) || isObject(right)) return new Unknown('objects are compared');
  if (typeof left === 'symbol' || typeof right === 'symbol')
    return new Unknown('a symbol is no number');
  if (typeof left === 'bigint' && typeof right === 'bigint')
    return computeBigInts(operator, left, right);
  if (typeof left === 'bigint' || typeof right === 'bigint')
    return new Unknown('numbers of two kinds');
  return computePlain(operator, left, right);
}

/** Of functions and classes: whether they are the same; `undefined`: nobody knows, or it is something else. */
function areSame(left: unknown, right: unknown): boolean | undefined {
  const keys = [left, right].map((value) =>
    value instanceof Native
      ? value.global
      : value instanceof Closure || value instanceof ClassValue
        ? value
        : undefined,
  );
  return keys.includes(undefined) ? undefined : keys[0] === keys[1];
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function computeBigInts(operator: string, left: bigint, right: bigint): unknown {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '**':
      return right >= 0n && right < 10_000n
        ? left ** right
        : new Unknown('the number is too large');
    default:
      return new Unknown(`${operator} of bigints is not followed`);
  }
}

type Plain = string | number | boolean | null | undefined;

function computePlain(operator: string, first: unknown, second: unknown): unknown {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- all that is left of what values may be
  const [left, right] = [first as Plain, second as Plain];
  const [a, b] = [Number(left), Number(right)];
  const areTexts = typeof left === 'string' && typeof right === 'string';
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    case '**':
      return a ** b;
    case '|':
      return a | b;
    case '&':
      return a & b;
    case '^':
      return a ^ b;
    case '<<':
      return a << b;
    case '>>':
      return a >> b;
    case '>>>':
      return a >>> b;
    case '<':
      return areTexts ? left < right : a < b;
    case '>':
      return areTexts ? left > right : a > b;
    case '<=':
      return areTexts ? left <= right : a <= b;
    case '>=':
      return areTexts ? left >= right : a >= b;
    case '==':
      // oxlint-disable-next-line eslint/eqeqeq -- it is what the file says
      return left == right;
    case '!=':
      // oxlint-disable-next-line eslint/eqeqeq -- it is what the file says
      return left != right;
    default:
      return new Unknown(`"${operator}" is known only when the file runs`);
  }
}
