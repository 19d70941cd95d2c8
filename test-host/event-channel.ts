/**
 * What the host says to the server: one JSON message a line on descriptor 3, behind a mark that tells it from user code's.
 *
 * Each write wakes the server and costs a context switch (measured: 50–190 µs), so messages are sent in batches. But what
 * was said before a crash must not be lost: before user code runs, what is not sent yet is put into a file, the black box
 * (4 µs), which the server reads when the host dies or falls silent. The first line of the black box says how many messages
 * were sent before those in it.
 */
import { Buffer } from 'node:buffer'; // the global can be replaced
import fs from 'node:fs';
import { monotonicNow, realExit, realSetTimeout, writeRealStderr } from './intrinsics.ts';
import { withRealFiles } from './real-files.ts';
import { folderOfChildren, markOfLines, type HostMessage } from './protocol.ts';

const EVENTS_FD = 3;
const FLUSH_AFTER_MS = 20;
const FLUSH_ABOVE = 64 * 1024;
const END_MARK = '#\n';

// User code may replace what it finds in these modules.
const { writeSync, openSync, rmSync } = fs;
const { stringify } = JSON;

export class EventChannel {
  /** Absent: nobody would read it, or take it away. */
  readonly blackBoxPath: string | undefined;
  readonly #mark: string;
  #blackBox: number | undefined;
  /** Bytes in the black box. */
  #boxed = 0;
  #pending = '';
  /** The end of `pending` that the black box does not hold yet. */
  #unboxed = '';
  #pendingCount = 0;
  #sent = 0;
  #lastFlush = monotonicNow();
  #isFlushPlanned = false;

  constructor(blackBoxPath: string | undefined) {
    this.blackBoxPath = blackBoxPath;
    this.#mark = blackBoxPath === undefined ? '' : markOfLines(blackBoxPath);
  }

  send(message: HostMessage): void {
    const line = `${stringify(message)}\n`;
    this.#pending += this.#mark + line;
    this.#unboxed += line;
    this.#pendingCount++;
    if (this.#pending.length > FLUSH_ABOVE) this.flush();
  }

  /** User code is about to run, which may end the process: nothing said so far may be lost. */
  secure(): void {
    if (monotonicNow() - this.#lastFlush > FLUSH_AFTER_MS) {
      this.flush();
      return;
    }
    this.#planFlush();
    if (!withRealFiles(() => this.#writeBlackBox())) this.flush();
  }

  flush(): void {
    this.#lastFlush = monotonicNow();
    if (this.#pending === '') return;
    const bytes = Buffer.from(this.#pending);
    const end = withRealFiles(() => writeAll(bytes));
    if (end === 'closed') this.#leaveWithWords();
    if (end === 'unread') this.#leave();
    this.#sent += this.#pendingCount;
    this.#pending = '';
    this.#pendingCount = 0;
    this.#unboxed = '';
    this.#boxed = 0; // what lies in the black box has been sent: the server knows by its count
  }

  /** The server is gone: nobody reads what lies beside this host, or takes it away. */
  clear(): void {
    if (this.blackBoxPath === undefined) return;
    try {
      rmSync(this.blackBoxPath, { force: true });
      rmSync(folderOfChildren(this.blackBoxPath), { recursive: true, force: true });
    } catch {
      // the guard against orphans was faster
    }
  }

  #leave(): never {
    this.clear();
    return realExit(0);
  }

  /** User code has closed the pipe: what lies in the black box is all that the server hears. */
  #leaveWithWords(): never {
    withRealFiles(() => this.#writeBlackBox());
    try {
      writeRealStderr(
        'Descriptor 3 was closed, through which ztest hears of the tests. Leave those alone that you did not open.\n',
      );
    } finally {
      realExit(1);
    }
  }

  /** Asynchronous tests give the thread back: what they wait with is sent in the meantime. */
  #planFlush(): void {
    if (this.#isFlushPlanned) return;
    this.#isFlushPlanned = true;
    realSetTimeout(() => {
      this.#isFlushPlanned = false;
      this.flush();
    }, FLUSH_AFTER_MS).unref();
  }

  #writeBlackBox(): boolean {
    if (this.blackBoxPath === undefined) return false;
    try {
      this.#blackBox ??= openSync(this.blackBoxPath, 'w');
      const head = this.#boxed === 0 ? `${this.#sent}\n` : '';
      // The mark behind the last line is overwritten by the next ones; behind it lie older lines.
      const text = head + this.#unboxed + END_MARK;
      this.#boxed += writeSync(this.#blackBox, text, this.#boxed) - END_MARK.length;
      this.#unboxed = '';
      return true;
    } catch {
      return false; // no room for it: messages are sent one by one
    }
  }
}

/** `unread`: nobody listens any more. */
function writeAll(bytes: Buffer): 'written' | 'closed' | 'unread' {
  let at = 0;
  while (at < bytes.length) {
    try {
      at += writeSync(EVENTS_FD, bytes, at);
    } catch (error) {
      if (isError(error, 'EAGAIN')) continue; // the server reads slower than we write
      return isError(error, 'EBADF') ? 'closed' : 'unread';
    }
  }
  return 'written';
}

function isError(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
