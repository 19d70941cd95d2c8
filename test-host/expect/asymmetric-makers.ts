import { ArrayContaining, ArrayOf, ObjectContaining } from './asymmetric-containers.ts';
import { Any, Anything, CloseTo, StringContaining, StringMatching } from './asymmetric-values.ts';

/** `expect.any(…)` and so on. What they are given is checked by the matchers, with Jest's messages. */
export const makers = {
  any: (constructor: unknown) => new Any(constructor),
  anything: () => new Anything(undefined),
  arrayContaining: (sample: unknown) => new ArrayContaining(sample),
  arrayOf: (sample: unknown) => new ArrayOf(sample),
  closeTo: (sample: unknown, precision?: unknown) => new CloseTo(sample, precision),
  objectContaining: (sample: unknown) => new ObjectContaining(sample),
  stringContaining: (sample: unknown) => new StringContaining(sample),
  stringMatching: (sample: unknown) => new StringMatching(sample),
};

/** `expect.not.arrayContaining(…)` and so on. */
export const negatedMakers = {
  arrayContaining: (sample: unknown) => new ArrayContaining(sample, true),
  arrayOf: (sample: unknown) => new ArrayOf(sample, true),
  closeTo: (sample: unknown, precision?: unknown) => new CloseTo(sample, precision, true),
  objectContaining: (sample: unknown) => new ObjectContaining(sample, true),
  stringContaining: (sample: unknown) => new StringContaining(sample, true),
  stringMatching: (sample: unknown) => new StringMatching(sample, true),
};
