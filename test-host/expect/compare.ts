/**
 * Deep equality as Jest's `equals` decides it, for the values that are sure: primitives, plain objects and
 * instances of classes, dense arrays, dates, regular expressions, errors, maps, sets, typed arrays, asymmetric
 * matchers. Members are compared from the last to the first, as Jest does, so that what a getter throws is the same.
 * For all else (cycles, other iterables, holes, symbols as keys, DOM nodes, …) the answer is UNSURE,
 * and Jest is asked. What is not explained here is a rule of Jest's that its tests pin down.
 */

/** 0: no, 1: yes, 2: ask Jest. */
export type Verdict = 0 | 1 | 2;
export const NO = 0;
export const YES = 1;
export const UNSURE = 2;

/** Which rules apply on top of plain equality; a sum of these. */
export type Rules = number;
/** Maps, sets and other iterables are compared by what they hold. Without it they are left to Jest. */
export const ITERABLES = 1;
/** A property that is `undefined` is not the same as none. */
export const STRICT = 2;
/** Objects must be of the same class. */
export const TYPES = 4;

export const toEqualRules: Rules = ITERABLES;
export const toStrictEqualRules: Rules = ITERABLES | STRICT | TYPES;

/** Deeper values are left to Jest. */
const maxDepth = 100;

/** The objects that are being compared, innermost first: Jest has rules of its own for those met again. */
export interface Ancestors {
  readonly a: object;
  readonly b: object;
  readonly up: Ancestors | undefined;
  readonly depth: number;
}

const objectPrototype = Object.prototype;
const tagOf = Object.prototype.toString;
const isEnumerable = Object.prototype.propertyIsEnumerable;
const typedArrayTag = /^\[object (?:Uint|Int|Float|BigUint|BigInt)\d+(?:Clamped)?Array\]$/;

/** Whether `a` (received) equals `b` (expected). May throw what a getter or a matcher of the user throws. */
export function compare(a: unknown, b: unknown, rules: Rules, up?: Ancestors): Verdict {
  if (typeof a === 'object' && a !== null && typeof b === 'object' && b !== null) {
    return compareObjects(a, b, rules, up);
  }
  if (Object.is(a, b)) return YES;
  if (isAsymmetric(b)) return isAsymmetric(a) ? UNSURE : verdictOf(b.asymmetricMatch(a));
  return isAsymmetric(a) ? verdictOf(a.asymmetricMatch(b)) : NO;
}

export interface Asymmetric {
  asymmetricMatch(other: unknown): unknown;
}

export function isAsymmetric(value: unknown): value is Asymmetric {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return false;
  return typeof (value as Partial<Asymmetric>).asymmetricMatch === 'function'; // to be found out here
}

/** What a matcher of the user says may be anything. */
export function verdictOf(answer: unknown): Verdict {
  return answer === true ? YES : answer === false ? NO : UNSURE;
}

/** @returns `undefined` when the two are too deep, or inside themselves */
export function descend(a: object, b: object, up: Ancestors | undefined): Ancestors | undefined {
  for (let node = up; node !== undefined; node = node.up) if (node.a === a || node.b === b) return undefined;
  const depth = up === undefined ? 0 : up.depth + 1;
  return depth > maxDepth ? undefined : { a, b, up, depth };
}

function compareObjects(a: object, b: object, rules: Rules, up: Ancestors | undefined): Verdict {
  if (isAsymmetric(b)) return isAsymmetric(a) ? UNSURE : verdictOf(b.asymmetricMatch(a));
  if (isAsymmetric(a)) return verdictOf(a.asymmetricMatch(b));
  const inside = descend(a, b, up);
  if (inside === undefined) return UNSURE;
  const aPrototype: unknown = Object.getPrototypeOf(a);
  const bPrototype: unknown = Object.getPrototypeOf(b);
  if (Array.isArray(a)) {
    const areArrays =
      aPrototype === Array.prototype && bPrototype === Array.prototype && Array.isArray(b);
    return areArrays ? compareArrays(a, b, rules, inside) : UNSURE;
  }
  if (aPrototype === objectPrototype && bPrototype === objectPrototype) {
    return isSame(a, b) ? YES : compareProperties(a, b, rules, inside);
  }
  if (Array.isArray(b)) return UNSURE;
  return aPrototype === bPrototype || (rules & TYPES) === 0
    ? compareInstances(a, b, rules, inside)
    : UNSURE;
}

/** The same object, and none of those that Jest does not find equal to themselves. */
function isSame(a: object, b: object): boolean {
  return a === b && !(Symbol.iterator in a) && !Object.hasOwn(a, 'constructor');
}

function compareArrays(
  a: readonly unknown[],
  b: readonly unknown[],
  rules: Rules,
  inside: Ancestors,
): Verdict {
  if (a === b) return YES;
  const { length } = a;
  if (length !== b.length) return compareLengths(a, b, rules);
  if (!isDense(a) || !isDense(b)) return UNSURE;
  for (let i = length - 1; i >= 0; i--) {
    const verdict = compare(a[i], b[i], rules, inside);
    if (verdict !== YES) return verdict;
  }
  return YES;
}

/** An array that is longer by items that are not `undefined` is a different one. */
function compareLengths(a: readonly unknown[], b: readonly unknown[], rules: Rules): Verdict {
  if ((rules & STRICT) !== 0) return NO;
  const shorter = Math.min(a.length, b.length);
  const extra = a.length > b.length ? a[shorter] : b[shorter];
  return extra === undefined || typeof extra === 'object' || typeof extra === 'function'
    ? UNSURE
    : NO;
}

/** No holes, and nothing but items. Keys come in the order of the indices, so the last one tells. */
export function isDense(array: readonly unknown[]): boolean {
  const keys = Object.keys(array);
  const { length } = array;
  if (keys.length !== length || Object.getOwnPropertySymbols(array).length > 0) return false;
  return length === 0 || keys[length - 1] === String(length - 1);
}

type Properties = Readonly<Record<string, unknown>>;

function compareProperties(a: object, b: object, rules: Rules, inside: Ancestors): Verdict {
  if (Object.getOwnPropertySymbols(a).length > 0 || Object.getOwnPropertySymbols(b).length > 0)
    return UNSURE;
  const aKeys = Object.keys(a);
  const bKeys = Object.keys(b);
  if (!haveSameOrder(aKeys, bKeys)) {
    return compareUnordered({ a: a as Properties, aKeys, b: b as Properties, bKeys }, rules, inside); // any object has properties
  }
  for (let i = aKeys.length - 1; i >= 0; i--) {
    const key = aKeys[i] as string; // i is in range
    if (key === 'isEqualNode' || (key === 'constructor' && (rules & TYPES) !== 0)) return UNSURE;
    const verdict = compare((a as Properties)[key], (b as Properties)[key], rules, inside);
    if (verdict !== YES) return verdict;
  }
  return YES;
}

function haveSameOrder(aKeys: readonly string[], bKeys: readonly string[]): boolean {
  if (aKeys.length !== bKeys.length) return false;
  for (let i = 0; i < aKeys.length; i++) if (aKeys[i] !== bKeys[i]) return false;
  return true;
}

interface TwoObjects {
  readonly a: Properties;
  readonly aKeys: readonly string[];
  readonly b: Properties;
  readonly bKeys: readonly string[];
}

function compareUnordered(
  { a, aKeys, b, bKeys }: TwoObjects,
  rules: Rules,
  inside: Ancestors,
): Verdict {
  let common = 0;
  for (const key of aKeys) {
    if (key === 'isEqualNode' || (key === 'constructor' && (rules & TYPES) !== 0)) return UNSURE;
    if (isEnumerable.call(b, key)) common++;
    else if (key in b) return UNSURE; // hidden or inherited
    else if ((rules & STRICT) !== 0) return NO;
    else if (a[key] !== undefined) return isPrimitive(a[key]) ? NO : UNSURE;
  }
  if (common !== bKeys.length) {
    for (const key of bKeys) {
      if (isEnumerable.call(a, key)) continue;
      if (key in a) return UNSURE;
      if ((rules & STRICT) !== 0) return NO;
      if (b[key] !== undefined) return isPrimitive(b[key]) ? NO : UNSURE;
    }
  }
  for (let i = aKeys.length - 1; i >= 0; i--) {
    const key = aKeys[i] as string; // i is in range
    if (!isEnumerable.call(b, key)) continue;
    const verdict = compare(a[key], b[key], rules, inside);
    if (verdict !== YES) return verdict;
  }
  return YES;
}

function isPrimitive(value: unknown): boolean {
  return value === null || (typeof value !== 'object' && typeof value !== 'function');
}

/** Everything whose prototype is not that of object literals. */
function compareInstances(a: object, b: object, rules: Rules, inside: Ancestors): Verdict {
  const tag = tagOf.call(a);
  if (tag !== tagOf.call(b)) return UNSURE;
  if (tag === '[object Map]' || tag === '[object Set]') {
    return (rules & ITERABLES) === 0 ? UNSURE : compareCollections(a, b, rules, inside);
  }
  if (typedArrayTag.test(tag)) {
    // Jest compares the bytes of floats under `toStrictEqual`.
    return (rules & TYPES) !== 0 && tag.includes('Float') ? UNSURE : compareTypedArrays(a, b);
  }
  if (Symbol.iterator in a || Symbol.iterator in b) return UNSURE;
  if (tag === '[object Object]') {
    if (Symbol.toStringTag in a || Symbol.toStringTag in b || 'isEqualNode' in a) return UNSURE;
    return isSame(a, b) ? YES : compareProperties(a, b, rules, inside);
  }
  if (a instanceof Error && b instanceof Error) return a.message === b.message ? YES : NO;
  if (a === b) return YES;
  if (tag === '[object Date]') return Number(a) === Number(b) ? YES : UNSURE;
  if (tag !== '[object RegExp]' || !(a instanceof RegExp && b instanceof RegExp)) return UNSURE;
  return a.source === b.source && a.flags === b.flags ? YES : NO;
}

function compareCollections(a: object, b: object, rules: Rules, inside: Ancestors): Verdict {
  const prototype: unknown = Object.getPrototypeOf(a);
  if (Object.getPrototypeOf(b) !== prototype) return UNSURE;
  if (prototype === Set.prototype)
    return compareSets(a as Set<unknown>, b as Set<unknown>, rules, inside); // by its prototype
  if (prototype === Map.prototype)
    return compareMaps(a as Map<unknown, unknown>, b as Map<unknown, unknown>, rules, inside); // likewise
  return UNSURE;
}

function compareSets(
  a: ReadonlySet<unknown>,
  b: ReadonlySet<unknown>,
  rules: Rules,
  inside: Ancestors,
): Verdict {
  if (a.size !== b.size) return NO;
  for (const value of a) {
    if (b.has(value)) continue;
    if ((rules & TYPES) !== 0) return UNSURE;
    const found = findEqual(value, b, rules, inside);
    if (found !== YES) return found;
  }
  return YES;
}

function findEqual(
  value: unknown,
  others: Iterable<unknown>,
  rules: Rules,
  inside: Ancestors,
): Verdict {
  for (const other of others) {
    const verdict = compare(value, other, rules, inside);
    if (verdict !== NO) return verdict;
  }
  return NO;
}

type AnyMap = ReadonlyMap<unknown, unknown>;

function compareMaps(a: AnyMap, b: AnyMap, rules: Rules, inside: Ancestors): Verdict {
  if (a.size !== b.size) return NO;
  for (const [key, value] of a) {
    const other = b.get(key);
    // Under `toStrictEqual` what a map holds is compared less strictly again: that is Jest's to sort out.
    if ((rules & TYPES) !== 0 && !(isPrimitive(value) && isPrimitive(other))) return UNSURE;
    const verdict = b.has(key) ? compare(value, other, rules, inside) : NO;
    if (verdict === UNSURE) return UNSURE;
    if (verdict === YES) continue;
    // Another entry may have an equal key; with keys that are no objects there is none.
    for (const otherKey of b.keys()) if (!isPrimitive(otherKey)) return UNSURE;
    return isPrimitive(key) ? NO : UNSURE;
  }
  return YES;
}

function compareTypedArrays(a: object, b: object): Verdict {
  if (!ArrayBuffer.isView(a) || !ArrayBuffer.isView(b)) return UNSURE;
  const x = a as unknown as ArrayLike<unknown>; // by its tag
  const y = b as unknown as ArrayLike<unknown>; // likewise
  if (x.length !== y.length) return UNSURE;
  for (let i = 0; i < x.length; i++) if (!Object.is(x[i], y[i])) return NO;
  return Object.keys(a).length === x.length && Object.keys(b).length === y.length ? YES : UNSURE;
}
