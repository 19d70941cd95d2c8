/**
 * What all matchers have that stand for a value inside an expected one. Their fields and what they print are
 * Jest's, because Jest's printing and diffing read them.
 */
export abstract class AsymmetricMatcher<T = unknown> {
  readonly $$typeof = Symbol.for('jest.asymmetricMatcher');
  readonly sample: T;
  readonly inverse: boolean;

  constructor(sample: T, inverse = false) {
    this.sample = sample;
    this.inverse = inverse;
  }

  abstract asymmetricMatch(other: unknown): boolean;
  abstract toString(): string;
}
