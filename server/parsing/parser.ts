/** Parses whatever it is given, and remembers the files that are being edited: of those only what an edit touches is parsed. */
import { editionOf, type Edition } from './edition.ts';
import { OpenFile, parseFile } from './parse-file.ts';
import type { ParsedFile } from './parsed-file.ts';
import type { SourceFile } from './parse-batch.ts';
import type { PieceNumbers } from './statement-memory.ts';

/** Nobody types in more of them by turns. */
const mostOpen = 10;

export class Parser {
  /** Used last is last. */
  readonly #open = new Map<string, OpenFile>();

  readonly #numbers: PieceNumbers = { last: 0 };

  parse({ path, text, isOpen }: SourceFile): ParsedFile {
    return isOpen === true ? this.#opened(path).parse(text) : parseFile(path, text);
  }

  /** The same for whoever has to be told what changed. */
  edit({ path, text, known = 0 }: SourceFile): Edition {
    const open = this.#opened(path);
    const isWhole = known === 0 || open.hasOldPieces;
    if (isWhole) open.forgetPieces();
    return editionOf(open.parse(text), known, isWhole);
  }

  #opened(path: string): OpenFile {
    const open = this.#open.get(path) ?? new OpenFile(path, this.#numbers);
    this.#open.delete(path);
    this.#open.set(path, open);
    for (const oldest of this.#open.keys()) {
      if (this.#open.size > mostOpen) this.#open.delete(oldest);
    }
    return open;
  }
}
