/**
 * Real time, as the host captured it before user code. Handed to the chunk `fake-timers`, which is loaded later: a
 * capture of its own might catch what users have put in the place of the globals.
 */
import * as intrinsics from '../intrinsics.ts';

export interface RealTime {
  readonly Date: DateConstructor;
  readonly now: () => number;
  readonly setTimeout: typeof setTimeout;
  readonly clearTimeout: typeof clearTimeout;
  readonly setInterval: typeof setInterval;
  readonly clearInterval: typeof clearInterval;
  readonly setImmediate: typeof setImmediate;
  readonly clearImmediate: typeof clearImmediate;
  readonly queueMicrotask: typeof queueMicrotask;
}

export const realTime: RealTime = {
  Date: intrinsics.RealDate,
  now: intrinsics.realNow,
  setTimeout: intrinsics.realSetTimeout,
  clearTimeout: intrinsics.realClearTimeout,
  setInterval: intrinsics.realSetInterval,
  clearInterval: intrinsics.realClearInterval,
  setImmediate: intrinsics.realSetImmediate,
  clearImmediate: intrinsics.realClearImmediate,
  queueMicrotask: intrinsics.realQueueMicrotask,
};
