import { compare, STRICT, UNSURE, YES } from './compare.ts';
import { jestExpect } from './jest.ts';
import type { EqualsFunction } from './types.ts';

/** Jest's `equals`: `this.equals` in a matcher, and what asymmetric matchers compare with. */
export const equals: EqualsFunction = (a, b, customTesters, strictCheck) => {
  if (customTesters === undefined || customTesters.length === 0) {
    const verdict = compare(a, b, strictCheck === true ? STRICT : 0);
    if (verdict !== UNSURE) return verdict === YES;
  }
  return jestExpect().equals(a, b, customTesters, strictCheck);
};
