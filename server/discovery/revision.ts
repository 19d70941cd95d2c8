/** Set by the build: changes with any file that decides what is found, so that a cache made by other code is not read. */
declare const ZTEST_DISCOVERY_REVISION: string | undefined;
export const revision: string =
  typeof ZTEST_DISCOVERY_REVISION === 'string' ? ZTEST_DISCOVERY_REVISION : 'source';
