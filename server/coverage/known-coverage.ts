/**
 * What is known of the code of a project, for who asks again and again: read once, joined with each run that counts, written
 * when nothing has happened for a while. What another process has written meanwhile (`ztest --coverage`) is read anew.
 */
import {
  coverageStamp,
  openCoverage,
  packCoverage,
  writeCoverage,
  writePacked,
  type ModuleCoverage,
} from './coverage-file.ts';
import {
  coveringTests,
  coveringTestsOf,
  type CoveringAnswer,
  type LineQuestion,
} from './covering-tests.ts';
import { inSlices } from './in-slices.ts';
import { addRun, joinRun, type FinishedRun, type KnownModules } from './keep-coverage.ts';

/** Milliseconds after the last run. */
const REST_MS = 2_000;

export class KnownCoverage implements Disposable {
  readonly #rootDir: string;
  /** With all that the runs since have told. */
  #modules: KnownModules | undefined;
  /** Of the file that they were read from, or written to. */
  #stamp: string | undefined;
  #unsaved: readonly FinishedRun[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(rootDir: string) {
    this.#rootDir = rootDir;
  }

  /** @returns `undefined`: nothing was counted yet */
  async all(): Promise<KnownModules | undefined> {
    const stamp = coverageStamp(this.#rootDir);
    if (this.#modules === undefined || stamp !== this.#stamp) {
      const read = await this.#read();
      const joined = this.#unsaved.reduce<KnownModules | undefined>(
        (known, run) => joinRun(known ?? new Map(), run),
        read,
      );
      this.#modules = joined;
      this.#stamp = stamp;
    }
    return this.#modules;
  }

  isKept(): boolean {
    if (this.#unsaved.length > 0) return true;
    using stored = openCoverage(this.#rootDir);
    return stored !== undefined;
  }

  /** At once: what was not read yet is read of the one file alone. */
  covering(question: LineQuestion): CoveringAnswer {
    const isCurrent = this.#unsaved.length > 0 || coverageStamp(this.#rootDir) === this.#stamp;
    if (this.#modules === undefined || !isCurrent) return coveringTests(this.#rootDir, question);
    return coveringTestsOf(this.#modules.get(question.file), question);
  }

  async add(run: FinishedRun): Promise<void> {
    await this.all();
    this.#modules = joinRun(this.#modules ?? new Map(), run);
    this.#unsaved = [...this.#unsaved, run];
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#saveInSlices(), REST_MS).unref();
  }

  /** What was not written yet is written at once. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    if (this.#unsaved.length === 0 || this.#modules === undefined || this.#add()) return;
    if (coverageStamp(this.#rootDir) !== this.#stamp) {
      // Another process was faster: what it says stays, but for what ran here.
      using before = openCoverage(this.#rootDir);
      this.#modules = this.#unsaved.reduce<KnownModules>(joinRun, new Map(before?.each()));
    }
    this.#write(() => writeCoverage(this.#rootDir, this.#modules ?? new Map()), this.#unsaved);
  }

  async #saveInSlices(): Promise<void> {
    if (this.#add()) return;
    const saved = this.#unsaved;
    const modules = await this.all();
    if (modules === undefined) return;
    const packed = await inSlices(packCoverage(modules));
    // Disposed meanwhile, or another process was faster: then with the next run.
    const isCurrent = this.#unsaved.length > 0 && coverageStamp(this.#rootDir) === this.#stamp;
    if (isCurrent) this.#write(() => writePacked(this.#rootDir, packed), saved);
  }

  /** Behind what is on disk, whoever has written that. @returns whether it could be added */
  #add(): boolean {
    const isOwn = coverageStamp(this.#rootDir) === this.#stamp;
    try {
      for (const run of this.#unsaved) {
        if (addRun(this.#rootDir, run) !== 'added') return false;
        this.#unsaved = this.#unsaved.filter((other) => other !== run);
      }
    } catch {
      return true; // no room: it is known as long as this process lives
    }
    if (isOwn) this.#stamp = coverageStamp(this.#rootDir);
    else this.#modules = undefined;
    return true;
  }

  #write(write: () => void, saved: readonly FinishedRun[]): void {
    try {
      write();
      this.#stamp = coverageStamp(this.#rootDir);
    } catch {
      // no room: it is known as long as this process lives
    }
    this.#unsaved = this.#unsaved.filter((run) => !saved.includes(run));
  }

  async #read(): Promise<KnownModules | undefined> {
    using stored = openCoverage(this.#rootDir);
    if (stored === undefined) return undefined;
    const modules = new Map<string, ModuleCoverage>();
    const reading = (function* (): Generator<undefined, void> {
      for (const [file, module] of stored.each()) {
        modules.set(file, module);
        yield;
      }
    })();
    await inSlices(reading);
    return modules;
  }
}
