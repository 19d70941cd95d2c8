/** Standard output and standard error for reporters. */
import fs from 'node:fs';

export interface OutputStream {
  readonly isTTY: boolean;
  readonly columns: () => number;
  readonly rows: () => number;
  /** Resolves when the text is on its way; rejects with `EPIPE` when nobody reads any more. */
  readonly write: (text: string) => void | Promise<void>;
}

/**
 * Files and pipes are written to directly: making `process.stdout` costs more than all the writes of
 * a usual run (measured: 2–4 ms against 0.1 ms a write).
 */
export function openOutput(descriptor: 1 | 2): OutputStream {
  return isTerminal(descriptor) ? terminalOutput(descriptor) : plainOutput(descriptor);
}

function isTerminal(descriptor: 1 | 2): boolean {
  try {
    if (!fs.fstatSync(descriptor).isCharacterDevice() && process.platform !== 'win32') return false;
  } catch {
    return false; // closed by the parent
  }
  return (descriptor === 1 ? process.stdout : process.stderr).isTTY === true;
}

function terminalOutput(descriptor: 1 | 2): OutputStream {
  const stream = descriptor === 1 ? process.stdout : process.stderr;
  return {
    isTTY: true,
    columns: () => stream.columns || 80,
    rows: () => stream.rows || 24,
    write: (text) =>
      new Promise((resolve, reject) => {
        stream.write(text, (error) => (error ? reject(error) : resolve()));
      }),
  };
}

function plainOutput(descriptor: 1 | 2): OutputStream {
  let waiting: Promise<void> | undefined; // a text that is half written goes first
  const write = (text: string): void | Promise<void> => {
    if (waiting !== undefined) return waiting.then(() => write(text));
    const rest = writeFully(descriptor, Buffer.from(text));
    if (rest === undefined) return undefined;
    waiting = rest.finally(() => (waiting = undefined));
    return waiting;
  };
  return { isTTY: false, columns: () => 80, rows: () => 24, write };
}

/** A full pipe of a parent that made it non-blocking answers EAGAIN: wait a little, others may run meanwhile. */
function writeFully(descriptor: number, bytes: Buffer): undefined | Promise<void> {
  let written = 0;
  try {
    while (written < bytes.length) written += fs.writeSync(descriptor, bytes, written);
    return undefined;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
    const rest = bytes.subarray(written);
    return new Promise((resolve, reject) => {
      setTimeout(() => {
        try {
          resolve(writeFully(descriptor, rest));
        } catch (failure) {
          reject(failure);
        }
      }, 5);
    });
  }
}
