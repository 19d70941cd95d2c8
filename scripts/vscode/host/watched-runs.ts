/** Inside the extension host: what the extension says to the runs of its controller. */
import type * as vscode from 'vscode';

export interface Said {
  readonly what: 'enqueued' | 'started' | 'passed' | 'failed' | 'errored' | 'skipped';
  readonly item: vscode.TestItem;
  readonly messages: readonly vscode.TestMessage[];
  /** Milliseconds since the epoch, as in every process of the machine. */
  readonly at: number;
}

export interface WatchedRun {
  readonly request: vscode.TestRunRequest;
  readonly said: readonly Said[];
  readonly output: string;
  readonly ended: number;
}

type Listener = (run: WatchedRun) => void;

const PATIENCE_MS = 60_000;
const listeners = new WeakMap<vscode.TestController, Set<Listener>>();

/**
 * The next run that ends, or that of a request. Every run is made by the controller: what it hands out listens when it is
 * spoken to.
 */
export async function nextRun(
  controller: vscode.TestController,
  request?: vscode.TestRunRequest,
): Promise<WatchedRun> {
  const heard = listeners.get(controller) ?? watch(controller);
  const ended = Promise.withResolvers<WatchedRun>();
  const late = setTimeout(() => ended.reject(new Error('no run has ended')), PATIENCE_MS);
  const listen: Listener = (run) => {
    if (request === undefined || request === run.request) ended.resolve(run);
  };
  heard.add(listen);
  try {
    return await ended.promise;
  } finally {
    heard.delete(listen);
    clearTimeout(late);
  }
}

function watch(controller: vscode.TestController): Set<Listener> {
  const heard = new Set<Listener>();
  listeners.set(controller, heard);
  const create = controller.createTestRun.bind(controller);
  controller.createTestRun = (...args) => {
    const run = create(...args);
    const said: Said[] = [];
    let output = '';
    const note = (what: Said['what'], item: vscode.TestItem, about?: unknown): void => {
      const messages = [about].flat().filter((one) => typeof one === 'object');
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- all else that is said of an item is a number
      said.push({ what, item, messages: messages as vscode.TestMessage[], at: now() });
    };
    return {
      ...run,
      token: run.token,
      enqueued: (item) => (note('enqueued', item), run.enqueued(item)),
      started: (item) => (note('started', item), run.started(item)),
      passed: (item, ...rest) => (note('passed', item), run.passed(item, ...rest)),
      skipped: (item) => (note('skipped', item), run.skipped(item)),
      failed: (item, ...rest) => (note('failed', item, rest[0]), run.failed(item, ...rest)),
      errored: (item, ...rest) => (note('errored', item, rest[0]), run.errored(item, ...rest)),
      appendOutput: (text, ...rest) => {
        output += text;
        run.appendOutput(text, ...rest);
      },
      end: () => {
        run.end();
        for (const listen of heard) listen({ request: args[0], said, output, ended: now() });
      },
    };
  };
  return heard;
}

export function now(): number {
  return performance.timeOrigin + performance.now();
}

/** States that end a test. */
export function isResult({ what }: Said): boolean {
  return what !== 'enqueued' && what !== 'started';
}
