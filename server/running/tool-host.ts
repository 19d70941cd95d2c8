/** A host that runs modules of the project which are no tests, and outlives the files of a run. */
import { withoutDebuggerWords } from './debugger-words.ts';
import { Evaluations, type Evaluated, type EvaluateOptions } from './evaluations.ts';
import type { HostHandlers } from './host-pool.ts';
import type { HostProcess } from './host-process.ts';

export type ToolOutput = (stream: 'stdout' | 'stderr', text: string) => void;

export interface ToolHostOptions {
  readonly spawn: (handlers: HostHandlers) => HostProcess;
  readonly onOutput: ToolOutput;
  readonly onExit: (tool: ToolHost) => void;
}

const CLOSING_MS = 1000;

export class ToolHost {
  readonly #process: HostProcess;
  readonly #evaluations = new Evaluations();
  readonly #ended: Promise<void>;

  constructor({ spawn, onOutput, onExit }: ToolHostOptions) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#ended = promise;
    this.#process = spawn({
      onMessages: (messages) => {
        for (const message of messages) {
          if (message.type === 'output') onOutput(message.stream, message.text);
          else if (message.type === 'evaluated') this.#evaluations.settle(message);
        }
      },
      onOutput: (stream, printed) => {
        const text = withoutDebuggerWords(printed);
        if (text !== '') onOutput(stream, text);
      },
      onExit: (exit) => {
        this.#evaluations.fail(exit);
        onExit(this);
        resolve();
      },
    });
  }

  async ask(path: string, options: EvaluateOptions): Promise<Evaluated> {
    return await this.#evaluations.evaluate(this.#process, path, options);
  }

  /** Resolves when it is gone, and all that it has printed has been handed on. */
  async close(): Promise<void> {
    this.#process.send({ type: 'exit' });
    const deadline = setTimeout(() => this.kill(), CLOSING_MS);
    await this.#ended;
    clearTimeout(deadline);
  }

  kill(): void {
    this.#process.kill();
  }
}
