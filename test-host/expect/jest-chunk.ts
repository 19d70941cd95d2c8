/**
 * Entry of the chunk `jest-expect`: Jest's own matchers, as functions, and the helpers that its messages are
 * made with. Loaded by `jest.ts` only. It must not import state of the host: it would get a second copy.
 */
import { restoreRegistry } from './jest-registry-guard.ts';
import 'expect';
import { equals as jestsEquals, iterableEquality, subsetEquality } from '@jest/expect-utils';
import * as jestMatcherUtils from 'jest-matcher-utils';
import type { EqualsFunction, MatchersObject, MatcherUtilities, Tester } from './types.ts';

export { excerptForError } from './excerpt.ts';
export { answerForLarge, describeFailure } from './failure-text.ts';
export { printForDiff } from './print-for-diff.ts';

/** Jest's matchers, by name, as they are before its `expect()` wraps them. */
export const matchers: Readonly<MatchersObject> = restoreRegistry();

/** `this.utils` in a matcher. Jest makes a new object each time; so do we, and nobody changes another's. */
export function matcherUtilities(): MatcherUtilities {
  const utilities: object = { ...jestMatcherUtils, iterableEquality, subsetEquality };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Jest's types refuse `undefined` for options
  return utilities as MatcherUtilities;
}

export const equals: EqualsFunction = jestsEquals;

/**
 * Runs `body` with these rules of equality in Jest's registry, from where its mock matchers take them. It is the
 * file's own, unless a Jest or another ztest runs this process.
 */
export function withTesters<T>(testers: Tester[], body: () => T): T {
  const { customEqualityTesters: global } = registry();
  if (global === testers || testers.length === 0) return body();
  const before = global.splice(0, Infinity, ...testers);
  try {
    return body();
  } finally {
    global.splice(0, Infinity, ...before);
  }
}

interface JestRegistry {
  readonly customEqualityTesters: Tester[];
}

function registry(): JestRegistry {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- made by Jest, or by us in its shape
  return Reflect.get(globalThis, Symbol.for('$$jest-matchers-object')) as JestRegistry;
}
