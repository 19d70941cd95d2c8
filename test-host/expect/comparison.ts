/** The words that comparing is written in: verdicts, rules, and where in the two values it is. */
import { realKeys, realSymbolsOf } from '../intrinsics.ts';

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

/** The pair of objects whose members are being compared, and those around it. */
export interface Place {
  readonly rules: Rules;
  readonly a: object | undefined;
  readonly b: object | undefined;
  readonly around: Place | undefined;
  readonly depth: number;
}

export const byEquals = start(0);
export const byStrictEquals = start(STRICT);
export const byToEqual = start(ITERABLES);
export const byToStrictEqual = start(ITERABLES | STRICT | TYPES);

/** Deeper values are left to Jest. */
const maxDepth = 100;

function start(rules: Rules): Place {
  return { rules, a: undefined, b: undefined, around: undefined, depth: 0 };
}

/** @returns `undefined` when the two are too deep, or inside themselves: Jest has rules of its own for that */
export function inside(a: object, b: object, around: Place): Place | undefined {
  for (let place: Place | undefined = around; place !== undefined; place = place.around) {
    if (place.a === a || place.b === b) return undefined;
  }
  const { rules, depth } = around;
  return depth < maxDepth ? { rules, a, b, around, depth: depth + 1 } : undefined;
}

export function has(place: Place, rule: Rules): boolean {
  return (place.rules & rule) !== 0;
}

export interface Asymmetric {
  asymmetricMatch(other: unknown): unknown;
}

export function isAsymmetric(value: unknown): value is Asymmetric {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return false;
  const candidate: Partial<Asymmetric> = value;
  return typeof candidate.asymmetricMatch === 'function';
}

/** What a matcher of the user answers may be anything. */
export function verdictOf(answer: unknown): Verdict {
  return answer === true ? YES : answer === false ? NO : UNSURE;
}

export function yesIf(holds: boolean): Verdict {
  return holds ? YES : NO;
}

export function isPrimitive(value: unknown): boolean {
  return value === null || (typeof value !== 'object' && typeof value !== 'function');
}

/** No holes, and nothing but items. Keys come in the order of the indices, so the last one tells. */
export function isDense(array: readonly unknown[]): boolean {
  const keys = realKeys(array);
  const { length } = array;
  if (keys.length !== length || realSymbolsOf(array).length > 0) return false;
  return length === 0 || keys[length - 1] === String(length - 1);
}
