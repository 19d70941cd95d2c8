/** Stacks of a process with probes, with the columns of its sources. What a program sets itself takes its place. */
import { pathToFileURL } from 'node:url';
import { originalColumn, shiftsByLine } from '../../../modules/column-shifts.ts';
import type { Insertion } from '../../../modules/insertions.ts';

type Shifts = ReturnType<typeof shiftsByLine>;

export class StackColumns {
  /** By path and by URL. */
  readonly #shifts = new Map<string, () => Shifts>();

  /** Stacks are written when somebody reads them; until a file has probes, nobody has to. */
  add(file: string, source: string, insertions: readonly Insertion[]): void {
    if (this.#shifts.size === 0) this.#install();
    let known: Shifts | undefined;
    const shifts = (): Shifts => (known ??= shiftsByLine(source, insertions));
    this.#shifts.set(file, shifts);
    this.#shifts.set(pathToFileURL(file).href, shifts);
  }

  #install(): void {
    if (process.sourceMapsEnabled) return; // Node writes them by itself
    const own: unknown = Reflect.get(Error, 'prepareStackTrace');
    const format = typeof own === 'function' ? own : writeStack;
    Object.defineProperty(Error, 'prepareStackTrace', {
      value: (error: Error, frames: readonly NodeJS.CallSite[]): unknown =>
        Reflect.apply(format, Error, [error, frames.map((frame) => this.#written(frame))]),
      writable: true,
      configurable: true,
      enumerable: false,
    });
  }

  #written(frame: NodeJS.CallSite): string {
    // oxlint-disable-next-line typescript/no-base-to-string -- V8 writes the whole line of a stack
    const text = String(frame);
    const [line, column] = [frame.getLineNumber(), frame.getColumnNumber()];
    const shifts = this.#shifts.get(frame.getFileName() ?? '');
    if (shifts === undefined || line === null || column === null) return text;
    const original = originalColumn(column - 1, shifts().get(line - 1)) + 1;
    return text.replace(`:${line}:${column}`, `:${line}:${original}`);
  }
}

/** As V8 does; Node has a function for it since 23. */
function writeStack(error: Error, frames: readonly unknown[]): string {
  return [String(error), ...frames].join('\n    at ');
}
