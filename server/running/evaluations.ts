/** Modules that a host evaluates outside of a run: configuration, set-up, tear-down. */
import type {
  ConfigFunctionInput,
  HostMessage,
  JestToolsRequest,
  ModuleIndex,
  TransformRequest,
} from '../../test-host/protocol.ts';
import type { HostExit, HostProcess } from './host-process.ts';

export interface EvaluateOptions {
  readonly step: 'config' | 'setup' | 'teardown' | 'transform' | 'jest-tools';
  readonly transform?: TransformRequest;
  readonly tools?: JestToolsRequest;
  /** Handed to a configuration that is a function. */
  readonly input?: ConfigFunctionInput;
  readonly modules?: ModuleIndex | undefined;
  /** Milliseconds, after which the host is ended. */
  readonly limit?: number;
}

export type Evaluated = Extract<HostMessage, { type: 'evaluated' }>;

/** Milliseconds between two looks at what a host printed before it got stuck. */
const CATCH_UP_MS = 150;

export class Evaluations {
  readonly #pending = new Map<number, (message: Evaluated) => void>();
  #lastId = 0;

  /** Answers with the plain data of the module, or with the error that there was. */
  async evaluate(host: HostProcess, path: string, options: EvaluateOptions): Promise<Evaluated> {
    const id = ++this.#lastId;
    const promise = new Promise<Evaluated>((resolve) => this.#pending.set(id, resolve));
    const { step, input, modules, transform, tools, limit } = options;
    host.send({
      type: 'evaluate',
      id,
      path,
      step,
      ...(input !== undefined && { input }),
      ...(modules !== undefined && { modules }),
      ...(transform !== undefined && { transform }),
      ...(tools !== undefined && { tools }),
    });
    const end = (): void => {
      this.settle(tooLong(id, limit ?? 0));
      host.kill();
    };
    const timer = limit === undefined ? undefined : setTimeout(end, limit);
    const catchUp = setInterval(() => host.readBlackBox(), CATCH_UP_MS);
    return await promise.finally(() => {
      clearTimeout(timer);
      clearInterval(catchUp);
    });
  }

  settle(message: Evaluated): void {
    this.#pending.get(message.id)?.(message);
    this.#pending.delete(message.id);
  }

  /** The host is gone, and with it every answer. */
  fail(exit: HostExit): void {
    for (const resolve of this.#pending.values()) resolve(hostEnded(exit));
    this.#pending.clear();
  }
}

function tooLong(id: number, limit: number): Evaluated {
  return {
    type: 'evaluated',
    id,
    error: {
      name: 'TimeoutError',
      message: `It did not end within ${limit / 1000} s.`,
      stack: [],
      hint: 'Look for a loop, or a promise that never settles, in that file.',
    },
  };
}

function hostEnded(exit: HostExit): Evaluated {
  return {
    type: 'evaluated',
    id: 0,
    error: {
      name: 'HostExit',
      message: `The host ended (${exit.signal ?? exit.code}) while it evaluated the file.`,
      stack: [],
    },
  };
}
