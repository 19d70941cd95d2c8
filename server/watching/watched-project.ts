/**
 * A project whose files are followed: what happens to them becomes the tests that it can have changed. What the tests
 * themselves write is left out.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { FilePath, Problem } from '../../test-host/protocol.ts';
import type { AffectedAnswer, AffectedQuestion } from '../affected/affected-tests.ts';
import { coalesce, type FileEvent } from '../workspace/changes.ts';
import { watchFolder } from '../workspace/watch-folder.ts';
import { writtenByTests } from './messages.ts';
import { OutsideFolders } from './outside-folders.ts';
import { OwnWrites } from './own-writes.ts';

export interface WatchedProjectOptions {
  /** Absolute, with forward slashes. */
  readonly rootDir: string;
  /** Called when it is first asked: what depends on what is read then. */
  readonly openTests: () => Promise<WatchedTests>;
  /** Reports and the like: absolute files and folders that ztest writes to. */
  readonly isOutput: (file: string) => boolean;
  readonly onImpact: (impact: Impact) => void;
  readonly onProblem: (problem: Problem) => void;
  /** Of the program: nobody can go on. */
  readonly onError: (error: unknown) => void;
}

/** The tests of the project, and what changes do to them. */
export interface WatchedTests extends Disposable {
  readonly change: (events: readonly FileEvent[]) => Promise<void>;
  /** @throws the signal's reason when it is aborted */
  readonly affected: (question: AffectedQuestion, signal: AbortSignal) => Promise<AffectedAnswer>;
}

/** What a change of files can have changed the outcome of. */
export interface Impact extends AffectedAnswer {
  /** Relative to the root. */
  readonly saved: readonly FilePath[];
  /** Files came or went. */
  readonly movesFiles: boolean;
}

type PathEvent = Extract<FileEvent, { readonly path: string }>;

export class WatchedProject implements Disposable {
  readonly #options: WatchedProjectOptions;
  readonly #own = new OwnWrites();
  readonly #watcher: Disposable;
  readonly #outside = new OutsideFolders((events) => this.#take(events));
  readonly #closing = new AbortController();
  #tests: Promise<WatchedTests> | undefined;
  /** About these is decided when the run is over. */
  #later: FileEvent[] = [];
  #last: Promise<void> = Promise.resolve();
  readonly #told = new Set<string>();

  constructor(options: WatchedProjectOptions) {
    this.#options = options;
    this.#watcher = watchFolder(options.rootDir, (events) => this.#take(events), options.onProblem);
  }

  /** Reads what depends on what, so that the first change does not wait for it. */
  prepare(): void {
    void this.#attempt(async () => void (await this.#open()));
  }

  runBegins(): void {
    this.#own.begin(Date.now());
  }

  /** A test file is done: it has written these, absolute. */
  wrote(paths: readonly string[]): void {
    this.#own.note(paths);
  }

  /** Snapshots of a test file were written: to a file beside it, or into it. */
  wroteSnapshots(file: FilePath): void {
    const { dir, base } = path.posix.parse(`${this.#options.rootDir}/${file}`);
    const written = [`${dir}/${base}`, `${dir}/__snapshots__/${base}.snap`];
    this.#own.note(written);
    for (const one of written) this.#told.add(one);
  }

  runEnds(): void {
    this.#own.end(Date.now());
    const later = this.#later;
    this.#later = [];
    if (later.length > 0) this.#take(later);
  }

  /** What was loaded, absolute: also where it lies outside of the root. */
  loaded(files: readonly string[]): void {
    const { rootDir } = this.#options;
    this.#outside.follow(files.filter((file) => !file.startsWith(rootDir)));
  }

  /** @param ref of git; absent: since each test ran last. @returns nothing when all is over */
  async affectedSince(ref: string | undefined): Promise<AffectedAnswer | undefined> {
    return await this.#attempt(async () => {
      const tests = await this.#open();
      const question = ref === undefined ? {} : { since: { ref } };
      return await tests.affected(question, this.#closing.signal);
    });
  }

  /** The configuration is another one: all is looked at anew when it is asked for. */
  reopen(): void {
    void this.#tests?.then(
      (tests) => tests[Symbol.dispose](),
      () => {}, // told where it was asked for
    );
    this.#tests = undefined;
  }

  [Symbol.dispose](): void {
    this.#closing.abort();
    this.#watcher[Symbol.dispose]();
    this.#outside[Symbol.dispose]();
    this.reopen();
  }

  #take(events: readonly FileEvent[]): void {
    const now: FileEvent[] = [];
    for (const event of events) {
      if (!('path' in event) || this.#options.isOutput(event.path)) continue;
      const verdict = this.#own.judge({ path: event.path, at: changedAt(event.path) });
      if (verdict === 'run') now.push(event);
      else if (verdict === 'later') this.#later.push(event);
      else void this.#leaveOut(event);
    }
    if (now.length === 0) return;
    this.#last = this.#last.then(async () => await this.#ask(now));
  }

  async #ask(events: readonly FileEvent[]): Promise<void> {
    await this.#attempt(async () => {
      const { moved, edited } = coalesce(events);
      const tests = await this.#open();
      await tests.change(events);
      const { signal } = this.#closing;
      const changed = await thatAffect([...moved, ...edited], tests, signal);
      const answer = await tests.affected({ changed }, signal);
      const saved = changed.filter((file) => fs.existsSync(file)).map(this.#relative);
      this.#options.onImpact({ ...answer, saved, movesFiles: moved.size > 0 });
    });
  }

  /** The tests write it. That it begins no run is said once, where it would begin one. */
  async #leaveOut(event: PathEvent): Promise<void> {
    await this.#attempt(async () => {
      const tests = await this.#open();
      await tests.change([event]);
      if (this.#told.has(event.path)) return;
      this.#told.add(event.path);
      const changed = [event.path];
      const { files } = await tests.affected({ changed }, this.#closing.signal);
      if (files.length === 0) return;
      const isGuess = this.#own.isSuspect(event.path);
      this.#options.onProblem(writtenByTests(this.#relative(event.path), isGuess));
    });
  }

  /** What goes wrong is told, unless all is over. */
  async #attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!this.#closing.signal.aborted) this.#options.onError(error);
      return undefined;
    }
  }

  async #open(): Promise<WatchedTests> {
    this.#tests ??= this.#options.openTests();
    try {
      return await this.#tests;
    } catch (error) {
      this.#tests = undefined; // the next question tries again
      throw error;
    }
  }

  readonly #relative = (file: string): FilePath =>
    file.startsWith(`${this.#options.rootDir}/`)
      ? file.slice(this.#options.rootDir.length + 1)
      : file;
}

/** More are a checkout or an install: nobody reads all reasons. */
const FEW = 10;

/** What editors and tools make for a moment is no reason for anything. */
async function thatAffect(
  changed: readonly string[],
  tests: WatchedTests,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (changed.length === 1 || changed.length > FEW) return changed;
  const affecting: string[] = [];
  for (const file of changed) {
    const { files } = await tests.affected({ changed: [file] }, signal);
    if (files.length > 0) affecting.push(file);
  }
  return affecting.length > 0 ? affecting : changed.filter((file) => fs.existsSync(file));
}

/** What a rename does not change does not tell when it happened: the time of the last change of anything about it. */
function changedAt(file: string): number | undefined {
  return fs.statSync(file, { throwIfNoEntry: false })?.ctimeMs;
}
