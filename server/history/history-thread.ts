/** The worker thread of the history: there while it is asked something, and a little longer. */
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { HistoryAnswer, HistoryTask } from './history-task.ts';

/** Milliseconds: a thread takes 10 MB. */
const IDLE_MS = 30_000;

export class HistoryThread implements Disposable {
  readonly #env: NodeJS.ProcessEnv;
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  readonly #waiting: ((answer: HistoryAnswer) => void)[] = [];

  /** @param env of the tests: what they read of it is a part of their closure */
  constructor(env: NodeJS.ProcessEnv) {
    this.#env = env;
  }

  /** Never rejects; an empty answer: the thread has ended. */
  async ask(task: HistoryTask): Promise<HistoryAnswer> {
    clearTimeout(this.#idle);
    this.#worker ??= this.#start();
    const { promise, resolve } = Promise.withResolvers<HistoryAnswer>();
    this.#waiting.push(resolve);
    this.#worker.postMessage(task);
    return await promise;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#idle);
    void this.#worker?.terminate();
    this.#end();
  }

  #start(): Worker {
    const isSource = import.meta.filename.endsWith('.ts');
    const name = isSource ? 'history-worker.ts' : 'history-worker.cjs';
    const worker = new Worker(path.join(import.meta.dirname, name), { env: this.#env });
    worker.on('message', (answer: HistoryAnswer) => {
      this.#waiting.shift()?.(answer);
      if (this.#waiting.length > 0) return;
      clearTimeout(this.#idle);
      this.#idle = setTimeout(() => this[Symbol.dispose](), IDLE_MS).unref();
    });
    const end = (): void => {
      if (this.#worker === worker) this.#end();
    };
    worker.on('error', end);
    worker.on('exit', end);
    return worker;
  }

  #end(): void {
    this.#worker = undefined;
    for (const resolve of this.#waiting.splice(0)) resolve({});
  }
}
