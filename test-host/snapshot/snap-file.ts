/** The `.snap` file of one test file: what it held when the file began, and what is written when it ends. */
import { readSnap, removeFile, writeText, type StoredSnap } from './disk.ts';
import * as messages from './messages.ts';
import { toError, type SnapshotFault } from './messages.ts';
import { linkOf, printSnap } from './snap-format.ts';
import type { SnapshotStateOptions } from './state-types.ts';

export class SnapFile {
  readonly #options: SnapshotStateOptions;
  readonly #stored: StoredSnap;
  /** Why the file cannot be used as it is. */
  readonly #fault: SnapshotFault | undefined;
  #wasThrown = false;

  constructor(options: SnapshotStateOptions) {
    this.#options = options;
    this.#stored = readSnap(options.fs, options.file, options.link);
    this.#fault = faultOf(this.#stored, options);
  }

  get text(): string {
    return this.#stored.kind === 'stored' ? this.#stored.text : '';
  }

  get entries(): ReadonlyMap<string, string> {
    return this.#stored.kind === 'stored' ? this.#stored.entries : new Map();
  }

  /** Throws when a test asks for a snapshot of a file that cannot be used; `--update` may replace it. */
  assertUsable(): void {
    if (this.#fault === undefined || this.#isWarning || this.#options.update === 'all') return;
    this.#wasThrown = true;
    throw toError(this.#fault);
  }

  /** @returns what went wrong, now or at reading, and was not thrown into a test */
  save(
    entries: ReadonlyMap<string, string>,
    { hasObsolete, mayReplace }: { readonly hasObsolete: boolean; readonly mayReplace: boolean },
  ): SnapshotFault[] {
    const { fs, file, update } = this.#options;
    if (this.#fault !== undefined && !this.#isWarning) {
      if (update !== 'all') return this.#wasThrown ? [] : [this.#fault];
      // What could not be read may hold the snapshots of tests that did not run now.
      if (!mayReplace) return [messages.replacementIncomplete(this.#fault)];
    }
    if (update === 'none') return this.#fault === undefined ? [] : [this.#fault];

    if (entries.size === 0) {
      const isLeft = update === 'all' && this.#stored.kind !== 'absent';
      return toList(isLeft ? removeFile(fs, file) : undefined);
    }
    // Jest brings a file in order as soon as it holds anything obsolete, whether or not it removes that.
    if (!hasObsolete && !this.#differsFrom(entries)) return [];
    const { dialect, link = linkOf(this.text) } = this.#options;
    const text = printSnap(entries, { dialect, link });
    return toList(text === this.text ? undefined : writeText(fs, file, text));
  }

  get #isWarning(): boolean {
    return this.#fault?.severity === 'warning';
  }

  #differsFrom(entries: ReadonlyMap<string, string>): boolean {
    const stored = this.#stored;
    if (
      stored.kind !== 'stored' ||
      stored.header !== 'current' ||
      stored.entries.size !== entries.size
    )
      return true;
    for (const [key, value] of entries) if (stored.entries.get(key) !== value) return true;
    return false;
  }
}

function faultOf(
  stored: StoredSnap,
  { file, update }: SnapshotStateOptions,
): SnapshotFault | undefined {
  if (stored.kind === 'fault') return stored.fault;
  if (stored.kind === 'absent' || stored.header === 'current') return undefined;
  if (stored.header === 'newer') return messages.foreignHeader(file.shownAs, stored.header);
  if (update !== 'none') return undefined; // It is written anew with the header of today, as Jest does.
  if (stored.header === 'outdated-link') return messages.outdatedLink(file.shownAs);
  return messages.foreignHeader(file.shownAs, stored.header);
}

function toList(fault: SnapshotFault | undefined): SnapshotFault[] {
  return fault === undefined ? [] : [fault];
}
