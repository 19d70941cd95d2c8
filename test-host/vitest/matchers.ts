/** Matchers that Vitest has and Jest has not. */
import type { MatcherResult, MatchersObject } from '../expect/types.ts';
import type { MockState } from '../mock/types.ts';

interface Comparing {
  readonly equals: (a: unknown, b: unknown) => boolean;
}

function stateOf(received: unknown): MockState {
  const state: unknown = Reflect.get(Object(received), 'mock');
  if (typeof state !== 'object' || state === null)
    throw new TypeError('The value is no mock function or spy.');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `mock` of a mock function
  return state as MockState;
}

function verdict(pass: boolean, expected: string): MatcherResult {
  return {
    pass,
    message: () => (pass ? `expected it not ${expected}` : `expected it ${expected}`),
  };
}

export const vitestMatchers: MatchersObject = {
  toBeTypeOf: (received: unknown, type: string) =>
    verdict(typeof received === type, `to be of type ${type}, it is ${typeof received}`),
  toBeNullable: (received: unknown) =>
    verdict(received === null || received === undefined, 'to be null or undefined'),
  toBeOneOf(this: Comparing, received: unknown, values: Iterable<unknown>) {
    const isThere = [...values].some((value) => this.equals(received, value));
    return verdict(isThere, 'to be one of the values');
  },
  toSatisfy: (received: unknown, predicate: (value: unknown) => boolean) =>
    verdict(predicate(received), 'to satisfy the predicate'),
  toHaveBeenCalledOnce: (received: unknown) => {
    const { length } = stateOf(received).calls;
    return verdict(length === 1, `to have been called once, it was called ${length} times`);
  },
  toHaveBeenCalledExactlyOnceWith(this: Comparing, received: unknown, ...args: unknown[]) {
    const { calls } = stateOf(received);
    const pass = calls.length === 1 && this.equals(calls[0], args);
    return verdict(pass, `to have been called once, with these arguments (${calls.length} calls)`);
  },
  toHaveBeenCalledBefore: (received: unknown, other: unknown) => {
    const [mine] = stateOf(received).invocationCallOrder;
    const theirs = stateOf(other).invocationCallOrder.at(-1);
    const pass = mine !== undefined && (theirs === undefined || mine < theirs);
    return verdict(pass, 'to have been called before the other');
  },
  toHaveBeenCalledAfter: (received: unknown, other: unknown) => {
    const mine = stateOf(received).invocationCallOrder.at(-1);
    const [theirs] = stateOf(other).invocationCallOrder;
    const pass = mine !== undefined && (theirs === undefined || mine > theirs);
    return verdict(pass, 'to have been called after the other');
  },
};
