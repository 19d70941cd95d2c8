/** Errors whose stack tells where in the user's source a matcher was called. */

/** The error of an assertion that is decided later, or a new one made here and now. */
export function makeCallError(made: unknown): Error {
  if (made instanceof Error) return made;
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 50;
  const error = new Error('inline snapshot');
  void error.stack; // Reading it is what uses the limit.
  Error.stackTraceLimit = limit;
  return error;
}

/**
 * The same stack without the frames of a custom matcher around the snapshot: what is to be found is the call
 * of that one. `expect` calls custom matchers through a function of this name, as Jest's does.
 */
export function leaveCustomMatcher(error: Error): Error {
  const [head, ...frames] = String(error.stack).split('\n');
  const trap = frames.findIndex((frame) => frame.includes('__EXTERNAL_MATCHER_TRAP__'));
  if (trap === -1) return error;
  const outer = new Error(error.message);
  outer.stack = [head, ...frames.slice(trap + 1)].join('\n');
  return outer;
}
