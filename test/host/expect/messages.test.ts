import { expect, test } from 'ztest';
import { expect as jestsExpect } from 'expect';
import { oddValues } from './odd-values.ts';

const withoutArgument = [
  'toBeDefined',
  'toBeFalsy',
  'toBeNaN',
  'toBeNull',
  'toBeTruthy',
  'toBeUndefined',
  'toHaveBeenCalled',
  'toHaveReturned',
];
const withArgument = [
  'toBe',
  'toBeCloseTo',
  'toBeGreaterThan',
  'toBeGreaterThanOrEqual',
  'toBeInstanceOf',
  'toBeLessThan',
  'toBeLessThanOrEqual',
  'toContain',
  'toContainEqual',
  'toEqual',
  'toHaveBeenCalledTimes',
  'toHaveBeenCalledWith',
  'toHaveBeenLastCalledWith',
  'toHaveBeenNthCalledWith',
  'toHaveLastReturnedWith',
  'toHaveLength',
  'toHaveNthReturnedWith',
  'toHaveProperty',
  'toHaveReturnedTimes',
  'toHaveReturnedWith',
  'toMatch',
  'toMatchObject',
  'toStrictEqual',
  'toThrow',
];

/** Some of the odd values are enough to expect: all pairs would take seconds. */
const expectedValues = [
  'one',
  'text',
  'lines',
  'null',
  'similar',
  'sparse',
  'set',
  'pattern',
  'typeError',
  'named',
];

test.each([...withoutArgument, ...withArgument])('%s fails and speaks as in Jest', (name) => {
  const takesNone = withoutArgument.includes(name);
  const values = oddValues();
  for (const [what, received] of Object.entries(values)) {
    for (const than of takesNone ? ['one'] : expectedValues) {
      const expected = values[than];
      for (const isNot of [false, true]) {
        const args = argumentsFor(name, expected, takesNone && isNot);
        const ours = outcomeOf(expect, { name, isNot, received, args });
        const jests = outcomeOf(jestsExpect, { name, isNot, received, args });
        if (ours !== jests)
          throw new Error(`${what} ${name} ${than}:\n${ours}\n--- Jest:\n${jests}`);
      }
    }
  }
});

function argumentsFor(name: string, expected: unknown, isNone: boolean): unknown[] {
  if (name.includes('Nth')) return [1, expected];
  if (name === 'toHaveProperty' && typeof expected !== 'string') return ['a', expected];
  return isNone ? [] : [expected];
}

type Loose = Record<string, (...args: readonly unknown[]) => void>;

interface Assertion {
  readonly name: string;
  readonly isNot: boolean;
  readonly received: unknown;
  readonly args: readonly unknown[];
}

/** The message, and what a reporter finds in the error. Stacks go through different code. */
function outcomeOf(
  expectFunction: (value: unknown) => unknown,
  { name, isNot, received, args }: Assertion,
): string {
  try {
    const assertion = expectFunction(received) as Loose & { not: Loose };
    (isNot ? assertion.not : assertion)[name]?.(...args);
    return 'passes';
  } catch (error) {
    const { message, constructor, matcherResult } = error as Error & { matcherResult?: object };
    const lines = message.split('\n').filter((line) => !/^\s+(at |>? *\d* \|)/.test(line));
    return `${constructor.name}: ${lines.join('\n')} ${Object.keys(matcherResult ?? {})
      .sort()
      .join()}`;
  }
}
