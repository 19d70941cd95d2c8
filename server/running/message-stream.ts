/** The messages of one host in their order, each once: out of its pipe, or out of its black box when the pipe is late. */
import fs from 'node:fs';
import { folderOfChildren, markOfLines, type HostMessage } from '../../test-host/protocol.ts';

export class MessageStream {
  readonly #blackBox: string;
  readonly #mark: string;
  readonly #deliver: (messages: readonly HostMessage[]) => void;
  readonly #onForeign: (text: string) => void;
  #rest = '';
  /** Messages that came through the pipe, and messages delivered. */
  #received = 0;
  #delivered = 0;

  constructor(options: {
    readonly blackBox: string;
    readonly deliver: (messages: readonly HostMessage[]) => void;
    /** User code has written into the pipe: it can write to any descriptor. */
    readonly onForeign: (text: string) => void;
  }) {
    this.#blackBox = options.blackBox;
    this.#mark = markOfLines(options.blackBox);
    this.#deliver = options.deliver;
    this.#onForeign = options.onForeign;
  }

  /** What the pipe brought. */
  push(chunk: string): void {
    const text = this.#rest + chunk;
    const end = text.lastIndexOf('\n');
    if (end < 0) {
      this.#rest = text;
      return;
    }
    this.#rest = text.slice(end + 1);
    const messages = this.#parse(text.slice(0, end));
    const known = Math.min(messages.length, Math.max(0, this.#delivered - this.#received));
    this.#received += messages.length;
    this.#emit(known > 0 ? messages.slice(known) : messages);
  }

  /** What the host has said and not sent. */
  readBlackBox(): void {
    let text: string;
    try {
      text = fs.readFileSync(this.#blackBox, 'utf8');
    } catch {
      return; // none was written: everything came through the pipe
    }
    const start = text.indexOf('\n') + 1;
    const end = text.indexOf('\n#\n', Math.max(0, start - 1));
    if (start === 0 || end < start) return; // nothing in it, or read in the middle of a write
    const before = Number(text.slice(0, start));
    if (before > this.#delivered) return; // what was sent before these is still in the pipe
    let messages: HostMessage[];
    try {
      messages = parseLines(text.slice(start, end));
    } catch {
      return; // read in the middle of a write: the next look finds it whole
    }
    this.#emit(messages.slice(Math.max(0, this.#delivered - before)));
  }

  close(): void {
    fs.rmSync(this.#blackBox, { force: true });
    fs.rmSync(folderOfChildren(this.#blackBox), { recursive: true, force: true });
  }

  #parse(text: string): readonly HostMessage[] {
    const mark = this.#mark;
    try {
      if (text.startsWith(mark)) return parseLines(text.slice(mark.length), `\n${mark}`);
    } catch {
      // Line by line, then.
    }
    return text.split('\n').flatMap((line) => this.#parseLine(line));
  }

  #parseLine(line: string): readonly HostMessage[] {
    // What was written without a line break stands before ours.
    const start = line.indexOf(this.#mark);
    try {
      const messages = start < 0 ? [] : parseLines(line.slice(start + this.#mark.length));
      this.#tellForeign(start < 0 ? line : line.slice(0, start));
      return messages;
    } catch {
      this.#tellForeign(line); // another thread wrote into the middle of ours
      return [];
    }
  }

  #tellForeign(text: string): void {
    if (text !== '') this.#onForeign(`${text}\n`);
  }

  #emit(messages: readonly HostMessage[]): void {
    if (messages.length === 0) return;
    this.#delivered += messages.length;
    this.#deliver(messages);
  }
}

function parseLines(text: string, between = '\n'): HostMessage[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by our own host
  return JSON.parse(`[${text.replaceAll(between, ',')}]`) as HostMessage[];
}

/** Whether it can be worked with: user code may have changed what its host makes messages with. */
export function isWellFormed(message: HostMessage): boolean {
  switch (message.type) {
    case 'test-started':
    case 'suite-started':
      return typeof message.id === 'string';
    case 'test-finished':
    case 'suite-finished':
      return typeof message.id === 'string' && areErrors(message.errors);
    case 'file-finished':
      return typeof message.file === 'string' && areErrors(message.errors);
    case 'hook-finished':
      return areErrors(message.errors);
    case 'file-collected':
      return (
        Array.isArray(message.nodes) && message.nodes.every(({ id }) => typeof id === 'string')
      );
    default:
      return true;
  }
}

function areErrors(errors: unknown): boolean {
  return (
    Array.isArray(errors) &&
    errors.every(
      (error: unknown) =>
        typeof error === 'object' &&
        error !== null &&
        typeof Reflect.get(error, 'message') === 'string' &&
        Array.isArray(Reflect.get(error, 'stack')),
    )
  );
}
