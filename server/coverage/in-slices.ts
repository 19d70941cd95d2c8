/** Long work of a server that others wait for: it goes on when they had their turn. */
import { setImmediate } from 'node:timers/promises';

/** Nobody waits longer for something else. */
const SLICE_MS = 8;

/** @param work may be interrupted where it yields */
export async function inSlices<Result>(work: Generator<undefined, Result>): Promise<Result> {
  let began = performance.now();
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    if (performance.now() - began < SLICE_MS) continue;
    await setImmediate();
    began = performance.now();
  }
}
