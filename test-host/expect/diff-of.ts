import { jestExpect } from './jest.ts';

/**
 * For serialising an error: what its assertion expected and got, as text to be compared.
 * Knows failures of `expect`, and errors with `expected` and `actual` as `node:assert` and others throw them.
 * @returns `undefined` when the error has no such pair, or when it cannot be printed
 */
export function diffOf(error: unknown): { expected: string; actual: string } | undefined {
  const pair = pairOf(error);
  if (pair === undefined) return undefined;
  const { printForDiff } = jestExpect();
  const expected = printForDiff(pair.expected);
  const actual = printForDiff(pair.actual);
  return expected === undefined || actual === undefined ? undefined : { expected, actual };
}

interface Pair {
  readonly expected: unknown;
  readonly actual: unknown;
}

function pairOf(error: unknown): Pair | undefined {
  if (!(error instanceof Error)) return undefined;
  const source: unknown =
    'matcherResult' in error && error.matcherResult ? error.matcherResult : error;
  if (typeof source !== 'object' || source === null) return undefined;
  // Own properties: an object that inherits them says nothing about this failure.
  if (!Object.hasOwn(source, 'expected') || !Object.hasOwn(source, 'actual')) return undefined;
  return { expected: Reflect.get(source, 'expected'), actual: Reflect.get(source, 'actual') };
}
