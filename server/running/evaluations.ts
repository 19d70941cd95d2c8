/** Modules that a host evaluates outside of a run: configuration, set-up, tear-down. */
import path from 'node:path';
import type {
  ConfigFunctionInput,
  HostMessage,
  JestToolsRequest,
  ModuleIndex,
  StackFrame,
  TransformRequest,
} from '../../test-host/protocol.ts';
import { framesOfUser } from './end-cause.ts';
import type { HostExit, HostProcess } from './host-process.ts';
import { readLoopStack } from './loop-stack.ts';

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
  async evaluate(host: HostProcess, file: string, options: EvaluateOptions): Promise<Evaluated> {
    const id = ++this.#lastId;
    const promise = new Promise<Evaluated>((resolve) => this.#pending.set(id, resolve));
    const { step, input, modules, transform, tools, limit } = options;
    host.send({
      type: 'evaluate',
      id,
      path: file,
      step,
      ...(input !== undefined && { input }),
      ...(modules !== undefined && { modules }),
      ...(transform !== undefined && { transform }),
      ...(tools !== undefined && { tools }),
    });
    const end = async (): Promise<void> => {
      const { frames } = await readLoopStack(host);
      this.settle(tooLong(id, limit ?? 0, framesOfUser(frames, path.dirname(file))));
      host.kill();
    };
    const timer = limit === undefined ? undefined : setTimeout(() => void end(), limit);
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

function tooLong(id: number, limit: number, stack: readonly StackFrame[]): Evaluated {
  const [innermost] = stack;
  return {
    type: 'evaluated',
    id,
    error: {
      name: 'TimeoutError',
      message:
        innermost === undefined
          ? `It did not end within ${limit / 1000} s.`
          : `It never gave the thread back within ${limit / 1000} s and was ended. It was here:\n${stack.map(frameText).join('\n')}`,
      stack,
      hint:
        innermost === undefined
          ? 'Look for a loop, or a promise that never settles, in that file.'
          : 'Look for a loop whose condition never changes.',
    },
  };
}

function frameText({ file, line, column, functionName }: StackFrame): string {
  const place = `${file}:${line}:${column}`;
  return `  at ${functionName === undefined ? place : `${functionName} (${place})`}`;
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
