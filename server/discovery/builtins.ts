/** The functions of the language that tables and titles are made with, on static values. */
import type { Machine } from './environment.ts';
import { ClassValue, Closure, ErrorValue, findUnknown, Native, Unknown } from './values.ts';

const MAX_LENGTH = 1_000_000;
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
    ERRORS.includes(name);
  if (!isKnown) return undefined;
  const original: unknown = Reflect.get(globalThis, name);
  return new Native(
    (args) => {
      if (ERRORS.includes(name)) return makeError(name, args);
      if (name === 'Array') return makeArray(args);
      if (!FUNCTIONS.includes(name))
        return new Unknown(`${name}() is known only when the file runs`);
      return apply(original, undefined, args);
    },
    (member) => staticMember(name, member, { original, machine }),
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
    return new Native((args) => apply(value, original, args));
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

/** The items of something that can be spread or looped over. */
export function itemsOf(value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) return Array.from<unknown>(value); // holes become undefined
  if (typeof value === 'string') return Array.from(value);
  if (value instanceof Map || value instanceof Set) return Array.from<unknown>(value);
  if (value instanceof URLSearchParams || value instanceof Uint8Array) return [...value];
  return undefined;
}

function callEach(list: readonly unknown[], fn: unknown, machine: Machine): unknown {
  const results: unknown[] = [];
  for (const [index, item] of list.entries()) {
    if (!machine.step()) return new Unknown('the list is too long');
    results.push(machine.call(fn, [item, index, list]));
  }
  return results;
}

const LIST_METHODS: Readonly<
  Record<string, (list: unknown[], args: readonly unknown[], machine: Machine) => unknown>
> = {
  map: (list, [fn], machine) => callEach(list, fn, machine),
  forEach: (list, [fn], machine) => {
    callEach(list, fn, machine);
    return undefined;
  },
  flatMap: (list, [fn], machine) => {
    const results = callEach(list, fn, machine);
    const unknown = Array.isArray(results) && results.find((item) => item instanceof Unknown);
    return Array.isArray(results) && unknown === undefined ? results.flat() : (unknown ?? results);
  },
  filter: (list, [fn], machine) => keep(list, fn, machine),
  find: (list, [fn], machine) => {
    const kept = keep(list, fn, machine);
    return Array.isArray(kept) ? kept[0] : kept;
  },
  some: (list, [fn], machine) => {
    const kept = keep(list, fn, machine);
    return Array.isArray(kept) ? kept.length > 0 : kept;
  },
  every: (list, [fn], machine) => {
    const kept = keep(list, fn, machine);
    return Array.isArray(kept) ? kept.length === list.length : kept;
  },
  concat: (list, args) => {
    const unknown = args.find((arg) => arg instanceof Unknown);
    return unknown ?? list.concat(...args);
  },
  slice: (list, [from, to]) => sliced(list, from, to),
  at: (list, [index]) =>
    typeof index === 'number' ? list.at(index) : new Unknown('which item is not known'),
  entries: (list) => [...list.entries()],
  keys: (list) => [...list.keys()],
  values: (list) => list,
  reverse: (list) => list.toReversed(),
  toReversed: (list) => list.toReversed(),
  fill: (list, args) => list.fill(args[0]),
};

function sliced(list: unknown[], from: unknown, to: unknown): unknown {
  const areNumbers = [from, to].every((at) => at === undefined || typeof at === 'number');
  if (!areNumbers) return new Unknown('which part of the list is not known');
  return list.slice(typeof from === 'number' ? from : 0, typeof to === 'number' ? to : undefined);
}

function keep(list: readonly unknown[], fn: unknown, machine: Machine): unknown[] | Unknown {
  const kept: unknown[] = [];
  for (const [index, item] of list.entries()) {
    if (!machine.step()) return new Unknown('the list is too long');
    const verdict = machine.call(fn, [item, index, list]);
    const unknown = findUnknown(verdict);
    if (unknown !== undefined) return unknown;
    if (verdict) kept.push(item);
  }
  return kept;
}

/** Methods that only read, of values that are known throughout. */
const PLAIN_LIST_METHODS = ['join', 'includes', 'indexOf', 'lastIndexOf', 'flat', 'toString'];
const GROWING = ['repeat', 'padStart', 'padEnd'];
const SORTS = ['sort', 'toSorted'];

/** A method of a plain value; `undefined` where it has none of this name. */
export function methodOf(receiver: unknown, name: string, machine: Machine): Native | undefined {
  if (Array.isArray(receiver)) {
    const list: unknown[] = receiver;
    const method = Object.hasOwn(LIST_METHODS, name) ? LIST_METHODS[name] : undefined;
    if (method !== undefined) return new Native((args) => method([...list], args, machine));
    if (SORTS.includes(name)) return new Native((args) => sorted(list, args));
    if (!PLAIN_LIST_METHODS.includes(name)) return undefined;
    return new Native((args) => findUnknown(list) ?? apply(Reflect.get(list, name), list, args));
  }
  if (receiver instanceof Map || receiver instanceof Set) {
    if (name === 'keys' || name === 'values' || name === 'entries') {
      return new Native(() => Array.from<unknown>(receiver[name]()));
    }
    return ['get', 'has'].includes(name)
      ? new Native((args) => apply(Reflect.get(receiver, name), receiver, args))
      : undefined;
  }
  if (receiver instanceof Date) {
    const isFixed = /^(?:getTime|valueOf|toISOString|toJSON|getUTC\w+)$/.test(name);
    return isFixed
      ? new Native((args) => apply(Reflect.get(receiver, name), receiver, args))
      : undefined;
  }
  const isText =
    ['string', 'number', 'bigint', 'boolean', 'symbol'].includes(typeof receiver) ||
    receiver instanceof RegExp;
  if (!isText || /^toLocale|^localeCompare$/.test(name)) return undefined;
  const method: unknown = Reflect.get(Object(receiver), name);
  if (typeof method !== 'function') return undefined;
  return new Native((args) =>
    GROWING.includes(name) && Number(args[0]) > MAX_LENGTH
      ? new Unknown('the text is too long')
      : apply(method, receiver, args),
  );
}

function sorted(list: readonly unknown[], args: readonly unknown[]): unknown {
  if (args.length > 0) return new Unknown('it is sorted by a function');
  // oxlint-disable-next-line typescript/require-array-sort-compare -- it is what the file says
  return findUnknown(list) ?? list.toSorted();
}

function apply(fn: unknown, receiver: unknown, args: readonly unknown[]): unknown {
  if (typeof fn !== 'function') return new Unknown('it is no function');
  for (const arg of args) {
    if (arg instanceof Closure || arg instanceof ClassValue) {
      return new Unknown('it is given a function');
    }
    const unknown = findUnknown(arg);
    if (unknown !== undefined) return unknown;
  }
  return attempt((): unknown => Reflect.apply(fn, receiver, [...args]));
}

/** What throws here would throw in the file. */
function attempt(body: () => unknown): unknown {
  try {
    return body();
  } catch (error) {
    return new Unknown(error instanceof Error ? error.message : String(error));
  }
}
