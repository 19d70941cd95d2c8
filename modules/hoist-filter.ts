/** Which calls are moved above the imports of their module, and the cheap look that spares most files a parse. */

/** Module → its exported object → methods that are hoisted. */
export const HOISTED_CALLS: Readonly<
  Record<string, Readonly<Record<string, ReadonlySet<string>>>>
> = {
  ztest: { mock: new Set(['module', 'unmock', 'hoisted']) },
  'ztest/jest': {
    jest: new Set(['mock', 'unmock', 'deepUnmock', 'enableAutomock', 'disableAutomock']),
  },
  '@jest/globals': {
    jest: new Set(['mock', 'unmock', 'deepUnmock', 'enableAutomock', 'disableAutomock']),
  },
  vitest: {
    vi: new Set(['mock', 'unmock', 'hoisted']),
    vitest: new Set(['mock', 'unmock', 'hoisted']),
  },
};

/** The same objects as globals. */
export const HOISTED_GLOBALS: Readonly<Record<string, ReadonlySet<string>>> = {
  mock: new Set(['module', 'unmock', 'hoisted']),
  jest: new Set(['mock', 'unmock', 'deepUnmock', 'enableAutomock', 'disableAutomock']),
  vi: new Set(['mock', 'unmock', 'hoisted']),
};

const CALL = /\.\s*(module|mock|unmock|deepUnmock|enableAutomock|disableAutomock|hoisted)\s*[(<]/;

export function mayHoist(source: string): boolean {
  return CALL.test(source);
}
