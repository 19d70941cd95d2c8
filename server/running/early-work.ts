/** What a run will need at its end and can be made before: in small pieces while hosts work, the rest when it is asked for. */
import { monotonicNow } from './monotonic-now.ts';

/** Nobody's message waits longer. */
const PIECE_MS = 2;

/**
 * @param work may be interrupted where it yields
 * @returns what gives its result, at once
 */
export function startEarly<Result>(work: Generator<undefined, Result>): () => Result {
  let end: (() => Result) | undefined;
  const step = (): void => {
    try {
      const { done, value } = work.next();
      if (done === true) end = () => value;
    } catch (error) {
      end = () => {
        throw error; // whoever asks for it hears of it
      };
    }
  };
  const piece = (): void => {
    const began = monotonicNow();
    while (end === undefined && monotonicNow() - began < PIECE_MS) step();
    if (end === undefined) setImmediate(piece);
  };
  setImmediate(piece);
  return () => {
    while (end === undefined) step();
    return end();
  };
}

/** All of it, now. */
export function resultOf<Result>(work: Generator<undefined, Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}
