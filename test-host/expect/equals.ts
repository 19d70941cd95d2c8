import { compare } from './compare.ts';
import { byEquals, byStrictEquals, UNSURE, YES } from './comparison.ts';
import { jestExpect } from './jest.ts';
import type { EqualsFunction } from './types.ts';

/** Jest's `equals`: `this.equals` in a matcher, and what asymmetric matchers compare with. */
// oxlint-disable-next-line max-params -- Jest's signature
export const equals: EqualsFunction = (a, b, customTesters, strictCheck) => {
  if (customTesters === undefined || customTesters.length === 0) {
    const verdict = compare(a, b, strictCheck === true ? byStrictEquals : byEquals);
    if (verdict !== UNSURE) return verdict === YES;
  }
  return jestExpect().equals(a, b, customTesters, strictCheck);
};
