/**
 * What the tests saw when they ran last: versions of files with the text of code, and who ran when. In `.ztest/affected/`,
 * as lines that are added: whatever is lost of it makes more tests affected, never fewer.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { FilePath } from '../../test-host/protocol.ts';
import { EntryLog } from '../discovery/entry-log.ts';
import { dataDirectory } from '../loading/store-place.ts';
import type { CountedRun } from './counted-run.ts';

/** A state of a file, a variable or a setting, from a run on until the next one. */
export interface Version {
  /** Runs are numbered by the clock, and never twice the same. */
  readonly run: number;
  /** '': nobody knows; {@link ABSENT}: it is not there. */
  readonly hash: string;
  /** Of the file on disk: while they hold, so does the hash. */
  readonly mtime?: number;
  readonly size?: number;
  readonly id?: string;
  /** Where nobody knows: the hash after the run. */
  readonly left?: string;
  /** Of a module: what it imports, as it was resolved; {@link MISSING} where nothing was there. */
  readonly to?: readonly FilePath[];
}

/** In place of a run: what was seen then is not known. */
export const NO_RUN = 0;
export const ABSENT = '-';
export const MISSING = '!';

/** When the tests of a file ran last. */
export interface LastRuns {
  /** Of the whole file; absent: it never was run as a whole. */
  readonly run?: number | undefined;
  /** Of tests that ran alone since, by the part of their id behind the file. */
  readonly tests?: Readonly<Record<string, number>> | undefined;
  /** Which functions they have run, as far as that was counted. */
  readonly counted?: readonly CountedRun[] | undefined;
}

/** Of the functions of a text: four numbers each, as in `CodeRange`. */
export type FunctionPlaces = readonly number[];

/** Bytes. */
const MOST_STATE = 128 * 1024 * 1024;
const MOST_SOURCES = 256 * 1024 * 1024;
/** A test that did not run for so many versions of a file it depends on is affected. */
const MOST_VERSIONS = 12;

export class StateLog {
  readonly #directory: string;
  #state: EntryLog;
  #sources: EntryLog | undefined;
  #countedLog: EntryLog | undefined;
  #stamp: string;
  readonly #decoded = new Map<string, unknown>();

  constructor(rootDir: string) {
    this.#directory = path.join(dataDirectory(rootDir), 'affected');
    this.#stamp = this.#stampOf();
    this.#state = this.#open('state', MOST_STATE);
  }

  /** Reads again what another process has written. @returns whether there was something */
  refresh(): boolean {
    const stamp = this.#stampOf();
    if (stamp === this.#stamp) return false;
    this.#stamp = stamp;
    this.#state = this.#open('state', MOST_STATE);
    this.#sources = undefined;
    this.#countedLog = undefined;
    this.#decoded.clear();
    return true;
  }

  /** Of this run: larger than all before. */
  nextRun(now: number): number {
    const known = this.#get<Runs>(RUN);
    const { last = 0, newest = 0, jumpedUntil = 0 } = known ?? {};
    const run = Math.max(last + 1, now);
    if (run !== now)
      this.#set(RUN, { ...known, last, newest, jumpedUntil: Math.max(jumpedUntil, run) });
    return run;
  }

  /** The newest that has left something here. */
  get lastRun(): number {
    return this.#get<Runs>(RUN)?.last ?? 0;
  }

  /** The number of the run is when it began: the clock has not been put back since. */
  isOfClock(run: number): boolean {
    return run > (this.#get<Runs>(RUN)?.jumpedUntil ?? 0) && run <= Date.now();
  }

  /** Relative to the root, as it was told of. */
  *names(): Generator<string> {
    for (const key of this.#state.keys())
      if (key.startsWith(VERSIONS)) yield key.slice(VERSIONS.length);
  }

  /** The oldest first. */
  versions(name: string): readonly Version[] {
    return this.#get<readonly Version[]>(VERSIONS + name) ?? [];
  }

  /** @returns `undefined`: nothing is known of that time */
  versionAt(name: string, run: number): Version | undefined {
    return this.versions(name).findLast((version) => version.run <= run);
  }

  addVersion(name: string, version: Version): void {
    this.#set(RUN, { ...this.#get<Runs>(RUN), last: version.run, newest: version.run });
    this.#set(VERSIONS + name, [...this.versions(name), version].slice(-MOST_VERSIONS));
  }

  /** Nothing has another version since a run: what was seen then is what is seen now. */
  isSameSince(run: number | undefined): boolean {
    return run !== undefined && run !== NO_RUN && (this.#get<Runs>(RUN)?.newest ?? 0) <= run;
  }

  lastRuns(file: FilePath): LastRuns | undefined {
    const runs = this.runsOf(file);
    return runs && { ...runs, counted: this.counted(file) };
  }

  /** Without what was counted. */
  runsOf(file: FilePath): Omit<LastRuns, 'counted'> | undefined {
    const run = this.#wholeRuns()[file];
    const tests = this.#get<LastRuns['tests']>(TESTS + file);
    return run === undefined && tests === undefined ? undefined : { run, tests };
  }

  counted(file: FilePath): readonly CountedRun[] {
    const known = this.#getFrom<readonly CountedRun[]>(this.#counted(), file) ?? [];
    // A kill may have left what was counted, and not of which versions.
    const { last = 0, counted = last } = this.#get<Runs>(RUN) ?? {};
    if (known.some(({ run }) => run > Math.max(last, counted))) return [];
    const again = this.#get<CountedAgain>(AGAIN + file);
    return known.map((one) =>
      one.digest === undefined || one.digest !== again?.digest ? one : { ...one, run: again.run },
    );
  }

  setCounted(file: FilePath, counted: readonly CountedRun[]): void {
    this.#setIn(this.#counted(), file, counted);
    const runs = this.#get<Runs>(RUN);
    const newest = Math.max(...counted.map((one) => one.run));
    if (runs?.counted !== newest) this.#set(RUN, { last: 0, newest: 0, ...runs, counted: newest });
    const [{ run, digest } = {}] = counted;
    this.#set(AGAIN + file, run === undefined || digest === undefined ? null : { run, digest });
  }

  /** All tests of a file have run what they ran when that was kept. @returns whether it is so; else it has to be kept anew */
  hasCountedAgain(file: FilePath, { run, digest }: CountedAgain): boolean {
    const known = this.#get<CountedAgain>(AGAIN + file);
    const isKept = this.#counted().includes(file, JSON.stringify({ digest }).slice(1, -1));
    if (known?.digest !== digest || !isKept) return false;
    // Who has seen nothing new stands where he stood.
    if (!this.isSameSince(known.run)) this.#set(AGAIN + file, { run, digest });
    return true;
  }

  /** Test files that were counted as a whole and run nothing that is counted, with that run. */
  countedNothing(): Readonly<Record<FilePath, number>> {
    return this.#get<Readonly<Record<FilePath, number>>>(NOTHING) ?? {};
  }

  setCountedNothing(files: readonly FilePath[], run: number): void {
    if (files.length > 0)
      this.#set(NOTHING, {
        ...this.countedNothing(),
        ...Object.fromEntries(files.map((file) => [file, run])),
      });
  }

  /** All of these have run as a whole. */
  setWholeRuns(files: readonly FilePath[], run: number): void {
    const runs = { ...this.#wholeRuns() };
    for (const file of files) {
      runs[file] = run;
      if (this.#get(TESTS + file) !== undefined) this.#set(TESTS + file, null);
    }
    if (files.length === 0) return;
    this.#set(WHOLE, runs);
    if (run !== NO_RUN) this.#set(RUN, { newest: 0, ...this.#get<Runs>(RUN), last: run });
  }

  setTests(file: FilePath, tests: NonNullable<LastRuns['tests']>): void {
    this.#set(TESTS + file, tests);
  }

  #wholeRuns(): Readonly<Record<FilePath, number>> {
    return this.#get<Readonly<Record<FilePath, number>>>(WHOLE) ?? {};
  }

  /** What a test file has read since it ran as a whole: files, variables with a `$` before them, settings with a `:`. */
  inputs(file: FilePath): readonly string[] {
    return this.#get<readonly string[]>(INPUTS + file) ?? [];
  }

  setInputs(file: FilePath, inputs: readonly string[]): void {
    if (inputs.join('\n') !== this.inputs(file).join('\n')) this.#set(INPUTS + file, inputs);
  }

  /** Test files that have run. */
  files(): ReadonlySet<FilePath> {
    const files = new Set(Object.keys(this.#wholeRuns()));
    for (const key of this.#state.keys())
      if (key.startsWith(TESTS)) files.add(key.slice(TESTS.length));
    return files;
  }

  places(hash: string): FunctionPlaces | undefined {
    return this.#getFrom<FunctionPlaces>(this.#counted(), PLACES + hash);
  }

  setPlaces(hash: string, places: FunctionPlaces): void {
    if (this.places(hash) === undefined) this.#setIn(this.#counted(), PLACES + hash, places);
  }

  /** Whether the code of a text can leave something behind. */
  holdsState(hash: string): boolean | undefined {
    return this.#get<boolean>(HELD + hash);
  }

  setHoldsState(hash: string, holds: boolean): void {
    this.#set(HELD + hash, holds);
  }

  /** The text of code. */
  text(hash: string): string | undefined {
    const text = this.#texts().get(hash);
    return typeof text === 'string' ? text : undefined;
  }

  setText(hash: string, text: string): void {
    this.#texts().set(hash, text);
  }

  /** @returns whether nobody else has written meanwhile; otherwise nothing is saved */
  saveUnlessWritten(): boolean {
    if (this.#stampOf() !== this.#stamp) return false;
    this.save();
    return true;
  }

  save(): void {
    fs.mkdirSync(this.#directory, { recursive: true });
    this.#sources?.save();
    this.#countedLog?.save();
    this.#state.save();
    this.#stamp = this.#stampOf();
  }

  #texts(): EntryLog {
    return (this.#sources ??= this.#open('sources', MOST_SOURCES));
  }

  /** Texts are known by what they are: who writes them early has written nothing of a run. */
  saveTexts(): void {
    this.#sources?.save();
  }

  /** Ahead of whoever asks for what was counted. */
  readCounted(): void {
    this.#counted();
  }

  #counted(): EntryLog {
    return (this.#countedLog ??= this.#open('counted', MOST_STATE));
  }

  #open(name: string, limit: number): EntryLog {
    const file = path.join(this.#directory, `${name}.log`);
    return new EntryLog({ file, maker: `ztest ${name} 3`, limit });
  }

  #stampOf(): string {
    const file = path.join(this.#directory, 'state.log');
    const stats = fs.statSync(file, { throwIfNoEntry: false });
    return stats === undefined ? '' : `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
  }

  #get<T>(key: string): T | undefined {
    return this.#getFrom<T>(this.#state, key);
  }

  #set(key: string, value: unknown): void {
    this.#setIn(this.#state, key, value);
  }

  #getFrom<T>(log: EntryLog, key: string): T | undefined {
    if (!this.#decoded.has(key)) this.#decoded.set(key, log.get(key) ?? undefined);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what we wrote, as the log vouches for
    return this.#decoded.get(key) as T | undefined;
  }

  /** `null`: it is gone. */
  #setIn(log: EntryLog, key: string, value: unknown): void {
    this.#decoded.set(key, value ?? undefined);
    if (value === null) log.delete(key);
    else log.set(key, value);
  }
}

/** When what was counted of a file was seen last. */
interface CountedAgain {
  readonly run: number;
  readonly digest: string;
}

interface Runs {
  readonly last: number;
  /** Of the newest version of anything. */
  readonly newest: number;
  /** Numbers up to this one are no times: the clock was put back. */
  readonly jumpedUntil?: number;
  /** The newest that was counted. */
  readonly counted?: number;
}

const RUN = 'run';
const WHOLE = 'whole';
const NOTHING = 'nothing-counted';
const TESTS = 'tests ';
const AGAIN = 'counted ';
const VERSIONS = 'version ';
const INPUTS = 'inputs ';
const PLACES = 'places ';
const HELD = 'holds-state ';
