/** Set by the build; the sources run as they are in tests only. */
declare const ZTEST_VERSION: string | undefined;
export const version: string = typeof ZTEST_VERSION === 'string' ? ZTEST_VERSION : '0.0.0';
