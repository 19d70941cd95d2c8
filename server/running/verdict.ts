/** What a run comes to. */
import type { RunSummary } from '../../test-host/protocol.ts';
import type { RunResult } from './run-request.ts';

export interface RunFacts {
  readonly summary: RunSummary;
  readonly hasFailed: boolean;
  readonly isInterrupted: boolean;
  readonly hasBailed: boolean;
  /** Nothing was meant to run. */
  readonly mayBeEmpty: boolean;
  readonly passWithNoTests: boolean;
}

export function verdictOf(facts: RunFacts): Pick<RunResult, 'outcome' | 'reason'> {
  if (facts.isInterrupted) return { outcome: 'interrupted', reason: 'cancelled' };
  const { passed, failed, errored, skipped } = facts.summary.tests;
  const ran = passed + failed + errored + skipped + facts.summary.quarantined;
  const isEmpty = ran === 0 && !facts.hasFailed;
  const hasNothing = isEmpty && !facts.mayBeEmpty;
  const outcome = facts.hasFailed || (hasNothing && !facts.passWithNoTests) ? 'failed' : 'passed';
  if (facts.hasBailed) return { outcome, reason: 'bail' };
  if (hasNothing) return { outcome, reason: 'no-tests' };
  if (outcome === 'failed' && failed + errored === 0) return { outcome, reason: 'error' };
  return { outcome };
}
