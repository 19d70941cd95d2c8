/** Set by the build: changes with any file of this folder, so that a store made by other transformers is not read. */
declare const ZTEST_MODULES_REVISION: string | undefined;
export const revision: string =
  typeof ZTEST_MODULES_REVISION === 'string' ? ZTEST_MODULES_REVISION : 'source';
