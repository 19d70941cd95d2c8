/** The texts of a project as its author sees them: an open document before the file on disk. */
import { isUtf8 } from 'node:buffer';
import { decodeText, type Files, type FileStat } from './files.ts';

export interface SourceText {
  readonly text: string;
  readonly origin: 'document' | 'disk';
  /** Some bytes are no UTF-8: U+FFFD stands in their place. */
  readonly isDamaged?: true;
}

/** Why a file that is there has no text. */
export interface UnreadText {
  readonly origin: 'none';
  readonly reason: 'gone' | 'too-large';
  readonly size?: number;
}

/** Parsing more would take longer than a minute: no test file is that large. */
const largestFile = 32 * 1024 * 1024;

export class Workspace {
  readonly files: Files;
  readonly #documents = new Map<string, string>();

  constructor(files: Files) {
    this.files = files;
  }

  /** An editor shows the file: from now on its text is what is there. */
  setDocument(file: string, text: string): void {
    this.#documents.set(file, text);
  }

  closeDocument(file: string): void {
    this.#documents.delete(file);
  }

  hasDocument(file: string): boolean {
    return this.#documents.has(file);
  }

  isFile(file: string): boolean {
    return this.hasDocument(file) || this.files.stat(file)?.kind === 'file';
  }

  /** Of the file on disk; `undefined` while a document stands before it. */
  stamp(file: string): FileStat | undefined {
    if (this.#documents.has(file)) return undefined;
    const stat = this.files.stat(file);
    return stat?.kind === 'file' ? stat : undefined;
  }

  read(file: string): SourceText | UnreadText {
    const document = this.#documents.get(file);
    if (document !== undefined) return { text: document, origin: 'document' };
    const size = this.files.stat(file)?.size ?? 0;
    if (size > largestFile) return { origin: 'none', reason: 'too-large', size };
    const bytes = this.files.read(file);
    if (bytes === undefined) return { origin: 'none', reason: 'gone' };
    const text = decodeText(bytes);
    return isUtf8(bytes) ? { text, origin: 'disk' } : { text, origin: 'disk', isDamaged: true };
  }
}
