/** What earlier failures of a flaky test hint at, before anybody has experimented with it. Pure. */
import type { CauseName } from '../diagnosis/causes.ts';
import type { PastResult } from './test-history.ts';

const NETWORK = /ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|fetch failed|socket hang up/;
const PORT = /EADDRINUSE/;
/** Failures, all in random orders, and passes in the order of the source: fewer of them are chance. */
const LEAST_SHUFFLED = 2;
const LEAST_IN_ORDER = 3;

export function likelyCauses(results: readonly PastResult[]): readonly CauseName[] {
  const failures = results.filter(
    ({ outcome, attempts }) => outcome === 'failed' || outcome === 'errored' || attempts > 1,
  );
  const [last] = failures.slice(-1);
  if (last === undefined) return [];
  const causes: CauseName[] = [];
  const text = failures.map(({ error }) => error ?? '').join('\n');
  if (PORT.test(text)) causes.push('port');
  if (NETWORK.test(text)) causes.push('network');
  if (failures.every(({ reason }) => reason === 'timeout')) causes.push('timeout');
  const inOrder = results.filter(({ outcome, seed }) => outcome === 'passed' && seed === undefined);
  const isShuffled = failures.every(({ seed }) => seed !== undefined);
  if (isShuffled && failures.length >= LEAST_SHUFFLED && inOrder.length >= LEAST_IN_ORDER)
    causes.push('order');
  return causes;
}
