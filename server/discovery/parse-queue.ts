/** Files on their way to the parser thread and back. What is urgent goes first; nobody waits for more than a few files. */
import type { ParseAnswer, ParseBatch, SourceFile } from '../parsing/parse-batch.ts';

export interface WantedFile extends SourceFile {
  readonly key: string;
  /** Told instead of the owner of the queue. */
  readonly onAnswer?: (answer: ParseAnswer) => void;
}

/** Answers batches in their order. */
export interface ParserThread {
  readonly post: (batch: ParseBatch) => void;
  readonly close: () => void;
}

export interface ParseQueueOptions {
  /** A thread that ends by itself answers what it had with errors. */
  readonly startThread: (onAnswers: (answers: readonly ParseAnswer[]) => void) => ParserThread;
  readonly onAnswer: (file: WantedFile, answer: ParseAnswer) => void;
}

/** A batch takes some milliseconds: that long a keystroke may wait. */
const batchFiles = 8;
const batchCharacters = 100_000;
/** The second one keeps the thread busy while the first one's answers are read. */
const batchesAtOnce = 2;

export class ParseQueue {
  readonly #options: ParseQueueOptions;
  #thread: ParserThread | undefined;
  readonly #sent: (readonly WantedFile[])[] = [];
  readonly #urgent: WantedFile[] = [];
  readonly #rest: WantedFile[] = [];
  readonly #keys = new Set<string>();
  #modulesAsked = 0;
  #waiting: (() => void)[] = [];

  constructor(options: ParseQueueOptions) {
    this.#options = options;
  }

  add(file: WantedFile): void {
    if (this.#keys.has(file.key)) return;
    this.#keys.add(file.key);
    (file.isOpen === true ? this.#urgent : this.#rest).push(file);
    this.#dispatch();
  }

  /** For the graph, and for what an edit affects. */
  async ask(
    source: Pick<SourceFile, 'path' | 'text'>,
    wants: NonNullable<SourceFile['wants']>,
  ): Promise<ParseAnswer> {
    this.#modulesAsked += 1;
    const key = `${wants} ${this.#modulesAsked}`;
    return await new Promise((onAnswer) => this.add({ ...source, key, wants, onAnswer }));
  }

  /** Resolves when there are more answers; at once when nothing is on its way. */
  async answered(): Promise<void> {
    if (this.#keys.size === 0) return;
    await new Promise<void>((resume) => this.#waiting.push(resume));
  }

  close(): void {
    this.#thread?.close();
    this.#thread = undefined;
  }

  #dispatch(): void {
    // Before the thread is there, files gather for full batches.
    this.#thread ??= this.#options.startThread((answers) => this.#take(answers));
    while (this.#sent.length < batchesAtOnce && this.#send(this.#thread));
  }

  /** @returns false when there is nothing to send */
  #send(thread: ParserThread): boolean {
    const files: WantedFile[] = [];
    let characters = 0;
    for (const queue of [this.#urgent, this.#rest]) {
      while (files.length < batchFiles && characters < batchCharacters) {
        const file = queue.shift();
        if (file === undefined) break;
        files.push(file);
        characters += file.text.length;
      }
    }
    if (files.length === 0) return false;
    this.#sent.push(files);
    thread.post({ files: files.map(({ onAnswer: _, ...file }) => file) });
    return true;
  }

  #take(answers: readonly ParseAnswer[]): void {
    const files = this.#sent.shift() ?? [];
    for (const [i, file] of files.entries()) {
      this.#keys.delete(file.key);
      const answer = answers[i] ?? { error: 'the parser thread ended' };
      if (file.onAnswer === undefined) this.#options.onAnswer(file, answer);
      else file.onAnswer(answer);
    }
    this.#dispatch();
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
  }
}
