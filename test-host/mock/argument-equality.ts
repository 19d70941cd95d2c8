/** Compares and prints the arguments of calls with what `expect` has for it. */
import { compare } from '../expect/compare.ts';
import { byToEqual, UNSURE, YES } from '../expect/comparison.ts';
import { jestExpect } from '../expect/jest.ts';
import { customTesters } from '../expect/registry.ts';

/** As `toEqual`: an argument that is `undefined` at the end is the same as none. */
export function argumentsEqual(actual: readonly unknown[], expected: readonly unknown[]): boolean {
  const testers = customTesters();
  const verdict = testers.length > 0 ? UNSURE : compare(actual, expected, byToEqual);
  if (verdict !== UNSURE) return verdict === YES;
  const jest = jestExpect();
  return jest.equals(actual, expected, [...testers, jest.matcherUtilities().iterableEquality]);
}

/** As `toHaveBeenCalledWith`: the number of arguments counts. */
export function sameArguments(actual: readonly unknown[], expected: readonly unknown[]): boolean {
  return actual.length === expected.length && argumentsEqual(actual, expected);
}

/** `send("a@b.c", {"retries": 3})`, cut where it is long. */
export function printCall(name: string, args: readonly unknown[]): string {
  const utilities = jestExpect().matcherUtilities();
  const printed = args.map((arg) => {
    const text = utilities.stringify(arg, 5, 10);
    return text.length > 200 ? text.slice(0, 199) + '…' : text;
  });
  return `${name}(${printed.join(', ')})`;
}
