/** The matchers for mock functions. What a mock function is, Jest says: `_isMockFunction` and its records. */
import { compare } from './compare.ts';
import { NO, byToEqual, UNSURE, YES, type Verdict, yesIf } from './comparison.ts';
import { customTesters } from './registry.ts';

interface Records {
  readonly calls: readonly (readonly unknown[])[];
  readonly results: readonly MockOutcome[];
}

interface MockOutcome {
  readonly type: string;
  readonly value: unknown;
}

type Decide = (actual: unknown, args: readonly unknown[]) => Verdict;

export const mockVerdicts: Readonly<Record<string, Decide>> = {
  toHaveBeenCalled: withRecords(({ calls }, args) =>
    args[0] === undefined ? yesIf(calls.length > 0) : UNSURE,
  ),
  toHaveBeenCalledTimes: withRecords(({ calls }, args) => countIs(calls.length, args[0])),
  toHaveBeenCalledWith: withRecords(({ calls }, args) =>
    anyOf(calls, (call) => sameArguments(args, call)),
  ),
  toHaveBeenLastCalledWith: withRecords(({ calls }, args) => sameArguments(args, calls.at(-1))),
  toHaveBeenNthCalledWith: withRecords(({ calls }, args) => {
    const nth = args[0];
    return isPosition(nth) ? sameArguments(args.slice(1), calls[nth - 1]) : UNSURE;
  }),
  toHaveReturned: withRecords(({ results }, args) =>
    args[0] === undefined ? yesIf(countReturns(results) > 0) : UNSURE,
  ),
  toHaveReturnedTimes: withRecords(({ results }, args) => countIs(countReturns(results), args[0])),
  toHaveReturnedWith: withRecords(({ results }, args) =>
    anyOf(results, (result) => sameReturn(args[0], result)),
  ),
  toHaveLastReturnedWith: withRecords(({ results }, args) => sameReturn(args[0], results.at(-1))),
  toHaveNthReturnedWith: withRecords(({ results }, args) => {
    const nth = args[0];
    return isPosition(nth) ? sameReturn(args[1], results[nth - 1]) : UNSURE;
  }),
};

function withRecords(decide: (records: Records, args: readonly unknown[]) => Verdict): Decide {
  return (actual, args) => {
    if (typeof actual !== 'function') return UNSURE;
    const mock = actual as Function & {
      readonly _isMockFunction?: unknown;
      readonly mock?: Records;
    }; // checked next
    return mock._isMockFunction === true && mock.mock !== undefined
      ? decide(mock.mock, args)
      : UNSURE;
  };
}

function countIs(count: number, expected: unknown): Verdict {
  return Number.isSafeInteger(expected) && Number(expected) >= 0
    ? yesIf(count === expected)
    : UNSURE;
}

function isPosition(nth: unknown): nth is number {
  return Number.isSafeInteger(nth) && Number(nth) >= 1;
}

function countReturns(results: readonly MockOutcome[]): number {
  let count = 0;
  for (const result of results) if (result.type === 'return') count++;
  return count;
}

function anyOf<T>(items: readonly T[], decide: (item: T) => Verdict): Verdict {
  let verdict: Verdict = NO;
  for (const item of items) {
    const one = decide(item);
    if (one === YES) return YES;
    if (one === UNSURE) verdict = UNSURE;
  }
  return verdict;
}

function sameArguments(
  expected: readonly unknown[],
  call: readonly unknown[] | undefined,
): Verdict {
  if (call === undefined || call.length !== expected.length) return NO;
  return customTesters().length > 0 ? UNSURE : compare(expected, call, byToEqual);
}

function sameReturn(expected: unknown, result: MockOutcome | undefined): Verdict {
  if (result === undefined || result.type !== 'return') return NO;
  return customTesters().length > 0 ? UNSURE : compare(expected, result.value, byToEqual);
}
