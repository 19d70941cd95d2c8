/** The snapshots of a file in the shape of Jest's `SnapshotState`, as matchers that were made for Jest use it. */
import type { Attempt } from './attempts.ts';
import { makeCallError } from './call-error.ts';
import { serializeSnapshot, type SerializeOptions } from './serialize.ts';
import type { SnapshotState } from './state.ts';
import type { MatchResult } from './state-types.ts';

export interface JestMatchOptions {
  readonly testName: string;
  readonly received: unknown;
  readonly key?: string;
  /** Absent until Jest 25: whoever has a snapshot is inline, an empty one is none. */
  readonly isInline?: boolean;
  readonly inlineSnapshot?: string;
  readonly error?: Error;
  readonly testFailing?: boolean;
}

/** The members that are read and written by published matchers; the names are Jest's. */
export interface JestSnapshotState {
  readonly _counters: Map<string, number>;
  readonly _snapshotPath: string;
  readonly _updateSnapshot: 'none' | 'new' | 'all';
  readonly snapshotPath: string;
  readonly expand: boolean;
  added: number;
  matched: number;
  unmatched: number;
  updated: number;
  match(options: JestMatchOptions): MatchResult;
  fail(testName: string, received?: unknown, key?: string): string;
  markSnapshotsAsCheckedForTest(testName: string): void;
}

export function toJestState(
  state: SnapshotState,
  options: SerializeOptions,
  currentAttempt: () => Attempt | undefined,
): JestSnapshotState {
  const { tallies } = state;
  return {
    _counters: state.counters,
    _snapshotPath: state.path,
    _updateSnapshot: state.update,
    snapshotPath: state.path,
    expand: false,
    get added() {
      return tallies.written;
    },
    set added(count) {
      tallies.written = count;
    },
    get matched() {
      return tallies.matched;
    },
    set matched(count) {
      tallies.matched = count;
    },
    get unmatched() {
      return tallies.unmatched;
    },
    set unmatched(count) {
      tallies.unmatched = count;
    },
    get updated() {
      return tallies.updated;
    },
    set updated(count) {
      tallies.updated = count;
    },
    match: ({ testName, received, key, isInline, inlineSnapshot, error, testFailing }) =>
      state.match({
        testName,
        attempt: currentAttempt(),
        actual: serializeSnapshot(received, options),
        expectsFailure: testFailing === true,
        key,
        ...((isInline ?? inlineSnapshot !== undefined)
          ? {
              inline: {
                argument: isInline === undefined ? inlineSnapshot || undefined : inlineSnapshot,
                error: () => makeCallError(error),
              },
            }
          : {}),
      }),
    fail: (testName) => state.fail(testName, currentAttempt()).key,
    markSnapshotsAsCheckedForTest: (testName) => state.keepAllOf(testName),
  };
}
