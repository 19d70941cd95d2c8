/** Errors of one test file as they are reported: with places in its project, as far as they can be told. */
import path from 'node:path';
import { locateFunction } from './loader/function-location.ts';
import type { SourcePositions } from './loader/source-positions.ts';
import type { Location, SerializedError } from './protocol.ts';
import { serialize } from './serialize.ts';

/** Functions of a file whose place is asked for: each costs up to some milliseconds. */
const MAX_LOCATED = 100;

export interface FileErrorsOptions {
  readonly rootDir: string;
  readonly positions: SourcePositions;
  readonly isOwnFile: (file: string) => boolean;
}

export class FileErrors {
  readonly #options: FileErrorsOptions;
  #located = 0;

  constructor(options: FileErrorsOptions) {
    this.#options = options;
  }

  serialize(error: unknown, failed?: unknown): SerializedError {
    const { rootDir, isOwnFile } = this.#options;
    return serialize(error, { failed, locate: (fn) => this.locate(fn), rootDir, isOwnFile });
  }

  /** Of a function, for an error that does not say where it comes from. */
  locate(fn: unknown): Location | undefined {
    if (++this.#located > MAX_LOCATED) return undefined;
    const { positions, isOwnFile } = this.#options;
    const position = locateFunction(fn);
    if (position === undefined || isOwnFile(position.file)) return undefined;
    return this.toLocation(positions.map(position.file, position.line, position.column));
  }

  toLocation(position: {
    readonly file: string;
    readonly line: number;
    readonly column: number;
  }): Location {
    const file = path.relative(this.#options.rootDir, position.file).replaceAll('\\', '/');
    return { ...position, file };
  }
}
