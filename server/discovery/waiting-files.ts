/** Files whose tree needs a text that is not parsed yet, and the thread that parses it. */
import type { FilePath } from '../../test-host/protocol.ts';
import type { ParseAnswer } from '../parsing/parse-batch.ts';
import { ParseQueue, type ParseQueueOptions, type WantedFile } from './parse-queue.ts';

export interface DiscoveryThread extends Pick<ParseQueueOptions, 'startThread'> {
  /** How many texts are parsed in place before the thread is started: it has to load the compiler first. */
  readonly startAbove: number;
}

export interface WaitingFilesOptions {
  readonly thread: DiscoveryThread | undefined;
  readonly onAnswer: (wanted: WantedFile, answer: ParseAnswer) => void;
  /** What a file has waited for is there. */
  readonly onReady: (file: FilePath) => void;
}

export class WaitingFiles {
  readonly #options: WaitingFilesOptions;
  readonly #wanted = new Map<FilePath, WantedFile>();
  /** The same by the key of the text. */
  readonly #byKey = new Map<string, FilePath[]>();
  #queue: ParseQueue | undefined;

  constructor(options: WaitingFilesOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#wanted.size;
  }

  has(file: FilePath): boolean {
    return this.#wanted.has(file);
  }

  add(file: FilePath, wanted: WantedFile): void {
    this.#wanted.set(file, wanted);
    const others = this.#byKey.get(wanted.key);
    if (others === undefined) this.#byKey.set(wanted.key, [file]);
    else others.push(file);
    if (this.#queue !== undefined) this.#queue.add(wanted);
    else if (this.#wanted.size > (this.#options.thread?.startAbove ?? Infinity)) {
      const queue = this.startQueue();
      for (const one of this.#wanted.values()) queue?.add(one);
    }
  }

  /** Resolves when there are more answers; `undefined`: nobody is asked, so few are they. */
  answered(): Promise<void> | undefined {
    return this.#queue?.answered();
  }

  /** All of them, which do not wait any longer. */
  takeAll(): readonly FilePath[] {
    const files = [...this.#wanted.keys()];
    this.#wanted.clear();
    this.#byKey.clear();
    return files;
  }

  startQueue(): ParseQueue | undefined {
    const { thread } = this.#options;
    if (thread === undefined) return undefined;
    return (this.#queue ??= new ParseQueue({
      ...thread,
      onAnswer: (wanted, answer) => this.#take(wanted, answer),
    }));
  }

  close(): void {
    this.#queue?.close();
  }

  #take(wanted: WantedFile, answer: ParseAnswer): void {
    const { key } = wanted;
    this.#options.onAnswer(wanted, answer);
    for (const file of this.#byKey.get(key) ?? []) {
      if (this.#wanted.get(file)?.key !== key) continue;
      this.#wanted.delete(file);
      this.#options.onReady(file);
    }
    this.#byKey.delete(key);
  }
}
