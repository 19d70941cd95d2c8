/**
 * The quick way of an assertion: what our own code can decide about the received value and the arguments of a
 * matcher. Wrong kinds of values and rare forms are UNSURE: Jest decides, and has the message for them.
 */
import { realIs, realIsArray, realPrototypeOf } from '../intrinsics.ts';
import { isClose } from './asymmetric-values.ts';
import { compare } from './compare.ts';
import {
  NO,
  byToEqual,
  byToStrictEqual,
  UNSURE,
  type Place,
  type Verdict,
  yesIf,
} from './comparison.ts';
import { compareSubset } from './compare-subset.ts';
import { mockVerdicts } from './mock-verdicts.ts';
import { propertyVerdict } from './property-verdict.ts';
import { customTesters } from './registry.ts';

export type Decide = (actual: unknown, args: readonly unknown[]) => Verdict;

export const verdicts: Readonly<Record<string, Decide>> = {
  toBe: (actual, args) => yesIf(realIs(actual, args[0])),
  toBeCloseTo: (actual, args) => closeness(actual, args[0], args.length > 1 ? args[1] : 2),
  toBeDefined: (actual, args) => withoutArgument(args, actual !== undefined),
  toBeFalsy: (actual, args) => withoutArgument(args, !actual),
  toBeGreaterThan: (actual, args) => ordered(actual, args[0], (a, b) => a > b),
  toBeGreaterThanOrEqual: (actual, args) => ordered(actual, args[0], (a, b) => a >= b),
  toBeInstanceOf: (actual, args) =>
    typeof args[0] === 'function' ? yesIf(actual instanceof args[0]) : UNSURE,
  toBeLessThan: (actual, args) => ordered(actual, args[0], (a, b) => a < b),
  toBeLessThanOrEqual: (actual, args) => ordered(actual, args[0], (a, b) => a <= b),
  toBeNaN: (actual, args) => withoutArgument(args, Number.isNaN(actual)),
  toBeNull: (actual, args) => withoutArgument(args, actual === null),
  toBeTruthy: (actual, args) => withoutArgument(args, Boolean(actual)),
  toBeUndefined: (actual, args) => withoutArgument(args, actual === undefined),
  toContain: (actual, args) => containment(actual, args[0]),
  toContainEqual: (actual, args) => containmentOfEqual(actual, args[0]),
  toEqual: (actual, args) => equality(actual, args[0], byToEqual),
  toHaveLength: (actual, args) => ofLength(actual, args[0]),
  toHaveProperty: propertyVerdict,
  toMatch: (actual, args) => matching(actual, args[0]),
  toMatchObject: (actual, args) => matchingObject(actual, args[0]),
  toStrictEqual: (actual, args) => equality(actual, args[0], byToStrictEqual),
  ...mockVerdicts,
};

function withoutArgument(args: readonly unknown[], holds: boolean): Verdict {
  return args[0] === undefined ? yesIf(holds) : UNSURE;
}

/** `order(a, b)` for two numbers or bigints, also one of each. */
function ordered(
  actual: unknown,
  expected: unknown,
  order: (a: number | bigint, b: number | bigint) => boolean,
): Verdict {
  return isNumeric(actual) && isNumeric(expected) ? yesIf(order(actual, expected)) : UNSURE;
}

function isNumeric(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

function closeness(actual: unknown, expected: unknown, precision: unknown): Verdict {
  if (typeof actual !== 'number' || typeof expected !== 'number' || typeof precision !== 'number')
    return UNSURE;
  return yesIf(isClose(actual, expected, precision));
}

function equality(actual: unknown, expected: unknown, at: Place): Verdict {
  return customTesters().length > 0 ? UNSURE : compare(actual, expected, at);
}

function containment(actual: unknown, expected: unknown): Verdict {
  if (typeof actual === 'string')
    return typeof expected === 'string' ? yesIf(actual.includes(expected)) : UNSURE;
  // Spreading turns holes into `undefined`, and `===` finds no NaN.
  if (expected === undefined || Number.isNaN(expected)) return UNSURE;
  if (isPlainArray(actual)) return yesIf(actual.includes(expected));
  return isPlainSet(actual) ? yesIf(actual.has(expected)) : UNSURE;
}

function containmentOfEqual(actual: unknown, expected: unknown): Verdict {
  if (!isPlainArray(actual) || customTesters().length > 0) return UNSURE;
  for (const item of actual) {
    const verdict = compare(item, expected, byToEqual);
    if (verdict !== NO) return verdict;
  }
  return NO;
}

function isPlainArray(value: unknown): value is readonly unknown[] {
  return realIsArray(value) && realPrototypeOf(value) === Array.prototype;
}

function isPlainSet(value: unknown): value is ReadonlySet<unknown> {
  return value instanceof Set && realPrototypeOf(value) === Set.prototype;
}

function ofLength(actual: unknown, expected: unknown): Verdict {
  if (typeof expected !== 'number' || !Number.isSafeInteger(expected) || expected < 0)
    return UNSURE;
  if (typeof actual === 'string' || realIsArray(actual)) return yesIf(actual.length === expected);
  if (typeof actual !== 'object' || actual === null) return UNSURE;
  const length: unknown = Reflect.get(actual, 'length');
  return typeof length === 'number' ? yesIf(length === expected) : UNSURE;
}

function matching(actual: unknown, expected: unknown): Verdict {
  if (typeof actual !== 'string') return UNSURE;
  if (typeof expected === 'string') return yesIf(actual.includes(expected));
  // Jest tests with a copy, so that `lastIndex` plays no part; without these flags it plays none anyway.
  const isStateless = expected instanceof RegExp && !expected.global && !expected.sticky;
  return isStateless ? yesIf(expected.test(actual)) : UNSURE;
}

function matchingObject(actual: unknown, expected: unknown): Verdict {
  if (
    typeof actual !== 'object' ||
    actual === null ||
    typeof expected !== 'object' ||
    expected === null
  )
    return UNSURE;
  return customTesters().length > 0 ? UNSURE : compareSubset(actual, expected);
}
