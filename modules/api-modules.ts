/** Specifiers that a host answers itself; no file on disk stands behind them. */
export const API_MODULES: ReadonlySet<string> = new Set([
  'ztest',
  'ztest/config',
  'ztest/jest',
  'vitest', // throws outside of Vitest
  '@jest/globals', // throws outside of Jest: there is nothing else that they could be
]);
