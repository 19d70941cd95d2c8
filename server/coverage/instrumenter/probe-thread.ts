/** Puts probes into many sources, in a thread beside this one. */
import path from 'node:path';
import type { ResourceLimits, Worker } from 'node:worker_threads';
import type { ProbeOptions } from '../../../modules/code-map.ts';
import type { ProbeMessage, ProbeTask, TaskAnswer } from './probe-messages.ts';

const LIMITS: ResourceLimits = {
  maxYoungGenerationSizeMb: 64, // the garbage of parsing is collected early, it is all young
  // As in the thread of a process, 984 KB beside 192 that Node keeps: what is nested too deeply must not depend on where it is read.
  stackSizeMb: 1.2,
};
/** Answers come back while the rest is being worked at. */
const MOST_IN_A_BATCH = 16;

export interface ProbeThread {
  /** Never rejects; `undefined`: the thread has ended, and with it what it knew. */
  readonly ask: (task: ProbeTask) => Promise<TaskAnswer | undefined>;
  /** Nothing more will be asked. */
  readonly close: () => void;
}

/** One that loads the compiler, for who comes first. */
let ahead: Worker | undefined;

/** Where it is likely that sources will get probes: the process need not wait for it when nobody does. */
export function startProbeThreadAhead(): void {
  if (ahead !== undefined) return;
  const worker = startWorker();
  worker.unref();
  worker.on('error', () => {}); // it ends
  worker.on('exit', () => {
    if (ahead === worker) ahead = undefined;
  });
  ahead = worker;
}

export function isProbeThreadAhead(): boolean {
  return ahead !== undefined;
}

function startWorker(): Worker {
  const isSource = import.meta.filename.endsWith('.ts');
  const name = isSource ? 'probe-worker.ts' : 'probe-worker.cjs';
  const threads = process.getBuiltinModule('node:worker_threads'); // most runs make no probes
  return new threads.Worker(path.join(import.meta.dirname, name), { resourceLimits: LIMITS });
}

export function startProbeThread(options: ProbeOptions): ProbeThread {
  const worker = ahead ?? startWorker();
  ahead = undefined;
  worker.ref();
  worker.postMessage({ options } satisfies ProbeMessage);
  const waiting: ((answer: TaskAnswer | undefined) => void)[] = [];
  let unsent: ProbeTask[] = [];
  let isOver = false;
  const send = (): void => {
    if (unsent.length > 0) worker.postMessage(unsent);
    unsent = [];
  };
  const end = (): void => {
    isOver = true;
    for (const answer of waiting.splice(0)) answer(undefined);
  };
  worker.on('message', (answers: readonly TaskAnswer[]) => {
    for (const answer of answers) waiting.shift()?.(answer);
  });
  worker.on('error', end);
  worker.on('exit', end);
  return {
    ask: async (task) => {
      if (isOver) return undefined;
      const { promise, resolve } = Promise.withResolvers<TaskAnswer | undefined>();
      waiting.push(resolve);
      unsent.push(task);
      if (unsent.length === 1) setImmediate(send);
      if (unsent.length === MOST_IN_A_BATCH) send();
      return await promise;
    },
    close: () => {
      worker.unref(); // what it still keeps for the next run is not waited for
      if (!isOver) worker.postMessage(undefined);
    },
  };
}
