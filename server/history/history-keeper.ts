/**
 * The history of one folder for an editor. Runs are recorded when the editor has been idle for a moment, several at once; then
 * whoever listens is told how the tests are now.
 */
import fs from 'node:fs';
import { fileOfTest, type RunMessage, type TestId } from '../../test-host/protocol.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import type { CauseName } from '../diagnosis/causes.ts';
import type { RequestedFile, RunResult } from '../running/run-request.ts';
import { historyFile } from './history-file.ts';
import type { HistoryAnswer, HistoryQuestion } from './history-task.ts';
import { HistoryThread } from './history-thread.ts';
import { makeJob, slimJob } from './make-job.ts';
import type { RecordJob } from './record-job.ts';
import { RunNotes, type RunScope } from './recorded-run.ts';
import type { HealthReport } from './test-health.ts';
import type { TestHistory } from './test-history.ts';

export interface HistoryKeeperOptions {
  readonly rootDir: string;
  /** Of the tests. */
  readonly env: NodeJS.ProcessEnv;
  /** Milliseconds without a run after which the last ones are recorded. */
  readonly idle?: number;
}

/** A run that is going on. */
export interface KeptRun {
  readonly hear: (events: readonly RunMessage[]) => void;
  /** Without a result nothing is kept of it. */
  readonly end: (result?: RunResult) => void;
}

export interface RunOfEditor {
  readonly config: ResolvedConfig;
  readonly files: readonly RequestedFile[];
  readonly scope: RunScope;
}

/** Who clicks again or saves again does so sooner. */
const IDLE_MS = 1_000;
/** Runs that wait for a pause. */
const MOST_WAITING = 30;

export class HistoryKeeper implements Disposable {
  readonly #options: HistoryKeeperOptions;
  readonly #thread: HistoryThread;
  readonly #listeners = new Set<(report: HealthReport) => void>();
  readonly #told = new Set<string>();
  #warn: (text: string) => void = () => {};
  #jobs: RecordJob[] = [];
  readonly #ended: (() => void)[] = [];
  #running = 0;
  #timer: NodeJS.Timeout | undefined;
  #isAsked = false;
  #isClosed = false;
  #last: HealthReport | undefined;

  constructor(options: HistoryKeeperOptions) {
    this.#options = options;
    this.#thread = new HistoryThread(options.env);
  }

  begin({ config, files, scope }: RunOfEditor): KeptRun {
    const notes = new RunNotes();
    this.#pickUp();
    this.#running += 1;
    clearTimeout(this.#timer);
    return {
      hear: (events) => notes.hear(events),
      end: (result) => {
        this.#running -= 1;
        if (result !== undefined)
          this.#ended.push(() => {
            const job = makeJob(notes, { config, files, scope, source: 'editor' }, result);
            if (job !== undefined) this.#add(job, result);
          });
        this.#later();
      },
    };
  }

  /**
   * Hears how the tests are: soon, and after each run that was recorded.
   * @param warn told once of each reason why something cannot be kept or read
   */
  listen(listener: (report: HealthReport) => void, warn: (text: string) => void): Disposable {
    this.#listeners.add(listener);
    this.#warn = warn;
    this.#isAsked = true;
    this.#later();
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) };
  }

  /** What was told last. */
  get last(): HealthReport | undefined {
    return this.#last;
  }

  async about(ids: readonly TestId[]): Promise<readonly TestHistory[]> {
    if (!this.#isThere()) return [];
    const { tests = [] } = await this.#ask({ kind: 'tests', ids });
    return tests;
  }

  async report(): Promise<HealthReport | undefined> {
    return this.#isThere() ? (await this.#ask({ kind: 'health' })).health : undefined;
  }

  async diagnosed(id: TestId, causes: readonly CauseName[]): Promise<void> {
    await this.#ask({ kind: 'diagnosed', id, causes });
    await this.#tell();
  }

  async renamed(id: TestId, title: string): Promise<void> {
    await this.flush();
    if (this.#isThere()) await this.#ask({ kind: 'renamed', id, title });
  }

  /** Records what waits. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#pickUp();
    const jobs = this.#jobs;
    this.#jobs = [];
    if (jobs.length > 0) await this.#ask({ kind: 'record', jobs });
  }

  [Symbol.dispose](): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#listeners.clear();
    this.#thread[Symbol.dispose]();
  }

  /**
   * What runs have known. Not at their end, where it would hold up what they tell (10,000 results by 200 ms), but before the next
   * one begins, which may know other modules.
   */
  #pickUp(): void {
    for (const make of this.#ended.splice(0)) make();
  }

  /** Of a run that was broken off only what came to its end is known. */
  #add(job: RecordJob, { outcome }: RunResult): void {
    const results =
      outcome === 'interrupted'
        ? job.results.filter(({ id }) => job.inputs.has(fileOfTest(id)))
        : job.results;
    if (results.length > 0) this.#jobs.push(slimJob({ ...job, results }));
  }

  #later(): void {
    clearTimeout(this.#timer);
    if (this.#isClosed) return;
    const waiting = this.#jobs.length + this.#ended.length;
    const isFull = waiting >= MOST_WAITING;
    if (this.#running > 0 && !isFull) return;
    if (waiting === 0 && !this.#isAsked) return;
    const { idle = IDLE_MS } = this.#options;
    this.#timer = setTimeout(() => void this.#work(), isFull ? 0 : idle).unref();
  }

  async #work(): Promise<void> {
    this.#isAsked = false;
    await this.flush();
    await this.#tell();
  }

  async #tell(): Promise<void> {
    if (this.#listeners.size === 0) return;
    const report = await this.report();
    if (report === undefined) return;
    this.#last = report;
    for (const listener of this.#listeners) listener(report);
  }

  async #ask(question: HistoryQuestion): Promise<HistoryAnswer> {
    const answer = await this.#thread.ask({ ...question, rootDir: this.#options.rootDir });
    const { problems = [], error } = answer;
    const texts = problems.map(({ code, message, hint = '' }) => `${code} ${message} ${hint}`);
    for (const text of [...texts, ...(error === undefined ? [] : [error])]) {
      if (!this.#told.has(text)) this.#warn(text);
      this.#told.add(text);
    }
    return answer;
  }

  #isThere(): boolean {
    return fs.existsSync(historyFile(this.#options.rootDir));
  }
}
