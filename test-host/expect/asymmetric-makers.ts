import * as asymmetric from './asymmetric.ts';

/** `expect.any(…)` and so on. What they are given is checked by the matchers, with Jest's messages. */
export const makers = {
  any: (constructor: unknown) => new asymmetric.Any(constructor),
  anything: () => new asymmetric.Anything(undefined),
  arrayContaining: (sample: unknown) => new asymmetric.ArrayContaining(sample),
  arrayOf: (sample: unknown) => new asymmetric.ArrayOf(sample),
  closeTo: (sample: unknown, precision?: unknown) => new asymmetric.CloseTo(sample, precision),
  objectContaining: (sample: unknown) => new asymmetric.ObjectContaining(sample),
  stringContaining: (sample: unknown) => new asymmetric.StringContaining(sample),
  stringMatching: (sample: unknown) => new asymmetric.StringMatching(sample),
};

/** `expect.not.arrayContaining(…)` and so on. */
export const negatedMakers = {
  arrayContaining: (sample: unknown) => new asymmetric.ArrayContaining(sample, true),
  arrayOf: (sample: unknown) => new asymmetric.ArrayOf(sample, true),
  closeTo: (sample: unknown, precision?: unknown) =>
    new asymmetric.CloseTo(sample, precision, true),
  objectContaining: (sample: unknown) => new asymmetric.ObjectContaining(sample, true),
  stringContaining: (sample: unknown) => new asymmetric.StringContaining(sample, true),
  stringMatching: (sample: unknown) => new asymmetric.StringMatching(sample, true),
};
