/** When a test has passed often enough to be trusted again. Pure. */
import type { PastResult } from '../history/test-history.ts';

/** A test that still fails once in ten runs gets so far once in 24 times. */
export const RELEASE_AFTER = 30;

/** @returns how often it passed in a row, at its first attempt, up to now and not before a day */
export function passesSince(
  results: readonly Pick<PastResult, 'at' | 'outcome' | 'attempts' | 'times'>[],
  since: string | undefined,
): number {
  const from = since === undefined ? 0 : Date.parse(since);
  const ran = results.filter(({ outcome, at }) => outcome !== 'skipped' && at >= from);
  const last = ran.findLastIndex(({ outcome, attempts }) => outcome !== 'passed' || attempts > 1);
  return ran.slice(last + 1).reduce((sum, { times }) => sum + times, 0);
}
