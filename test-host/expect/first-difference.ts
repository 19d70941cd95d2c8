/** Where two large values begin to differ: what a person needs first, and all that there is room for. */

export interface Difference {
  /** e.g. `[51234].name` */
  readonly place: string;
  readonly expected: unknown;
  readonly received: unknown;
}

type Equals = (a: unknown, b: unknown) => boolean;

const maxDepth = 50;
/** Characters shown on each side of where two strings part. */
const around = 60;

/** @returns `undefined` when no part can be named */
export function firstDifference(
  received: unknown,
  expected: unknown,
  equals: Equals,
): Difference | undefined {
  let place = '';
  let at = { expected, received };
  for (let depth = 0; depth < maxDepth; depth++) {
    const key = differingKey(at.received, at.expected, equals);
    if (key === undefined) break;
    place += key.name;
    at = { expected: key.expected, received: key.received };
  }
  const { expected: e, received: r } = at;
  if (typeof e === 'string' && typeof r === 'string')
    return differingText({ expected: e, received: r }, place);
  return place === '' ? undefined : { place, ...at };
}

function differingText(
  at: { expected: string; received: string },
  place: string,
): Difference | undefined {
  let i = 0;
  while (i < at.expected.length && at.expected[i] === at.received[i]) i++;
  const line = at.expected.slice(0, i).split('\n').length;
  const part = (text: string): string => text.slice(Math.max(0, i - around), i + around);
  if (Math.max(at.expected.length, at.received.length) <= 2 * around)
    return { place: place || 'the start', ...at };
  const where = `character ${i + 1} (line ${line})${place === '' ? '' : ` of ${place}`}`;
  return { place: where, expected: part(at.expected), received: part(at.received) };
}

interface Pair {
  readonly expected: unknown;
  readonly received: unknown;
}

interface DifferingKey extends Pair {
  readonly name: string;
}

function differingKey(
  received: unknown,
  expected: unknown,
  equals: Equals,
): DifferingKey | undefined {
  if (typeof received !== 'object' || received === null) return undefined;
  if (typeof expected !== 'object' || expected === null) return undefined;
  if (received instanceof Map && expected instanceof Map) {
    return differingEntry(received, expected, equals);
  }
  const isArray = Array.isArray(received) && Array.isArray(expected);
  if (!isArray && (Symbol.iterator in received || Symbol.iterator in expected)) return undefined;
  const names = Object.keys(expected);
  // Keys of long lists are not worth a set.
  const keys =
    isArray && received.length <= names.length
      ? names
      : new Set([...names, ...Object.keys(received)]);
  for (const key of keys) {
    const pair: Pair = {
      expected: Reflect.get(expected, key),
      received: Reflect.get(received, key),
    };
    if (Object.is(pair.received, pair.expected) || equals(pair.received, pair.expected)) continue;
    return { name: nameOf(key, isArray), ...pair };
  }
  return undefined;
}

type AnyMap = ReadonlyMap<unknown, unknown>;

function differingEntry(
  received: AnyMap,
  expected: AnyMap,
  equals: Equals,
): DifferingKey | undefined {
  for (const key of new Set([...expected.keys(), ...received.keys()])) {
    const pair = { expected: expected.get(key), received: received.get(key) };
    if (!equals(pair.received, pair.expected)) return { name: `.get(${String(key)})`, ...pair };
  }
  return undefined;
}

function nameOf(key: string, isArray: boolean): string {
  if (isArray) return `[${key}]`;
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key)
    ? `.${key}`
    : `[${JSON.stringify(key)}]`;
}
