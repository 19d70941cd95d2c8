/** What a file sets for all its tests while it loads: the ground of `jest.setTimeout` and `jest.retryTimes`. */
import { readRetry, readTimeout } from './options.ts';
import { currentRegistry } from './registry.ts';
import type { Duration, RetryPlan } from './types.ts';

/** Time limit of every test and hook of this file that names none. */
export function setDefaultTimeout(timeout: Duration): void {
  currentRegistry().defaults.timeout = readTimeout('The default of this file', timeout);
}

/** Retries of every test of this file that names none. */
export function setDefaultRetry(retry: number | RetryPlan): void {
  currentRegistry().defaults.retry = readRetry('The default of this file', retry);
}
