/**
 * What the host says to the server: one JSON message a line on descriptor 3, written synchronously, so that everything
 * said before a crash is in the pipe. Messages wait until it matters (user code is about to run, a file is over).
 */
import fs from 'node:fs';
import { realExit } from './intrinsics.ts';
import type { HostMessage } from './protocol.ts';

const EVENTS_FD = 3;
const FLUSH_ABOVE = 32 * 1024;

export class EventChannel {
  #pending = '';

  send(message: HostMessage): void {
    this.#pending += `${stringify(message)}\n`;
    if (this.#pending.length > FLUSH_ABOVE) this.flush();
  }

  flush(): void {
    if (this.#pending === '') return;
    const bytes = Buffer.from(this.#pending);
    this.#pending = '';
    let at = 0;
    while (at < bytes.length) {
      try {
        at += fs_writeSync(EVENTS_FD, bytes, at);
      } catch (error) {
        if (isError(error, 'EAGAIN')) continue; // the server reads slower than we write
        realExit(0); // nobody listens any more: the server is gone
      }
    }
  }
}

const fs_writeSync = fs.writeSync;
const stringify = JSON.stringify;

function isError(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
