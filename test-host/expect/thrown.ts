/** `toThrow` and `toThrowCode`: the function is run once, whoever looks at the outcome afterwards. */
import { currentFileScope } from '../api/scope.ts';
import { NO, UNSURE, YES, type Verdict } from './comparison.ts';
import type { MatcherContext, MatcherResult } from './types.ts';

export type Thrown = { readonly value: unknown } | undefined;

/** Runs `fn`. @returns what it threw, in a box */
export function catchThrown(fn: Function): Thrown {
  const stops = currentFileScope()?.failureStops;
  try {
    if (stops === undefined) Reflect.apply(fn, undefined, []);
    else stops.expecting((): unknown => Reflect.apply(fn, undefined, []));
    return undefined;
  } catch (value) {
    return { value };
  }
}

/** What a promise came to, as a matcher of thrown errors sees it: an error was thrown, a function is yet to run. */
export function thrownByPromise(value: unknown): Thrown {
  if (isError(value)) return { value };
  return typeof value === 'function' ? catchThrown(value) : undefined;
}

/** A function for Jest that does again what was done. */
export function replay(thrown: Thrown): () => void {
  return () => {
    if (thrown !== undefined) throw thrown.value;
  };
}

export function toThrowVerdict(thrown: Thrown, args: readonly unknown[]): Verdict {
  const expected = args[0];
  if (expected === undefined) return thrown === undefined ? NO : YES;
  const isKnown =
    typeof expected === 'string' || typeof expected === 'function' || expected instanceof RegExp;
  if (!isKnown) return UNSURE;
  if (thrown === undefined) return NO;
  if (typeof expected === 'function') return thrown.value instanceof expected ? YES : NO;
  const { value } = thrown;
  if (!(value instanceof Error) || typeof value.message !== 'string') return UNSURE;
  if (typeof expected === 'string') return value.message.includes(expected) ? YES : NO;
  if (expected.global || expected.sticky) return UNSURE;
  return expected.test(value.message) ? YES : NO;
}

export function toThrowCodeVerdict(thrown: Thrown, args: readonly unknown[]): Verdict {
  return hasCode(thrown, args[0]) ? YES : NO;
}

function hasCode(thrown: Thrown, expected: unknown): boolean {
  const code = codeOf(thrown);
  if (expected instanceof RegExp)
    return typeof code === 'string' && new RegExp(expected).test(code);
  return code !== undefined && code === expected;
}

function codeOf(thrown: Thrown): unknown {
  const value = thrown?.value;
  return typeof value === 'object' && value !== null && 'code' in value ? value.code : undefined;
}

/** Our own matcher in Jest's style. `received` is a replay of the user's function. */
export function toThrowCode(
  this: MatcherContext,
  received: unknown,
  expected?: unknown,
): MatcherResult {
  const {
    matcherErrorMessage,
    matcherHint,
    printExpected,
    printReceived,
    printWithType,
    ...colors
  } = this.utils;
  const hint = matcherHint('toThrowCode', undefined, undefined, {
    isNot: this.isNot,
    promise: this.promise,
  });
  if (typeof received !== 'function') {
    const problem = `${colors.RECEIVED_COLOR('received')} value must be a function or an error`;
    throw new Error(
      matcherErrorMessage(hint, problem, printWithType('Received', received, printReceived)),
    );
  }
  if (
    typeof expected !== 'string' &&
    typeof expected !== 'number' &&
    !(expected instanceof RegExp)
  ) {
    const problem = `${colors.EXPECTED_COLOR('expected')} value must be a code: a string, a number or a regular expression`;
    throw new Error(
      matcherErrorMessage(hint, problem, printWithType('Expected', expected, printExpected)),
    );
  }
  const thrown = catchThrown(received);
  const pass = hasCode(thrown, expected);
  const code = codeOf(thrown);
  const message = (): string => {
    const label = expected instanceof RegExp ? 'Expected code to match: ' : 'Expected code: ';
    const lines = [`${hint}\n`, `${label}${pass ? 'not ' : ''}${printExpected(expected)}`];
    if (thrown === undefined) lines.push('', 'Received function did not throw');
    else if (code === undefined) lines.push('The error that was thrown has no code');
    else if (!pass) lines.push(`${'Received code: '.padEnd(label.length)}${printReceived(code)}`);
    if (thrown !== undefined) lines.push('', `Thrown: ${printReceived(textOf(thrown.value))}`);
    return lines.join('\n');
  };
  return { pass, message, actual: code, expected };
}

function textOf(value: unknown): unknown {
  return isError(value) && 'message' in value ? value.message : value;
}

/** Jest's sense of an error, also one of another realm. */
export function isError(value: unknown): value is object {
  const tag = Object.prototype.toString.call(value);
  return (
    tag === '[object Error]' ||
    tag === '[object Exception]' ||
    tag === '[object DOMException]' ||
    value instanceof Error
  );
}
