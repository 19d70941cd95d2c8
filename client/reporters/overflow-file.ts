/** Keeps on disk what is too long for the console: output of a test that logs 100 MB, a diff of 10,000 lines. */
import fs from 'node:fs';
import path from 'node:path';

/** Bytes; a test that logs for ever must not fill the disk. */
const limit = 256 * 1024 * 1024;

export interface OverflowFile {
  /** Appends; returns the path relative to `cwd`, or `undefined` when it cannot be kept. */
  readonly keep: (text: string) => string | undefined;
  readonly close: () => void;
}

/**
 * Written synchronously: it is used in runs that are slow for this very reason, and a queue of what
 * waits for the disk would fill the memory that the file is there to save.
 */
export function openOverflowFile(file: string, cwd: string): OverflowFile {
  let descriptor: number | undefined;
  let written = 0;
  let isBroken = false;
  return {
    keep: (text) => {
      if (isBroken || written > limit) return undefined;
      try {
        if (descriptor === undefined) {
          fs.mkdirSync(path.dirname(file), { recursive: true });
          descriptor = fs.openSync(file, 'w');
        }
        written += fs.writeSync(descriptor, text);
        return path.relative(cwd, file) || file;
      } catch {
        isBroken = true; // full or read-only: the console says that the rest was left out
        return undefined;
      }
    },
    close: () => {
      if (descriptor !== undefined) fs.closeSync(descriptor);
      descriptor = undefined;
    },
  };
}
