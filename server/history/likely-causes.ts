/** What earlier failures of a flaky test hint at, before anybody has experimented with it. Pure. */
import type { CauseName } from '../diagnosis/causes.ts';
import type { PastResult } from './test-history.ts';

/** What errors say. */
export const SIGNS = {
  network: /ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|fetch failed|socket hang up/,
  port: /EADDRINUSE/,
} as const;
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
  for (const name of ['port', 'network'] as const) if (SIGNS[name].test(text)) causes.push(name);
  if (failures.every(({ reason }) => reason === 'timeout')) causes.push('timeout');
  const inOrder = results.filter(({ outcome, seed }) => outcome === 'passed' && seed === undefined);
  const isShuffled = failures.every(({ seed }) => seed !== undefined);
  if (isShuffled && failures.length >= LEAST_SHUFFLED && inOrder.length >= LEAST_IN_ORDER)
    causes.push('order');
  return causes;
}
