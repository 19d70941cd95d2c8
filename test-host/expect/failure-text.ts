/**
 * The message of a failure, part of the chunk `jest-expect`. It is Jest's own, unless the values are such that
 * Jest would take minutes over it, print megabytes, or fail while printing.
 */
import { inspect } from 'node:util';
import { equals, iterableEquality } from '@jest/expect-utils';
import {
  matcherHint,
  EXPECTED_COLOR,
  RECEIVED_COLOR,
  printExpected,
  printReceived,
} from 'jest-matcher-utils';
import { excerpt, hiddenProperties } from './excerpt.ts';
import { isTooLarge } from './value-size.ts';
import type { MatcherResult } from './types.ts';
import { firstDifference } from './first-difference.ts';

export interface FailureFacts {
  readonly name: string;
  readonly isNot: boolean;
  readonly promise: string;
  readonly received: unknown;
  readonly args: readonly unknown[];
}

/** Longer texts are cut: of one value, of a message. */
const maxBrief = 2000;
const maxMessageLength = 60_000;

/**
 * An answer that saves Jest from comparing large values when it is known how that ends. Its message is made by
 * {@link describeFailure}.
 * @param values the received one and the arguments
 * @returns `undefined` when none is large
 */
export function answerForLarge(
  name: string,
  values: readonly unknown[],
  pass: boolean,
): MatcherResult | undefined {
  if (!values.some(isTooLarge)) return undefined;
  const [actual, expected] = values;
  const pair = hasDiff.has(name) ? { actual, expected, name } : undefined;
  return { pass, message: () => '', ...pair };
}

/** The matchers whose answers carry both values, in Jest. */
const hasDiff = new Set(['toBe', 'toEqual', 'toStrictEqual']);

/** @param message makes Jest's message */
export function describeFailure(message: () => string, facts: FailureFacts): string {
  try {
    if (isTooLarge(facts.received) || facts.args.some(isTooLarge)) return cut(describeLarge(facts));
    return cut(message());
  } catch (error) {
    return cut(describeUnprintable(facts, error));
  }
}

function hint({ name, isNot, promise, args }: FailureFacts): string {
  return matcherHint(name, undefined, args.length > 0 ? undefined : '', { isNot, promise });
}

function describeLarge(facts: FailureFacts): string {
  const expected = facts.args[0];
  const not = facts.isNot ? 'not ' : '';
  const difference =
    facts.isNot || facts.args.length !== 1 ? undefined : findDifference(facts.received, expected);
  if (difference === undefined) {
    const lines = [
      `Received: ${facts.isNot ? '    ' : ''}${RECEIVED_COLOR(brief(facts.received))}`,
    ];
    if (facts.args.length > 0)
      lines.unshift(`Expected: ${not}${EXPECTED_COLOR(facts.args.map(brief).join(', '))}`);
    return `${hint(facts)}\n\nThe values are too large to be shown in full.\n\n${lines.join('\n')}`;
  }
  const areLarge = isTooLarge(difference.expected) || isTooLarge(difference.received);
  const shownExpected = areLarge
    ? EXPECTED_COLOR(brief(difference.expected))
    : printExpected(difference.expected);
  const shownReceived = areLarge
    ? RECEIVED_COLOR(brief(difference.received))
    : printReceived(difference.received);
  return (
    `${hint(facts)}\n\nThe values are too large for a diff. They first differ at ${difference.place}:\n\n` +
    `Expected: ${shownExpected}\nReceived: ${shownReceived}`
  );
}

function findDifference(received: unknown, expected: unknown): ReturnType<typeof firstDifference> {
  return firstDifference(received, expected, (a, b) => equals(a, b, [iterableEquality]));
}

function describeUnprintable(facts: FailureFacts, error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  const lines = [`Received: ${RECEIVED_COLOR(brief(facts.received))}`];
  if (facts.args.length > 0) {
    lines.unshift(
      `Expected: ${facts.isNot ? 'not ' : ''}${EXPECTED_COLOR(facts.args.map(brief).join(', '))}`,
    );
  }
  const note = `The assertion failed, and reading its values for this message threw: ${reason}`;
  return `${hint(facts)}\n\n${lines.join('\n')}\n\n${note}`;
}

/** Runs no code of the value: no getters, no proxy traps, no own ways of printing. */
function brief(value: unknown): string {
  try {
    const hidden = hiddenProperties(value);
    const text = inspect(hidden > 0 ? excerpt(value) : value, {
      depth: 2,
      maxArrayLength: 10,
      maxStringLength: 500,
      getters: false,
      customInspect: false,
      showProxy: false,
    });
    const shown = text.length > maxBrief ? `${text.slice(0, maxBrief)}…` : text;
    return hidden > 0 ? `${shown} and ${hidden} more properties` : shown;
  } catch {
    return `a value that cannot be printed (${typeof value})`;
  }
}

function cut(message: string): string {
  if (message.length <= maxMessageLength) return message;
  const rest = message.length - maxMessageLength;
  return `${message.slice(0, maxMessageLength)}…\n\n(${rest} more characters are not shown)`;
}
