/**
 * The client of the server for web windows in an extension host that has Node: the folder is on a file system that only VS Code
 * can read (`vscode-vfs:`), so tests are shown and cannot run.
 */
import { Worker } from 'node:worker_threads';
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  Disposable,
  LanguageClient,
  State,
  type DataCallback,
  type LanguageClientOptions,
  type Message,
} from 'vscode-languageclient/node';

/** A web worker finds these in its global object. */
const PRELUDE = `
  globalThis.self = require('node:worker_threads').parentPort;
  require('node:vm').runInThisContext(require('node:fs').readFileSync(require('node:worker_threads').workerData, 'utf8'));
`;

/** @param file absolute path of the server's bundle */
export function createThreadClient(file: string, options: LanguageClientOptions): LanguageClient {
  let thread: Worker | undefined;
  const client = new LanguageClient(
    'ztest',
    'ztest',
    async () => {
      thread = new Worker(PRELUDE, { eval: true, workerData: file });
      const transports = { reader: new Reader(thread), writer: new Writer(thread) };
      return await Promise.resolve(transports);
    },
    options,
  );
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Stopped) void thread?.terminate();
  });
  return client;
}

class Reader extends AbstractMessageReader {
  readonly #thread: Worker;

  constructor(thread: Worker) {
    super();
    this.#thread = thread;
    thread.on('error', (error) => this.fireError(error));
    thread.on('exit', () => this.fireClose());
  }

  listen(callback: DataCallback): Disposable {
    this.#thread.on('message', callback);
    return Disposable.create(() => void this.#thread.off('message', callback));
  }
}

class Writer extends AbstractMessageWriter {
  readonly #thread: Worker;

  constructor(thread: Worker) {
    super();
    this.#thread = thread;
  }

  async write(message: Message): Promise<void> {
    this.#thread.postMessage(message);
    await Promise.resolve();
  }

  end(): void {}
}
