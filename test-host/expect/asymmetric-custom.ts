import { AsymmetricMatcher } from './asymmetric-matcher.ts';
import { createContext } from './matcher-context.ts';
import type { RawMatcher } from './types.ts';

/**
 * A maker of values that a matcher of `expect.extend` stands for. What it needs is in a closure, not in private
 * fields: Jest's diff works on copies, which have none.
 */
export function makerOf(
  name: string,
  matcher: RawMatcher,
  inverse: boolean,
): (...sample: unknown[]) => AsymmetricMatcher {
  class CustomMatcher extends AsymmetricMatcher<readonly unknown[]> {
    asymmetricMatch(other: unknown): boolean {
      const result = matcher.call(createContext({ isNot: this.inverse }), other, ...this.sample);
      const pass = 'pass' in result && result.pass;
      return this.inverse ? !pass : pass;
    }

    override toString(): string {
      return `${this.inverse ? 'not.' : ''}${name}`;
    }

    getExpectedType(): string {
      return 'any';
    }

    toAsymmetricMatcher(): string {
      return `${this.toString()}<${this.sample.map(String).join(', ')}>`;
    }
  }
  return (...sample) => new CustomMatcher(sample, inverse);
}
