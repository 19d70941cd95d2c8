import type { UnknownFunction } from './types.ts';

/** A function that is going to be called with whatever its caller passes. */
export function asCallable(fn: Function): UnknownFunction {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a mock forwards what it is called with: who calls it knows the types
  return fn as UnknownFunction;
}
