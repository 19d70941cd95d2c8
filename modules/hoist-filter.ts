/** Which calls are moved above the imports of their module, and the cheap look that spares most files a parse. */

const ours = new Set(['module', 'unmock', 'hoisted']);
const jest = new Set(['mock', 'unmock', 'deepUnmock', 'enableAutomock', 'disableAutomock']);
const vitest = new Set(['mock', 'unmock', 'hoisted']);

/** Module → its exported object → methods that are hoisted. */
export const HOISTED_CALLS: Readonly<
  Record<string, Readonly<Record<string, ReadonlySet<string>>>>
> = {
  ztest: { mock: ours },
  'ztest/jest': { mock: ours, jest },
  '@jest/globals': { jest },
  vitest: { vi: vitest, vitest },
};

/** The same objects as globals. */
export const HOISTED_GLOBALS: Readonly<Record<string, ReadonlySet<string>>> = {
  mock: ours,
  jest,
  vi: vitest,
};

const CALL =
  /\.\s*(module|mock|unmock|doMock|doUnmock|deepUnmock|enableAutomock|disableAutomock|hoisted)\s*[(<]/;

export function mayHoist(source: string): boolean {
  return CALL.test(source);
}
