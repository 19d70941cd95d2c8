/** Entries are added, taken out and brought up to date. A file that is not understood as a whole is left as it is. */
import type { Problem, TestId } from '../../test-host/protocol.ts';
import type { NewQuarantineEntry } from '../protocol.ts';
import { unwritable } from './messages.ts';
import { proposeQuarantine, type ProposalOptions, type QuarantineProposal } from './propose.ts';
import {
  dayOf,
  readQuarantine,
  writeQuarantine,
  type PlacedEntry,
  type QuarantineEntry,
} from './quarantine-file.ts';

/** Days that an entry holds when nobody says otherwise: long enough for two plannings, short enough to be remembered. */
const USUAL_DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1000;

export type Changed<T> = { readonly value: T } | { readonly problems: readonly Problem[] };

/** @param now milliseconds since the epoch. @returns the entry; of one that is there already, what is not given stays */
export function addToQuarantine(
  rootDir: string,
  added: NewQuarantineEntry,
  now: number,
): Changed<QuarantineEntry> {
  return change(rootDir, (entries) => {
    const before = entries.find(({ id }) => id === added.id);
    const expires = dayIn(added.expires ?? USUAL_DAYS * DAY_MS, now);
    const reason = added.reason ?? before?.reason;
    const owner = added.owner ?? before?.owner;
    const entry: QuarantineEntry = {
      id: added.id,
      ...(reason !== undefined && { reason }),
      ...(owner !== undefined && { owner }),
      since: before?.since ?? dayOf(now),
      ...(expires !== undefined && { expires }),
    };
    return { entries: [...entries.filter(({ id }) => id !== added.id), entry], value: entry };
  });
}

function dayIn(expires: string | number, now: number): string | undefined {
  if (expires === 'never') return undefined;
  return typeof expires === 'number' ? dayOf(now + expires) : expires;
}

/** @returns the entries that were there and are no more */
export function removeFromQuarantine(
  rootDir: string,
  ids: readonly TestId[],
): Changed<readonly QuarantineEntry[]> {
  return change(rootDir, (entries) => ({
    entries: entries.filter(({ id }) => !ids.includes(id)),
    value: entries.filter(({ id }) => ids.includes(id)),
  }));
}

/** Tests that pass again and again are let go, names follow their tests, and entries of nobody are dropped. */
export function releaseFromQuarantine(
  rootDir: string,
  options: ProposalOptions,
): Changed<Pick<QuarantineProposal, 'release' | 'renamed' | 'gone'>> {
  const proposed = proposeQuarantine(rootDir, options);
  if (!('value' in proposed)) return proposed;
  const { release, renamed, gone } = proposed.value;
  const out = new Set([...release.map(({ id }) => id), ...gone]);
  const names = new Map(renamed.map(({ before, now }) => [before, now]));
  return change(rootDir, (entries) => ({
    entries: entries
      .filter(({ id }) => !out.has(id))
      .map((entry) => ({ ...entry, id: names.get(entry.id) ?? entry.id })),
    value: { release, renamed, gone },
  }));
}

function change<T>(
  rootDir: string,
  edit: (entries: readonly PlacedEntry[]) => {
    readonly entries: readonly QuarantineEntry[];
    readonly value: T;
  },
): Changed<T> {
  const list = readQuarantine(rootDir);
  if (list.problems.length > 0) return { problems: list.problems };
  const { entries, value } = edit(list.entries);
  try {
    writeQuarantine(rootDir, { ...list, entries });
  } catch (error) {
    return { problems: [unwritable(error instanceof Error ? error.message : String(error))] };
  }
  return { value };
}
