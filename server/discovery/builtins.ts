/** The functions of the language that tables and titles are made with, on static values. */
import type { Machine } from './environment.ts';
import { apply, attempt, callEach, itemsOf, MAX_LENGTH } from './methods.ts';
import { ErrorValue, findUnknown, Native, Unknown } from './values.ts';

const STATICS: Readonly<Record<string, readonly string[]>> = {
  Object: ['keys', 'values', 'entries', 'fromEntries', 'freeze', 'seal', 'hasOwn', 'is'],
  Array: ['isArray', 'of'],
  Math: Object.getOwnPropertyNames(Math).filter((name) => name !== 'random'),
  JSON: ['stringify', 'parse'],
  String: ['fromCharCode', 'fromCodePoint'],
  Number: ['isInteger', 'isFinite', 'isNaN', 'isSafeInteger', 'parseFloat', 'parseInt'],
  BigInt: ['asIntN', 'asUintN'],
  Symbol: ['for'],
  Date: ['UTC'],
};
const FUNCTIONS = ['String', 'Number', 'Boolean', 'BigInt', 'Symbol', 'RegExp'];
const CLASSES = [
  'Map',
  'Set',
  'RegExp',
  'String',
  'Number',
  'Boolean',
  'Uint8Array',
  'Int8Array',
  'Uint16Array',
  'Int16Array',
  'Uint32Array',
  'Int32Array',
  'Float32Array',
  'Float64Array',
  'Uint8ClampedArray',
  'BigInt64Array',
  'BigUint64Array',
  'ArrayBuffer',
  'URL',
  'URLSearchParams',
];
/** Only their names are known. */
const OPAQUE_CLASSES = [
  'WeakMap',
  'WeakSet',
  'WeakRef',
  'Promise',
  'Proxy',
  'Function',
  'DataView',
];
const ERRORS = [
  'Error',
  'TypeError',
  'RangeError',
  'SyntaxError',
  'ReferenceError',
  'EvalError',
  'URIError',
];

/** The value of a name of the language; `undefined` where the name is none of those. */
export function builtinNamed(name: string, machine: Machine): Native | undefined {
  const isKnown =
    Object.hasOwn(STATICS, name) ||
    FUNCTIONS.includes(name) ||
    CLASSES.includes(name) ||
    OPAQUE_CLASSES.includes(name) ||
    ERRORS.includes(name);
  if (!isKnown) return undefined;
  const original: unknown = Reflect.get(globalThis, name);
  return new Native(
    (args) => {
      if (ERRORS.includes(name)) return makeError(name, args);
      if (name === 'Array') return makeArray(args);
      if (!FUNCTIONS.includes(name))
        return new Unknown(`${name}() is known only when the file runs`);
      return apply(original, undefined, { args, machine });
    },
    (member) => staticMember(name, member, { original, machine }),
    name,
  );
}

/** `new name(…)` */
export function construct(name: string, args: readonly unknown[]): unknown {
  if (ERRORS.includes(name)) return makeError(name, args);
  if (name === 'Array') return makeArray(args);
  const unknown = args.map(findUnknown).find((found) => found !== undefined);
  if (unknown !== undefined) return unknown;
  if (name === 'Date') return makeDate(args);
  const original: unknown = CLASSES.includes(name) ? Reflect.get(globalThis, name) : undefined;
  const isHuge = args.some((arg) => typeof arg === 'number' && arg > MAX_LENGTH);
  if (typeof original !== 'function' || isHuge) {
    return new Unknown(`an object of ${name} is known only when the file runs`);
  }
  return attempt((): unknown => Reflect.construct(original, [...args]));
}

function makeError(name: string, args: readonly unknown[]): unknown {
  const [message = '', ...more] = args;
  return typeof message === 'string' && more.length === 0
    ? new ErrorValue(name, message)
    : new Unknown(`what this ${name} says is known only when the file runs`);
}

function makeArray(args: readonly unknown[]): unknown {
  const [length] = args;
  if (args.length !== 1 || typeof length !== 'number') return [...args];
  return Number.isInteger(length) && length >= 0 && length <= MAX_LENGTH
    ? Array.from({ length })
    : new Unknown('the list is too long');
}

/** Only what means the same moment everywhere. */
function makeDate(args: readonly unknown[]): unknown {
  const [time] = args;
  const isFixed =
    args.length === 1 &&
    (typeof time === 'number' ||
      (typeof time === 'string' && /^\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d))?$/.test(time)));
  if (!isFixed) return new Unknown('the date depends on when and where the file runs');
  return new Date(time);
}

function staticMember(
  name: string,
  member: string,
  { original, machine }: { readonly original: unknown; readonly machine: Machine },
): unknown {
  const value: unknown = Reflect.get(Object(original), member);
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'symbol')
    return value;
  if (name === 'String' && member === 'raw') return new Native((args) => rawText(args));
  if (name === 'Array' && member === 'from') return new Native((args) => listFrom(args, machine));
  if (name === 'Object' && member === 'assign') return new Native((args) => joined(args));
  if (name === 'Object' && (member === 'freeze' || member === 'seal'))
    return new Native(([given]) => given);
  if (name === 'Object' && (member === 'keys' || member === 'values' || member === 'entries')) {
    return new Native(([given]) => partsOf(member, given));
  }
  if (STATICS[name]?.includes(member) === true) {
    return new Native((args) => apply(value, original, { args, machine }));
  }
  return new Unknown(`${name}.${member} is known only when the file runs`);
}

/** The values in it need not be known. */
function partsOf(what: 'keys' | 'values' | 'entries', of: unknown): unknown {
  if (of instanceof Unknown) return of;
  if (typeof of !== 'object' || of === null || isSpecial(of)) {
    return new Unknown(`Object.${what}() is given what is known only when the file runs`);
  }
  return Object[what](of);
}

function isSpecial(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype !== Object.prototype && prototype !== Array.prototype && prototype !== null;
}

function joined(args: readonly unknown[]): unknown {
  const result = {};
  for (const arg of args) {
    if (arg === undefined || arg === null) continue;
    if (typeof arg !== 'object' || isSpecial(arg))
      return new Unknown('it joins what is known only when the file runs');
    Object.assign(result, arg);
  }
  return result;
}

function rawText([strings, ...values]: readonly unknown[]): unknown {
  const raw: unknown = Reflect.get(Object(strings), 'raw');
  const unknown = values.map(findUnknown).find((found) => found !== undefined);
  if (unknown !== undefined || !Array.isArray(raw))
    return unknown ?? new Unknown('its text is not known');
  return attempt(() => String.raw({ raw: raw.map(String) }, ...values));
}

function listFrom([given, map]: readonly unknown[], machine: Machine): unknown {
  const list = itemsOf(given) ?? lengthOf(given);
  if (list instanceof Unknown || list === undefined) {
    return list ?? new Unknown('the list is known only when the file runs');
  }
  return map === undefined ? list : callEach(list, map, machine);
}

function lengthOf(given: unknown): unknown[] | Unknown | undefined {
  if (given instanceof Unknown) return given;
  if (typeof given !== 'object' || given === null || !('length' in given)) return undefined;
  const { length } = given;
  return typeof length === 'number' && length >= 0 && length <= MAX_LENGTH
    ? Array.from({ length: Math.floor(length) })
    : undefined;
}
