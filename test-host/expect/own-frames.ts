/** Frames of ztest itself in the stacks of errors that went through it. */
import path from 'node:path';

/** Where the code of the host is: the bundles, or the sources when they run as they are. */
const ownFolder = import.meta.filename.endsWith('.ts')
  ? path.dirname(import.meta.dirname)
  : import.meta.dirname;

/**
 * Runs `body` while the stack of `error` shows no frame of ours. Jest's `toThrow` prints that stack, and the code
 * around its first frame.
 */
export function withoutOwnFrames<T>(error: unknown, body: () => T): T {
  const stack: unknown = error instanceof Error ? error.stack : undefined;
  if (!(error instanceof Error) || typeof stack !== 'string' || !stack.includes(ownFolder))
    return body();
  if (!setStack(error, stack.split('\n').filter(isForeign).join('\n'))) return body();
  try {
    return body();
  } finally {
    setStack(error, stack);
  }
}

function isForeign(line: string): boolean {
  return !(/^\s+at /.test(line) && line.includes(ownFolder + path.sep));
}

/** @returns whether the error lets itself be changed */
function setStack(error: Error, stack: string): boolean {
  return Reflect.set(error, 'stack', stack);
}
