/**
 * What the server says to the host: one JSON command a line on descriptor 4. When it closes, the server is gone.
 *
 * A host with nothing to do waits in a system call. Only one that is at work has to hear of commands by events, for which
 * Node loads its sockets and streams (3 ms, a twentieth of a run of one small test): after a while, or when somebody waits
 * for an answer.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { Buffer } from 'node:buffer'; // the global can be replaced
import fs from 'node:fs';
import type Net from 'node:net';
import {
  hasNodeOptions,
  realClearTimeout,
  realSetImmediate,
  realSetTimeout,
} from './intrinsics.ts';
import type { HostCommand } from './protocol.ts';

const COMMANDS_FD = 4;
/** So long nobody asks anything of a host at work but to stop: the server looks after those that are late as often. */
const DEAF_MS = 150;
const LINE_END = 10;

/** User code may replace those that it finds. */
const { parse } = JSON;
const { readSync } = fs;
const getBuiltinModule = process.getBuiltinModule.bind(process);
/** What a test makes belongs to it, and so do the events of that. */
const outsideOfTests = AsyncLocalStorage.snapshot();

export interface CommandHandlers {
  readonly onCommand: (command: HostCommand) => void;
  /** Resolves when all of them are done, and nothing goes on that needs events. */
  readonly whenIdle: () => Promise<void>;
  /** A command that was not understood, or whose handler failed, would be waited for in vain. */
  readonly onError: (error: unknown) => void;
  readonly onClose: () => void;
}

export class CommandChannel {
  readonly #handlers: CommandHandlers;
  readonly #buffer = Buffer.allocUnsafeSlow(64 * 1024);
  /** The beginning of a line. */
  #rest: Buffer = Buffer.alloc(0);
  #hasEvents = false;

  constructor(handlers: CommandHandlers) {
    this.#handlers = handlers;
  }

  /** Once the host is ready. A debugger asks a process that waits for its events, too. */
  listen(): void {
    if (hasNodeOptions || process.platform === 'win32') this.hearEvents();
    else realSetImmediate(() => this.#wait());
  }

  /** Waits for the next commands in a system call, until somebody wants to hear of them by events. */
  #wait(): void {
    if (this.#hasEvents) return;
    const count = this.#read();
    if (count === 'not now') return this.hearEvents();
    if (count === 0) return this.#handlers.onClose();
    this.#take(this.#buffer.subarray(0, count));
    if (this.#hasEvents) return;
    // It also keeps the process alive while a test waits for nothing that Node knows of.
    const deafness = realSetTimeout(() => this.hearEvents(), DEAF_MS);
    this.#waitAgain(deafness).catch(this.#handlers.onError);
  }

  async #waitAgain(deafness: NodeJS.Timeout): Promise<void> {
    await this.#handlers.whenIdle();
    realClearTimeout(deafness);
    // What was thrown and not caught is told before: Node does so between two turns.
    realSetImmediate(() => this.#wait());
  }

  /** From now on commands are heard at once. */
  hearEvents(): void {
    if (this.#hasEvents) return;
    this.#hasEvents = true;
    outsideOfTests(() => {
      const { Socket }: typeof Net = getBuiltinModule('node:net');
      const socket = new Socket({ fd: COMMANDS_FD, readable: true, writable: false });
      socket.on('data', (bytes: Buffer) => this.#take(bytes));
      socket.on('end', this.#handlers.onClose);
      socket.on('error', this.#handlers.onClose);
    });
  }

  #read(): number | 'not now' {
    try {
      return readSync(COMMANDS_FD, this.#buffer);
    } catch (error) {
      const code: unknown = Reflect.get(Object(error), 'code');
      return code === 'EAGAIN' || code === 'EINTR' ? 'not now' : 0;
    }
  }

  #take(bytes: Buffer): void {
    const { onCommand, onError } = this.#handlers;
    try {
      const all = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
      const end = all.lastIndexOf(LINE_END) + 1;
      this.#rest = Buffer.from(all.subarray(end));
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by our own server
      for (const line of linesOf(all.subarray(0, end))) onCommand(parse(line) as HostCommand);
    } catch (error) {
      onError(error);
    }
  }
}

function linesOf(bytes: Buffer): readonly string[] {
  return bytes.length === 0 ? [] : bytes.toString('utf8', 0, bytes.length - 1).split('\n');
}
