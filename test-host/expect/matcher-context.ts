/** `this` in a matcher, in the shape that Jest gives it. */
import { equals } from './equals.ts';
import { jestExpect } from './jest.ts';
import { currentRegistry } from './registry.ts';
import type { MatcherContext, MatcherUtilities } from './types.ts';

export interface ContextFacts {
  readonly isNot: boolean;
  readonly promise?: string;
  /** Made where the assertion was written, when its outcome comes later. */
  readonly error?: Error | undefined;
  readonly dontThrow?: () => void;
}

export function createContext(facts: ContextFacts): MatcherContext {
  const { state, customEqualityTesters } = currentRegistry();
  let utils: MatcherUtilities | undefined;
  const own = {
    customTesters: customEqualityTesters,
    dontThrow: facts.dontThrow ?? doNothing,
    equals,
    // Own and enumerable: matchers copy their context with `{ ...this }`.
    get utils() {
      return (utils ??= jestExpect().matcherUtilities());
    },
    error: facts.error,
    isNot: facts.isNot,
    promise: facts.promise,
  };
  // Copied unread: some of the state is costly to make, and matchers rarely look at it.
  const members = {
    ...Object.getOwnPropertyDescriptors(state),
    ...Object.getOwnPropertyDescriptors(own),
  };
  return Object.defineProperties(emptyContext(), members);
}

function emptyContext(): MatcherContext {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its maker adds all members
  return {} as MatcherContext;
}

function doNothing(): void {
  // Asymmetric matchers never throw: there is nothing to keep.
}
