/** Specifiers that a host answers itself; no file on disk stands behind them. */
export const API_MODULES: ReadonlySet<string> = new Set(['ztest', 'ztest/config', 'ztest/jest']);
