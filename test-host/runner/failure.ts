/** One failure of an attempt. */
import type { OutcomeReason } from '../protocol.ts';

export interface Failure {
  readonly error: unknown;
  readonly reason: OutcomeReason | undefined;
}
