/**
 * What user code prints, as events with the test that printed it. The first part of it: what goes beyond is written to a
 * file, so that a test that prints 100 MB costs neither memory nor the report.
 */
import { currentFileScope, currentTest } from './api/scope.ts';
import { OverflowFile } from './overflow-file.ts';
import type { FilePath, Location, RunEvent, TestId } from './protocol.ts';

/** Characters of one test (or of a file outside its tests) that are kept in the report. */
const KEPT = 256 * 1024;

interface Budget {
  used: number;
  overflow: OverflowFile | undefined;
}

export interface OutputCaptureOptions {
  readonly emit: (event: RunEvent) => void;
  readonly overflowDirectory: () => string;
  /** Where the user's code stands that prints; `undefined` when nobody wants to know. */
  readonly locate: () => Location | undefined;
  /** A stream was made, because somebody asked for it. */
  readonly onStream: (name: 'stdout' | 'stderr', stream: NodeJS.WriteStream) => void;
}

export class OutputCapture {
  readonly #onStream: OutputCaptureOptions['onStream'];
  readonly #emit: (event: RunEvent) => void;
  readonly #overflowDirectory: () => string;
  readonly #locate: OutputCaptureOptions['locate'];
  readonly #budgets = new Map<TestId | undefined, Budget>();
  #overflows = 0;

  constructor(options: OutputCaptureOptions) {
    this.#onStream = options.onStream;
    this.#emit = options.emit;
    this.#overflowDirectory = options.overflowDirectory;
    this.#locate = options.locate;
  }

  /** The streams are made when they are first asked for: most files never do (measured: 2–4 ms a host). */
  install(): void {
    for (const name of ['stdout', 'stderr'] as const) {
      const lazy = Object.getOwnPropertyDescriptor(process, name);
      let stream: NodeJS.WriteStream | undefined;
      Object.defineProperty(process, name, {
        configurable: true,
        enumerable: true,
        get: (): NodeJS.WriteStream => {
          if (stream !== undefined) return stream;
          // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Node's own getter
          stream = lazy?.get?.call(process) as NodeJS.WriteStream;
          this.#capture(name, stream);
          this.#onStream(name, stream);
          return stream;
        },
      });
    }
  }

  #capture(name: 'stdout' | 'stderr', stream: NodeJS.WriteStream): void {
    const write = (chunk: unknown, encoding?: unknown, callback?: unknown): boolean => {
      this.#add(name, textOf(chunk, encoding));
      const done = typeof encoding === 'function' ? encoding : callback;
      if (typeof done === 'function') process.nextTick(done);
      return true;
    };
    Object.defineProperty(stream, 'write', {
      value: write,
      writable: true,
      configurable: true,
      enumerable: true,
    });
  }

  /** At the end of a file: says what was left out. */
  finishFile(): void {
    for (const [test, { overflow }] of this.#budgets) {
      if (overflow === undefined) continue;
      this.#event({ stream: 'stderr', text: `${overflow.close()}\n`, test, file: undefined });
    }
    this.#budgets.clear();
  }

  #add(stream: 'stdout' | 'stderr', text: string): void {
    const test = currentTest()?.id;
    const file = currentFileScope()?.path;
    const budget = this.#budgetOf(test);
    const room = KEPT - budget.used;
    budget.used += text.length;
    const from = { stream, test, file };
    if (text.length <= room) return this.#event({ ...from, text, location: this.#locate() });
    if (room > 0) this.#event({ ...from, text: text.slice(0, room), location: this.#locate() });
    budget.overflow ??= new OverflowFile(this.#overflowDirectory(), String(++this.#overflows));
    budget.overflow.add(room > 0 ? text.slice(room) : text);
  }

  #budgetOf(test: TestId | undefined): Budget {
    let budget = this.#budgets.get(test);
    if (budget === undefined) {
      budget = { used: 0, overflow: undefined };
      this.#budgets.set(test, budget);
    }
    return budget;
  }

  #event(output: {
    stream: 'stdout' | 'stderr';
    text: string;
    test: TestId | undefined;
    file: FilePath | undefined;
    location?: Location | undefined;
  }): void {
    const { stream, text, test, file, location } = output;
    this.#emit({
      type: 'output',
      stream,
      text,
      ...(test !== undefined && { test }),
      ...(file !== undefined && { file }),
      ...(location !== undefined && { location }),
    });
  }
}

/** What the bytes that Node would write say. */
function textOf(chunk: unknown, encoding: unknown): string {
  if (chunk instanceof Uint8Array) return Buffer.from(chunk).toString();
  if (typeof chunk !== 'string') return String(chunk);
  if (typeof encoding !== 'string' || !Buffer.isEncoding(encoding)) return chunk;
  return /^utf-?8$/i.test(encoding) ? chunk : Buffer.from(chunk, encoding).toString();
}
