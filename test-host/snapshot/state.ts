/**
 * The snapshots of one test file while it runs: what is stored, what the tests asked for, what is to be
 * written at the end. Nothing is written before {@link SnapshotState.finish}.
 */
import {
  Attempts,
  noTallies,
  toCounts,
  type Attempt,
  type AttemptRecord,
  type Tally,
} from './attempts.ts';
import { leaveCustomMatcher } from './call-error.ts';
import { readText, writeText, type NamedFile } from './disk.ts';
import { InlineSites } from './inline-sites.ts';
import { stripIndentation } from './inline-indentation.ts';
import { writeInlineSnapshots } from './inline-write.ts';
import * as messages from './messages.ts';
import { toError, toProblem, type SnapshotFault } from './messages.ts';
import { removeLineBreaks } from './serialize.ts';
import { conflictLineInSnapshot, makeKey, testNameOfKey } from './snap-format.ts';
import { SnapFile } from './snap-file.ts';
import type {
  FinishOptions,
  FinishResult,
  MatchRequest,
  MatchResult,
  SnapshotStateOptions,
} from './state-types.ts';

export class SnapshotState {
  readonly #options: SnapshotStateOptions;
  readonly #snap: SnapFile;
  readonly #entries: Map<string, string>;
  readonly #unchecked: Set<string>;
  /** How often each name was asked for. Public, with the tallies, as matchers made for Jest change them. */
  readonly counters = new Map<string, number>();
  readonly tallies = noTallies();
  readonly #attempts = new Attempts();
  readonly #inline = new InlineSites();
  readonly #files = new Map<
    string,
    { file: NamedFile; text: string; record: AttemptRecord | undefined }
  >();

  constructor(options: SnapshotStateOptions) {
    this.#options = options;
    this.#snap = new SnapFile(options);
    this.#entries = new Map(this.#snap.entries);
    this.#unchecked = new Set(this.#entries.keys());
  }

  get path(): string {
    return this.#options.file.path;
  }

  get update(): SnapshotStateOptions['update'] {
    return this.#options.update;
  }

  match(request: MatchRequest): MatchResult {
    const { inline, actual } = request;
    if (inline === undefined) this.#snap.assertUsable();
    const record = this.#recordOf(request.attempt);
    const count = this.#countUp(request.testName, record);
    const key = request.key ?? makeKey(request.testName, count);
    // An inline snapshot leaves a stored one of the same key unclaimed, so that --update removes it.
    if (inline === undefined || !this.#entries.has(key)) this.#claim(key, record);

    const stored = inline === undefined ? this.#entries.get(key) : inline.argument;
    const expected =
      inline === undefined || stored === undefined ? stored : stripIndentation(stored);
    const pass =
      expected === actual ||
      (inline !== undefined && isSameButIndented(stored, actual)) ||
      (this.#options.dialect === 'vitest' && expected?.trim() === actual.trim());
    const result = {
      pass,
      key,
      count,
      actual: removeLineBreaks(actual),
      expected: expected && removeLineBreaks(expected),
    };
    if (request.expectsFailure) return result;

    const { update } = this.#options;
    const isWritten = update === 'all' ? !pass : update === 'new' && expected === undefined;
    if (isWritten || (inline !== undefined && update === 'all')) {
      if (inline !== undefined) this.#writeInline(inline, { value: actual, isWritten, record });
      else this.#writeEntry(key, actual, record);
    }
    if (isWritten) {
      this.#tally(expected === undefined ? 'written' : 'updated', record);
      return { ...result, pass: true };
    }
    this.#tally(pass ? 'matched' : 'unmatched', record);
    if (!pass && inline === undefined && expected !== undefined)
      this.#throwConflictWithin(expected);
    return result;
  }

  /** A snapshot that could not be compared, as its property matchers failed. */
  fail(testName: string, attempt: Attempt | undefined): { key: string; count: number } {
    const record = this.#recordOf(attempt);
    const count = this.#countUp(testName, record);
    const key = makeKey(testName, count);
    this.#claim(key, record);
    this.#tally('unmatched', record);
    return { key, count };
  }

  /** Compares with a file of its own. The text is stored as it is. */
  matchFile(file: NamedFile, request: Omit<MatchRequest, 'inline' | 'key'>): MatchResult {
    const { actual, attempt } = request;
    const record = this.#recordOf(attempt);
    const result = {
      key: file.shownAs,
      count: this.#countUp(`${request.testName} in ${file.shownAs}`, record),
      actual,
    };
    const expected = this.#files.get(file.path)?.text ?? this.#readFile(file);
    const pass = expected === actual;
    if (request.expectsFailure) return { ...result, pass, expected };

    const { update } = this.#options;
    if (!pass && (update === 'all' || (update === 'new' && expected === undefined))) {
      this.#files.set(file.path, { file, text: actual, record });
      this.#tally(expected === undefined ? 'written' : 'updated', record);
      return { ...result, pass: true, expected };
    }
    this.#tally(pass ? 'matched' : 'unmatched', record);
    return { ...result, pass, expected };
  }

  /** Keeps the snapshots of a test from being obsolete. */
  keepAllOf(testName: string): void {
    this.#claimAllOf(new Set([testName]));
  }

  /** Takes back what the latest attempt of a test did, as it is about to be retried. */
  discardAttempt(id: string): void {
    const record = this.#attempts.take(id);
    if (record !== undefined) this.#discard(record);
  }

  /** Writes what is to be written. Call it once, when no test of the file runs any more. */
  finish(options: FinishOptions): FinishResult {
    if (this.#options.isWritten === false)
      return {
        counts: toCounts(noTallies(), { obsolete: 0, removed: 0 }),
        obsolete: [],
        problems: [],
      };
    this.#claimAllOf(new Set(options.unfinished));
    const obsolete = options.complete ? [...this.#unchecked] : [];
    const isRemoving = this.#options.update === 'all';
    const mayReplace = options.complete && options.unfinished.length === 0;
    if (isRemoving) for (const key of obsolete) this.#entries.delete(key);

    const faults = [
      ...this.#snap.save(this.#entries, { hasObsolete: obsolete.length > 0, mayReplace }),
      ...this.#writeFiles(),
      ...writeInlineSnapshots(this.#inline.toWrite(), this.#options),
    ];
    const left = isRemoving ? [] : obsolete;
    const removed = obsolete.length - left.length;
    const isSaved = !faults.some(({ code }) => code === messages.NOT_WRITTEN);
    return {
      counts: isSaved
        ? toCounts(this.tallies, { obsolete: left.length, removed })
        : toCounts(
            { ...this.tallies, written: 0, updated: 0 },
            { obsolete: obsolete.length, removed: 0 },
          ),
      obsolete: left,
      problems: faults.map(toProblem),
    };
  }

  #writeFiles(): SnapshotFault[] {
    const faults = [];
    for (const { file, text } of this.#files.values())
      faults.push(writeText(this.#options.fs, file, text));
    return faults.filter((fault) => fault !== undefined);
  }

  #readFile(file: NamedFile): string | undefined {
    const read = readText(this.#options.fs, file);
    if (read.kind === 'fault') throw toError(read.fault);
    return read.kind === 'text' ? read.text : undefined;
  }

  #writeEntry(key: string, value: string, record: AttemptRecord | undefined): void {
    if (record !== undefined && !record.entries.has(key))
      record.entries.set(key, this.#entries.get(key));
    this.#entries.set(key, value);
  }

  #writeInline(
    inline: NonNullable<MatchRequest['inline']>,
    entry: {
      readonly value: string;
      readonly isWritten: boolean;
      readonly record: AttemptRecord | undefined;
    },
  ): void {
    const place = this.#options.locate(leaveCustomMatcher(inline.error()));
    if (place === undefined) {
      if (entry.isWritten) throw toError(messages.callNotFound(undefined));
      return;
    }
    if (!this.#inline.add({ ...place, ...entry, hasArgument: inline.argument !== undefined })) {
      this.#tally('unmatched', entry.record);
      throw toError(messages.differingValues({ ...place, file: this.#options.show(place.file) }));
    }
  }

  #recordOf(attempt: Attempt | undefined): AttemptRecord | undefined {
    return this.#attempts.recordOf(attempt, (record, kind) => {
      if (kind === 'retry') this.#discard(record);
      else this.#resetCounters(record); // A repeat is compared with what the first run stored.
    });
  }

  #discard(record: AttemptRecord): void {
    this.#resetCounters(record);
    for (const [key, before] of record.entries) restore(this.#entries, key, before);
    for (const key of record.checked) this.#unchecked.add(key);
    for (const tally of ['matched', 'written', 'updated', 'unmatched'] as const) {
      this.tallies[tally] -= record.tallies[tally];
    }
    this.#inline.discard(record);
    for (const [path, file] of this.#files) if (file.record === record) this.#files.delete(path);
  }

  #resetCounters(record: AttemptRecord): void {
    for (const [name, before] of record.counters) restore(this.counters, name, before);
  }

  #countUp(testName: string, record: AttemptRecord | undefined): number {
    const before = this.counters.get(testName);
    if (record !== undefined && !record.counters.has(testName))
      record.counters.set(testName, before);
    const count = (before ?? 0) + 1;
    this.counters.set(testName, count);
    return count;
  }

  #claim(key: string, record: AttemptRecord | undefined): void {
    if (this.#unchecked.delete(key)) record?.checked.add(key);
  }

  /** The keys of a test begin with its name, or with its name and a hint. */
  #claimAllOf(testNames: ReadonlySet<string>): void {
    if (testNames.size === 0) return;
    const isVitest = this.#options.dialect === 'vitest';
    const mark = isVitest ? ' > ' : ': ';
    for (const key of this.#unchecked) {
      const name = testNameOfKey(key);
      const isKnown = (part: string): boolean =>
        testNames.has(isVitest ? part.replaceAll(mark, ' ') : part);
      let end = name.length;
      for (let at = -1; end !== -1 && !isKnown(name.slice(0, end)); end = at)
        at = name.indexOf(mark, at + 1);
      if (end !== -1) this.#unchecked.delete(key);
    }
  }

  #tally(tally: Tally, record: AttemptRecord | undefined): void {
    this.tallies[tally]++;
    if (record !== undefined) record.tallies[tally]++;
  }

  /** A conflict inside of one snapshot leaves the file readable, so it shows only here. */
  #throwConflictWithin(expected: string): void {
    const line = conflictLineInSnapshot(this.#snap.text, expected);
    if (line !== undefined)
      throw toError(messages.conflictMarkers(this.#options.file.shownAs, line));
  }
}

function isSameButIndented(argument: string | undefined, actual: string): boolean {
  return (
    argument !== undefined &&
    (argument === actual || stripIndentation(argument) === stripIndentation(actual))
  );
}

function restore<T>(map: Map<string, T>, key: string, before: T | undefined): void {
  if (before === undefined) map.delete(key);
  else map.set(key, before);
}
