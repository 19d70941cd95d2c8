/** Entry of the chunk `snapshot`: what only a test file with snapshots needs. */
import type { CodedError } from '../api/coded-error.ts';
import * as messages from './messages.ts';
import { SnapshotState } from './state.ts';
import type { SnapshotStateOptions } from './state-types.ts';

export { toJestState } from './jest-state.ts';
export { runMatcher } from './match.ts';

export function createSnapshotState(options: SnapshotStateOptions): SnapshotState {
  return new SnapshotState(options);
}

export function outsideOfFile(matcher: string): CodedError {
  return messages.toError(messages.outsideOfFile(matcher));
}
