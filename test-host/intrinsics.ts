/**
 * What the host needs to stay alive whatever user code does, captured before any of it loads:
 * real timers, clock, exit, output. Nothing in `test-host/` calls the globals of the same name.
 */
import fs from 'node:fs';

export const realSetTimeout = globalThis.setTimeout;
export const realClearTimeout = globalThis.clearTimeout;
export const realSetInterval = globalThis.setInterval;
export const realClearInterval = globalThis.clearInterval;
export const realSetImmediate = globalThis.setImmediate;
export const realClearImmediate = globalThis.clearImmediate;
export const realQueueMicrotask = globalThis.queueMicrotask;
export const RealDate = globalThis.Date;
export const realNow = Date.now;
export const RealError = globalThis.Error;
export const RealPromise = globalThis.Promise;
export const { assign } = Object;
export const { ownKeys } = Reflect;
export const captureStackTrace = Error.captureStackTrace.bind(Error);

/** What a test mocks must not decide what its own assertions say. */
export const {
  keys: realKeys,
  is: realIs,
  hasOwn: realHasOwn,
  getPrototypeOf: realPrototypeOf,
  getOwnPropertySymbols: realSymbolsOf,
} = Object;
export const { isArray: realIsArray } = Array;
export const realParse: (text: string) => unknown = JSON.parse;

const uptime = process.uptime.bind(process); // `performance` is made when it is first read, in 2 ms
/** Milliseconds with fractions, monotonic; never faked. */
export function monotonicNow(): number {
  return uptime() * 1000;
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- not in Node's types
const processWithExit: { reallyExit: (code: number) => never } = process as never;
const reallyExit: (code: number) => never = processWithExit.reallyExit.bind(process);
/** Ends the process without asking listeners of the user. */
export function realExit(code: number): never {
  return reallyExit(code);
}

/**
 * When there is nothing more to tell. Ending in order, Node takes itself apart first: 4 ms that the command waits for. Who
 * wants to hear of the end (a profiler, V8's coverage, a debugger) has come with an option of Node.
 */
export function realEndAtOnce(): never {
  if (!hasNodeOptions && process.platform !== 'win32') kill(pid, 'SIGKILL');
  return realExit(0);
}

const { NODE_OPTIONS, NODE_V8_COVERAGE } = process.env;
/** Somebody looks on: a profiler, V8's coverage, a debugger. */
export const hasNodeOptions =
  NODE_OPTIONS !== undefined ||
  NODE_V8_COVERAGE !== undefined ||
  process.execArgv.some((option) => option.startsWith('--inspect-brk'));

/** Ends this process with all that it has started: a host leads a process group. */
export function realEndOfGroup(): never {
  try {
    kill(-pid, 'SIGKILL');
  } catch {
    // Windows has no groups
  }
  return realExit(0);
}

const { pid } = process;
const kill = process.kill.bind(process);

const { writeSync } = fs;
/** Past the capture, straight to the descriptor. */
export function writeRealStderr(text: string): void {
  try {
    writeSync(2, text);
  } catch {
    // nobody reads any more
  }
}
