/** `toMatchObject` as Jest decides it: {@link compare}, where an expected object names only some properties. */
import { realIsArray, realKeys, realPrototypeOf, realSymbolsOf } from '../intrinsics.ts';
import { compare } from './compare.ts';
import {
  byToEqual,
  inside,
  isAsymmetric,
  isDense,
  NO,
  UNSURE,
  verdictOf,
  YES,
  type Place,
  type Verdict,
} from './comparison.ts';

export function compareSubset(
  received: unknown,
  expected: unknown,
  around: Place = byToEqual,
): Verdict {
  if (typeof expected !== 'object' || expected === null) return compare(received, expected, around);
  if (typeof received !== 'object' || received === null) {
    return isAsymmetric(expected) ? verdictOf(expected.asymmetricMatch(received)) : UNSURE;
  }
  if (isAsymmetric(received)) return UNSURE;
  if (isAsymmetric(expected)) return verdictOf(expected.asymmetricMatch(received));
  const at = inside(received, expected, around);
  if (at === undefined) return UNSURE;
  if (realIsArray(expected)) return compareItems(received, expected, at);
  const prototype: unknown = realPrototypeOf(expected);
  const isPlain = prototype === Object.prototype || prototype === null;
  if (isPlain || isInstanceOfClass(expected)) return compareNamed(received, expected, at);
  // Their members are compared as parts again, with rules that only Jest knows.
  if (expected instanceof Map || expected instanceof Set) return UNSURE;
  // What is equal also matches; of what is not, parts may.
  return compare(received, expected, around) === YES ? YES : UNSURE;
}

function isInstanceOfClass(value: object): boolean {
  return !(Symbol.iterator in value) && Object.prototype.toString.call(value) === '[object Object]';
}

function compareItems(received: object, expected: readonly unknown[], at: Place): Verdict {
  if (!realIsArray(received) || !isDense(received) || !isDense(expected)) return UNSURE;
  if (received.length !== expected.length) return UNSURE;
  for (let i = expected.length - 1; i >= 0; i--) {
    const verdict = compareSubset(received[i], expected[i], at);
    if (verdict !== YES) return verdict;
  }
  return YES;
}

function compareNamed(received: object, expected: object, at: Place): Verdict {
  if (realSymbolsOf(expected).length > 0 || Symbol.iterator in expected) return UNSURE;
  for (const key of realKeys(expected)) {
    // What every object inherits does not count as a property, and Jest knows which does.
    if (key in Object.prototype) return UNSURE;
    const wanted: unknown = Reflect.get(expected, key); // read first, as Jest does: it may throw
    if (!(key in received)) return NO;
    const verdict = compareSubset(Reflect.get(received, key), wanted, at);
    if (verdict !== YES) return verdict;
  }
  return YES;
}
