/** Parses whatever it is given, and remembers the files that are being edited: of those only what an edit touches is parsed. */
import { OpenFile, parseFile } from './parse-file.ts';
import type { ParsedFile } from './parsed-file.ts';
import type { SourceFile } from './parse-batch.ts';

/** Nobody types in more of them by turns. */
const mostOpen = 10;

export class Parser {
  /** Used last is last. */
  readonly #open = new Map<string, OpenFile>();

  parse({ path, text, isOpen }: SourceFile): ParsedFile {
    if (isOpen !== true) return parseFile(path, text);
    const open = this.#open.get(path) ?? new OpenFile(path);
    this.#open.delete(path);
    this.#open.set(path, open);
    for (const oldest of this.#open.keys()) {
      if (this.#open.size > mostOpen) this.#open.delete(oldest);
    }
    return open.parse(text);
  }
}
