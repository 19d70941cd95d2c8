import { messageOf } from '../api/options.ts';
import type { RetryRule } from '../api/options.ts';
import type { RetryOptions } from '../protocol.ts';
import type { Failure } from './failure.ts';

/** The rule of the configuration, which came as data. */
export function retryRuleOf({ count, delay, when }: RetryOptions): RetryRule {
  if (when === undefined) return { count, delay };
  const pattern = new RegExp(when.source, when.flags.replace(/[gy]/g, '')); // stateless
  return { count, delay, when: (error) => pattern.test(messageOf(error)) };
}

/** Whether these failures are of the kind that another attempt may cure. */
export function isWorthRetrying(rule: RetryRule, failures: readonly Failure[]): boolean {
  const { when } = rule;
  if (when === undefined) return true;
  return failures.some(({ error }) => {
    try {
      return when(error);
    } catch {
      return false; // a condition that cannot judge an error does not want it
    }
  });
}
