/**
 * Deep equality as Jest's `equals` decides it, for the values that are sure: primitives, plain objects and
 * instances of classes, dense arrays, dates, regular expressions, errors, maps, sets, typed arrays, asymmetric
 * matchers. Members are compared from the last to the first, as Jest does, so that what a getter throws is the
 * same. For all else (cycles, other iterables, holes, symbols as keys, DOM nodes, …) the answer is UNSURE, and
 * Jest is asked. What is not explained here is a rule of Jest's that its tests pin down.
 */
import {
  realHasOwn,
  realIs,
  realIsArray,
  realKeys,
  realPrototypeOf,
  realSymbolsOf,
} from '../intrinsics.ts';
import {
  has,
  inside,
  isAsymmetric,
  isDense,
  isPrimitive,
  ITERABLES,
  NO,
  STRICT,
  TYPES,
  UNSURE,
  verdictOf,
  YES,
  yesIf,
  type Place,
  type Verdict,
} from './comparison.ts';

const toStringTag = (value: object): string => Object.prototype.toString.call(value);
const typedArrayTag = /^\[object (?:Uint|Int|Float|BigUint|BigInt)\d+(?:Clamped)?Array\]$/;

/**
 * Whether `a` (received) equals `b` (expected). May throw what a getter or a matcher of the user throws.
 * @param at one of the starts (`byToEqual`, …), or the place of the members
 */
export function compare(a: unknown, b: unknown, at: Place): Verdict {
  if (typeof a === 'object' && a !== null && typeof b === 'object' && b !== null) {
    return compareObjects(a, b, at);
  }
  if (realIs(a, b)) return YES;
  if (isAsymmetric(b)) return isAsymmetric(a) ? UNSURE : verdictOf(b.asymmetricMatch(a));
  if (isAsymmetric(a)) return verdictOf(a.asymmetricMatch(b));
  return hasTag(a) || hasTag(b) ? UNSURE : NO;
}

/** Jest reads it, which may run code. */
function hasTag(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Symbol.toStringTag in value;
}

function compareObjects(a: object, b: object, around: Place): Verdict {
  if (isAsymmetric(b)) return isAsymmetric(a) ? UNSURE : verdictOf(b.asymmetricMatch(a));
  if (isAsymmetric(a)) return verdictOf(a.asymmetricMatch(b));
  const at = inside(a, b, around);
  if (at === undefined) return UNSURE;
  const aPrototype: unknown = realPrototypeOf(a);
  const bPrototype: unknown = realPrototypeOf(b);
  if (realIsArray(a)) {
    const arePlain = aPrototype === Array.prototype && bPrototype === Array.prototype;
    return arePlain && realIsArray(b) ? compareArrays(a, b, at) : UNSURE;
  }
  if (aPrototype === Object.prototype && bPrototype === Object.prototype) {
    return isSame(a, b) ? YES : compareProperties(a, b, at);
  }
  if (realIsArray(b)) return UNSURE;
  return aPrototype === bPrototype || !has(at, TYPES) ? compareInstances(a, b, at) : UNSURE;
}

/** The same object, and none of those that Jest does not find equal to themselves. */
function isSame(a: object, b: object): boolean {
  return a === b && !(Symbol.iterator in a) && !realHasOwn(a, 'constructor');
}

function compareArrays(a: readonly unknown[], b: readonly unknown[], at: Place): Verdict {
  if (a === b) return YES;
  if (a.length !== b.length) return compareLengths(a, b, at);
  if (!isDense(a) || !isDense(b)) return UNSURE;
  for (let i = a.length - 1; i >= 0; i--) {
    const verdict = compare(a[i], b[i], at);
    if (verdict !== YES) return verdict;
  }
  return YES;
}

/** An array that is longer by items that are not `undefined` is a different one. */
function compareLengths(a: readonly unknown[], b: readonly unknown[], at: Place): Verdict {
  if (has(at, STRICT)) return NO;
  const shorter = Math.min(a.length, b.length);
  const extra = a.length > b.length ? a[shorter] : b[shorter];
  return extra !== undefined && isPrimitive(extra) ? NO : UNSURE;
}

function compareProperties(a: object, b: object, at: Place): Verdict {
  if (realSymbolsOf(a).length > 0) return UNSURE;
  if (realSymbolsOf(b).length > 0) return UNSURE;
  const keys = realKeys(a);
  if (!areSameKeys(keys, realKeys(b))) {
    const verdict = compareKeys(a, b, at);
    if (verdict !== YES) return verdict;
  }
  for (let i = keys.length - 1; i >= 0; i--) {
    const key = keys[i];
    if (key === undefined || key === 'isEqualNode') return UNSURE;
    if (key === 'constructor' && has(at, TYPES)) return UNSURE;
    const verdict = compare(read(a, key), read(b, key), at);
    if (verdict !== YES) return verdict;
  }
  return YES;
}

function read(object: object, key: string): unknown {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- any object may have properties of that name
  return (object as Readonly<Record<string, unknown>>)[key];
}

/** In the same order too: the usual case, and the quick one. */
function areSameKeys(aKeys: readonly string[], bKeys: readonly string[]): boolean {
  if (aKeys.length !== bKeys.length) return false;
  for (let i = 0; i < aKeys.length; i++) if (aKeys[i] !== bKeys[i]) return false;
  return true;
}

/** Whether each has the keys of the other, or is `undefined` where that does not count. */
function compareKeys(a: object, b: object, at: Place): Verdict {
  const verdict = missingKeys(a, b, at);
  return verdict === YES ? missingKeys(b, a, at) : verdict;
}

function missingKeys(from: object, to: object, at: Place): Verdict {
  for (const key of realKeys(from)) {
    if (Object.prototype.propertyIsEnumerable.call(to, key)) continue;
    if (key in to) return UNSURE; // hidden or inherited
    if (has(at, STRICT)) return NO;
    const value = read(from, key);
    if (value === undefined) continue;
    // Jest reads all properties before it says no, and some may throw.
    return !isAsymmetric(value) && areReadable(from) && areReadable(to) ? NO : UNSURE;
  }
  return YES;
}

function areReadable(object: object): boolean {
  for (const key of realKeys(object)) read(object, key);
  return true;
}

/** Everything whose prototype is not that of object literals. */
function compareInstances(a: object, b: object, at: Place): Verdict {
  const tag = toStringTag(a);
  if (tag !== toStringTag(b)) return UNSURE;
  if (tag === '[object Map]' || tag === '[object Set]') return compareCollections(a, b, at);
  if (typedArrayTag.test(tag)) return compareTypedArrays(a, b, at);
  if (Symbol.iterator in a || Symbol.iterator in b) return UNSURE;
  if (tag === '[object Object]') {
    if (Symbol.toStringTag in a || Symbol.toStringTag in b || 'isEqualNode' in a) return UNSURE;
    return isSame(a, b) ? YES : compareProperties(a, b, at);
  }
  if (a instanceof Error && b instanceof Error) return yesIf(a.message === b.message);
  if (a === b) return YES;
  if (tag === '[object Date]') return Number(a) === Number(b) ? YES : UNSURE;
  if (!(a instanceof RegExp) || !(b instanceof RegExp)) return UNSURE;
  return yesIf(a.source === b.source && a.flags === b.flags);
}

function compareCollections(a: object, b: object, at: Place): Verdict {
  if (!has(at, ITERABLES) || realPrototypeOf(a) !== realPrototypeOf(b)) return UNSURE;
  if (isOwn(a, Set) && isOwn(b, Set)) return compareSets(a, b, at);
  return isOwn(a, Map) && isOwn(b, Map) ? compareMaps(a, b, at) : UNSURE;
}

/** An instance of the class itself: a subclass may iterate in its own way. */
function isOwn<T extends object>(value: object, constructor: abstract new () => T): value is T {
  return value instanceof constructor && realPrototypeOf(value) === constructor.prototype;
}

function compareSets(a: ReadonlySet<unknown>, b: ReadonlySet<unknown>, at: Place): Verdict {
  if (a.size !== b.size) return NO;
  for (const value of a) {
    if (b.has(value)) continue;
    if (has(at, TYPES)) return UNSURE;
    const found = findEqual(value, b, at);
    if (found !== YES) return found;
  }
  return YES;
}

function findEqual(value: unknown, others: Iterable<unknown>, at: Place): Verdict {
  for (const other of others) {
    const verdict = compare(value, other, at);
    if (verdict !== NO) return verdict;
  }
  return NO;
}

type AnyMap = ReadonlyMap<unknown, unknown>;

function compareMaps(a: AnyMap, b: AnyMap, at: Place): Verdict {
  if (a.size !== b.size) return NO;
  for (const [key, value] of a) {
    const other = b.get(key);
    // Under `toStrictEqual` what a map holds is compared less strictly again: that is Jest's to sort out.
    if (has(at, TYPES) && !(isPrimitive(value) && isPrimitive(other))) return UNSURE;
    const verdict = b.has(key) ? compare(value, other, at) : NO;
    if (verdict === UNSURE) return UNSURE;
    if (verdict === YES) continue;
    // Another entry may have an equal key; with keys that are no objects there is none.
    for (const otherKey of b.keys()) if (!isPrimitive(otherKey)) return UNSURE;
    return isPrimitive(key) ? NO : UNSURE;
  }
  return YES;
}

function compareTypedArrays(a: object, b: object, at: Place): Verdict {
  // Jest compares the bytes of floats under `toStrictEqual`.
  if (has(at, TYPES) && toStringTag(a).includes('Float')) return UNSURE;
  const x = itemsOf(a);
  const y = itemsOf(b);
  if (x === undefined || y === undefined || x.length !== y.length) return UNSURE;
  for (let i = 0; i < x.length; i++) if (!realIs(x[i], y[i])) return NO;
  // Whatever else is a property counts too.
  return realKeys(a).length === x.length && realKeys(b).length === y.length ? YES : UNSURE;
}

function itemsOf(value: object): ArrayLike<unknown> | undefined {
  if (!ArrayBuffer.isView(value) || !('length' in value)) return undefined;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a view with a length is a typed array
  return value as unknown as ArrayLike<unknown>;
}
