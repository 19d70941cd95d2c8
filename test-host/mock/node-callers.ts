/**
 * Node's own code goes on in real time while tests have a faked one. With Jest it never meets the fakes: tests have a realm and a
 * `process` of their own. Here they share both, so a fake looks at who calls it; without that a server would never close.
 */
import { captureStackTrace, ownKeys } from '../intrinsics.ts';
import { TIMERS } from './time-surface.ts';

type Timer = (this: unknown, ...args: unknown[]) => unknown;

const NAMES = [...TIMERS, 'queueMicrotask'] as const;

/** What Node's code is to get in the place of the fakes: taken before they are installed. */
export interface RealTimers {
  readonly process: Timer;
  readonly global: ReadonlyMap<string, Timer>;
}

export function takeRealTimers(global: typeof globalThis): RealTimers {
  const isOwn = global === globalThis;
  return {
    process: timerOf(process, 'nextTick'),
    global: new Map(isOwn ? NAMES.map((name) => [name, timerOf(global, name)]) : []),
  };
}

/** After the fakes are installed. */
export function spareNode(global: typeof globalThis, real: RealTimers): void {
  if (timerOf(process, 'nextTick') !== real.process) spare(process, 'nextTick', real.process);
  for (const [name, timer] of real.global)
    if (timerOf(global, name) !== timer) spare(global, name, timer);
}

function spare(owner: object, name: string, real: Timer): void {
  const fake = timerOf(owner, name);
  const wrapper: Timer = function (...args) {
    return Reflect.apply(isCalledByNode(wrapper) ? real : fake, this, args);
  };
  // What the library and `util.promisify` look at.
  for (const key of ownKeys(fake)) {
    const descriptor = Object.getOwnPropertyDescriptor(fake, key);
    if (descriptor !== undefined && key !== 'prototype')
      Object.defineProperty(wrapper, key, descriptor);
  }
  Reflect.set(owner, name, wrapper);
}

function isCalledByNode(callee: Timer): boolean {
  const { stackTraceLimit } = Error;
  const prepare = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
  const holder: { stack?: readonly NodeJS.CallSite[] } = {};
  Error.stackTraceLimit = 1;
  Error.prepareStackTrace = (_, sites) => sites;
  try {
    captureStackTrace(holder, callee);
    return holder.stack?.[0]?.getFileName()?.startsWith('node:') === true;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    if (prepare === undefined) Reflect.deleteProperty(Error, 'prepareStackTrace');
    else Object.defineProperty(Error, 'prepareStackTrace', prepare);
  }
}

function timerOf(owner: object, name: string): Timer {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- one of the names above
  return Reflect.get(owner, name) as Timer;
}
