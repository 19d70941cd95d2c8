/**
 * Everything through which user code sees time: recorded and put back exactly, descriptors included. That lets a
 * clock cover another, and makes sure that nothing fake is left when a clock is over, whatever happened to it.
 */
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';

const GLOBALS = [
  'Date',
  'Intl',
  'Temporal',
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'setImmediate',
  'clearImmediate',
  'queueMicrotask',
  'performance',
  'requestAnimationFrame',
  'cancelAnimationFrame',
  'requestIdleCallback',
  'cancelIdleCallback',
  'scheduler',
] as const;
export const TIMERS = [
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'setImmediate',
  'clearImmediate',
] as const;

interface Place {
  readonly owner: object;
  readonly key: string;
}

function places(): Place[] {
  const found: Place[] = GLOBALS.map((key) => ({ owner: globalThis, key }));
  for (const key of TIMERS) found.push({ owner: timers, key });
  for (const key of ['setTimeout', 'setInterval', 'setImmediate'])
    found.push({ owner: timersPromises, key });
  found.push({ owner: timersPromises.scheduler, key: 'wait' });
  found.push({ owner: process, key: 'hrtime' }, { owner: process, key: 'nextTick' });
  found.push({ owner: process.getBuiltinModule('node:perf_hooks').performance, key: 'now' });
  return found;
}

export interface TimeSurface {
  putBack(): void;
}

export function recordTimeSurface(): TimeSurface {
  const recorded = places().map(({ owner, key }) => ({
    owner,
    key,
    was: Object.getOwnPropertyDescriptor(owner, key),
  }));
  const { TZ } = process.env;
  return {
    putBack() {
      for (const { owner, key, was } of recorded) {
        if (was !== undefined) Object.defineProperty(owner, key, was);
        else Reflect.deleteProperty(owner, key);
      }
      if (process.env['TZ'] !== TZ) setTimeZoneVariable(TZ);
      publishBuiltins();
    },
  };
}

/** Node and V8 read the variable at once when it changes. */
export function setTimeZoneVariable(name: string | undefined): void {
  if (name === undefined) delete process.env['TZ'];
  else process.env['TZ'] = name;
}

/** ES modules of packages see builtin modules through copies of their exports, which have to be told. */
export function publishBuiltins(): void {
  syncBuiltinESMExports();
}

/** `scheduler.wait` of `node:timers/promises`, which the library leaves real. */
export function fakeSchedulerWait(): void {
  Object.defineProperty(timersPromises.scheduler, 'wait', {
    configurable: true,
    writable: true,
    value: (delay: number, options?: { signal?: AbortSignal }) =>
      timersPromises.setTimeout(delay, undefined, options),
  });
}
