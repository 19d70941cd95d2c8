/** The methods of static values: lists, texts, numbers. */
import type { Machine } from './environment.ts';
import { Closure, findUnknown, Native, Unknown } from './values.ts';

/** Of lists and texts that are made here. */
export const MAX_LENGTH = 1_000_000;

/** The items of something that can be spread or looped over. */
export function itemsOf(value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) return Array.from<unknown>(value); // holes become undefined
  if (typeof value === 'string') return Array.from(value);
  if (value instanceof Map || value instanceof Set) return Array.from<unknown>(value);
  if (value instanceof URLSearchParams || value instanceof Uint8Array) return [...value];
  return undefined;
}

export function callEach(list: readonly unknown[], fn: unknown, machine: Machine): unknown {
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
  reduce: (list, args, machine) => apply(list.reduce, list, { args, machine }),
  reduceRight: (list, args, machine) => apply(list.reduceRight, list, { args, machine }),
  findIndex: (list, args, machine) => apply(list.findIndex, list, { args, machine }),
  findLast: (list, args, machine) => apply(list.findLast, list, { args, machine }),
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
const PLAIN_LIST_METHODS = 'join includes indexOf lastIndexOf flat toString with toSpliced'.split(
  ' ',
);
const GROWING = ['repeat', 'padStart', 'padEnd'];
const SORTS = ['sort', 'toSorted'];

/** A method of a plain value; `undefined` where it has none of this name. */
export function methodOf(receiver: unknown, name: string, machine: Machine): Native | undefined {
  if (Array.isArray(receiver)) {
    const list: unknown[] = receiver;
    const method = Object.hasOwn(LIST_METHODS, name) ? LIST_METHODS[name] : undefined;
    if (method !== undefined) return new Native((args) => method([...list], args, machine));
    if (SORTS.includes(name)) return new Native((args) => sorted(list, { args, machine }));
    if (!PLAIN_LIST_METHODS.includes(name)) return undefined;
    return new Native(
      (args) => findUnknown(list) ?? apply(Reflect.get(list, name), list, { args, machine }),
    );
  }
  if (receiver instanceof Map || receiver instanceof Set) {
    if (name === 'keys' || name === 'values' || name === 'entries') {
      return new Native(() => Array.from<unknown>(receiver[name]()));
    }
    return ['get', 'has', 'forEach'].includes(name)
      ? new Native((args) => apply(Reflect.get(receiver, name), receiver, { args, machine }))
      : undefined;
  }
  if (receiver instanceof Date) {
    const isFixed = /^(?:getTime|valueOf|toISOString|toJSON|getUTC\w+)$/.test(name);
    return isFixed
      ? new Native((args) => apply(Reflect.get(receiver, name), receiver, { args, machine }))
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
      : apply(method, receiver, { args, machine }),
  );
}

function sorted(list: readonly unknown[], given: Given): unknown {
  if (given.args.length > 0) return apply(Reflect.get(list, 'toSorted'), list, given);
  // oxlint-disable-next-line typescript/require-array-sort-compare -- it is what the file says
  return findUnknown(list) ?? list.toSorted();
}

export interface Given {
  readonly args: readonly unknown[];
  readonly machine: Machine;
}

/** Calls a function of the language. What it calls in turn is followed. */
export function apply(fn: unknown, receiver: unknown, { args, machine }: Given): unknown {
  if (typeof fn !== 'function') return new Unknown('it is no function');
  const given: unknown[] = [];
  for (const arg of args) {
    const unknown = arg instanceof Closure ? undefined : findUnknown(arg);
    if (unknown !== undefined) return unknown;
    given.push(arg instanceof Closure ? followed(arg, machine) : arg);
  }
  return attempt((): unknown => Reflect.apply(fn, receiver, given));
}

/** Ends a function of the language: what it asked for is not known. */
class NotKnown extends Error {
  readonly unknown: Unknown;

  constructor(unknown: Unknown) {
    super(unknown.reason);
    this.unknown = unknown;
  }
}

function followed(closure: Closure, machine: Machine): (...args: unknown[]) => unknown {
  return (...args) => {
    const value = machine.step()
      ? machine.call(closure, args)
      : new Unknown('the list is too long');
    if (value instanceof Unknown) throw new NotKnown(value);
    return value;
  };
}

/** What throws here would throw in the file. */
export function attempt(body: () => unknown): unknown {
  try {
    return body();
  } catch (error) {
    if (error instanceof NotKnown) return error.unknown;
    return new Unknown(error instanceof Error ? error.message : String(error));
  }
}
