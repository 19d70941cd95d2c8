/** The processes and threads that the tests of a host start: each gets the number of who starts it, and is asked for under it. */
import fs from 'node:fs';
import path from 'node:path';
import { realSetTimeout } from '../../intrinsics.ts';
import type { CoverageOrder, UncountedFile } from '../../protocol.ts';
import type { FileCoverage, FinishedChild, Owned } from '../file-coverage.ts';
import { openResults, takeResults, takeUncounted } from './child-results.ts';
import { createSharedCounters, readShared } from './shared-counters.ts';
import type { Ticket } from './ticket.ts';
import {
  watchProcesses,
  watchThreads,
  type ProcessHandle,
  type StartHandlers,
} from './watch-starts.ts';

const ENTRY = path.join(import.meta.dirname, '..', 'bin', 'child.cjs');
/** How long a process that was told to end may take to say what it has run. */
const LAST_WORDS_MS = 200;

interface Starter {
  readonly owners: readonly Owned[];
  threads?: SharedArrayBuffer;
}

export class StartedChildren {
  #order: CoverageOrder | undefined;
  #coverage: FileCoverage | undefined;
  /** By number, those of the file that runs. */
  readonly #starters = new Map<string, Starter>();
  #lastNumber = 0;
  /** The file has started a process or a thread, also one that is not counted. */
  hasStarted = false;
  #directory: string | undefined;
  readonly #ending = new Set<ProcessHandle>();
  readonly #folder: string;

  /** @param folder for what they leave; whoever made it up removes it */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Once a process.
   *
   * @param whenLoaded calls back as soon as a module of Node is there
   */
  install(whenLoaded: (name: string, begin: () => void) => void): void {
    const handlers: StartHandlers = {
      entry: ENTRY,
      isPreloaded: false,
      forProcess: () => this.#ticket(),
      forThread: () => {
        const ticket = this.#ticket();
        const starter = ticket && this.#starters.get(ticket.starter);
        if (ticket === undefined || starter === undefined) return undefined;
        return { ...ticket, memory: (starter.threads ??= createSharedCounters()) };
      },
      onStart: () => {
        this.hasStarted = true;
      },
      onProcess: (handle) => this.#follow(handle),
    };
    watchProcesses(handlers);
    whenLoaded('worker_threads', () => watchThreads(handlers));
  }

  /** What is started meanwhile is not of the file that runs. */
  ignoring<T>(work: () => T): T {
    const before = this.hasStarted;
    try {
      return work();
    } finally {
      this.hasStarted = before;
    }
  }

  /** @param coverage of the file that runs now; absent: nothing is counted */
  belongTo(coverage: FileCoverage | undefined, order: CoverageOrder | undefined): void {
    if (order !== this.#order) this.close();
    this.#order = order;
    this.#coverage = coverage;
    this.#starters.clear();
    this.#ending.clear();
    this.hasStarted = false;
  }

  /** What those have run that the file has started. */
  async finished(): Promise<readonly FinishedChild[]> {
    const order = this.#order;
    if (this.#directory === undefined || order === undefined) return [];
    for (let waited = 0; this.#ending.size > 0 && waited < LAST_WORDS_MS; waited += 5)
      await new Promise<void>((resolve) => void realSetTimeout(resolve, 5));
    const results = takeResults(this.#directory);
    return [...this.#starters].map(([number, { owners, threads }]) => ({
      starters: owners,
      hits: [
        ...(results.get(number) ?? []),
        ...(threads === undefined ? [] : readShared(threads, order.probes)),
      ],
    }));
  }

  /** Files that they have run and that could not be counted; when they are finished. */
  uncounted(): readonly UncountedFile[] {
    return this.#directory === undefined ? [] : takeUncounted(this.#directory);
  }

  close(): void {
    if (this.#directory !== undefined) fs.rmSync(this.#directory, { recursive: true, force: true });
    this.#directory = undefined;
  }

  #ticket(): Ticket | undefined {
    if (this.#coverage === undefined || this.#order === undefined) return undefined;
    if (this.#directory === undefined) {
      this.#directory = path.join(this.#folder, Date.now().toString(36));
      openResults(this.#directory, this.#order);
    }
    const starter = String(++this.#lastNumber);
    this.#starters.set(starter, { owners: this.#coverage.starters() });
    return { starter, directory: this.#directory };
  }

  #follow(handle: ProcessHandle): void {
    const { onexit } = handle;
    handle.onexit = (...args) => {
      this.#ending.delete(handle);
      return onexit && Reflect.apply(onexit, handle, args);
    };
    const { kill } = handle;
    handle.kill = (signal) => {
      if (signal > 0) this.#ending.add(handle);
      return Reflect.apply(kill, handle, [signal]);
    };
  }
}
