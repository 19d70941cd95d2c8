/**
 * What each test has done to the snapshots of its file since its current attempt began, so that a retry
 * can take back exactly that and leave the work of all other tests alone.
 */
import type { SnapshotCounts } from '../protocol.ts';

export type Tally = 'matched' | 'written' | 'updated' | 'unmatched';
export type Tallies = Record<Tally, number>;

/** Undo information of one attempt. */
export interface AttemptRecord {
  readonly tallies: Tallies;
  /** The number that each counter had before the attempt touched it; `undefined` for none. */
  readonly counters: Map<string, number | undefined>;
  /** The text that each entry had before; `undefined` for none. */
  readonly entries: Map<string, string | undefined>;
  /** Keys that nobody had asked for before. */
  readonly checked: Set<string>;
}

/** The identity of a test and of one attempt of it: `TestScope` fits. */
export interface Attempt {
  readonly id: string;
  /** Which repeat of the test it belongs to: another one is no retry, and takes nothing back. */
  readonly repeat?: number;
}

export type OnNextAttempt = (record: AttemptRecord, kind: 'retry' | 'repeat') => void;

/** The attempts that may still be taken back: the latest of each test. */
export class Attempts {
  readonly #latest = new Map<
    string,
    { readonly attempt: Attempt; readonly record: AttemptRecord }
  >();

  /** The record of this attempt; `onNext` is called with that of the attempt before it, if there was one. */
  recordOf(attempt: Attempt | undefined, onNext: OnNextAttempt): AttemptRecord | undefined {
    if (attempt === undefined) return undefined;
    const latest = this.#latest.get(attempt.id);
    if (latest?.attempt === attempt) return latest.record;
    if (latest !== undefined)
      onNext(latest.record, latest.attempt.repeat === attempt.repeat ? 'retry' : 'repeat');
    const record: AttemptRecord = {
      tallies: noTallies(),
      counters: new Map(),
      entries: new Map(),
      checked: new Set(),
    };
    this.#latest.set(attempt.id, { attempt, record });
    return record;
  }

  take(id: string): AttemptRecord | undefined {
    const latest = this.#latest.get(id);
    this.#latest.delete(id);
    return latest?.record;
  }
}

export function noTallies(): Tallies {
  return { matched: 0, written: 0, updated: 0, unmatched: 0 };
}

export function toCounts(
  tallies: Tallies,
  rest: { obsolete: number; removed: number },
): SnapshotCounts {
  return { ...tallies, ...rest };
}
