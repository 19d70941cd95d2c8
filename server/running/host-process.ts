/**
 * One test host as the server sees it: started, spoken to, ended with all its children. The host writes events to
 * descriptor 3, synchronously: what it said before it died is in the pipe. Commands go down descriptor 4.
 */
import type { ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { isWellFormed, MessageStream } from './message-stream.ts';
import { killGroup, killLeftBehind } from './process-group.ts';
import type { SpawnedHost } from './spawn-host.ts';
import type { HostCommand, HostMessage } from '../../test-host/protocol.ts';

export interface HostExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why we ended it: user code had closed a pipe of it, or had changed so much that it made no sense any more. */
  readonly fault?: 'silent' | 'garbled';
}

/** A process that ends closes its pipes just before. */
const END_PATIENCE_MS = 200;

export interface HostProcessOptions {
  readonly number: number;
  readonly spawned: SpawnedHost;
  readonly onMessages: (messages: readonly HostMessage[]) => void;
  /** What the process itself wrote to its output: native code, children, a crash of Node. */
  readonly onOutput: (stream: 'stdout' | 'stderr', text: string) => void;
  /** After the last message was delivered. */
  readonly onExit: (exit: HostExit) => void;
}

export class HostProcess {
  readonly number: number;
  readonly #child: ChildProcess;
  readonly #commands: Writable;
  readonly #messages: MessageStream;
  #isOver = false;
  #stderrTail = '';

  constructor(options: HostProcessOptions) {
    this.number = options.number;
    const { child, blackBox } = options.spawned;
    this.#messages = new MessageStream({
      blackBox,
      deliver: (messages) => this.#deliver(messages, options.onMessages),
      onForeign: (text) => options.onOutput('stdout', text),
    });
    this.#child = child;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- spawned with pipes
    const events = this.#child.stdio[3] as Readable;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- spawned with a pipe
    this.#commands = this.#child.stdio[4] as Writable;
    this.#commands.on('error', () => {}); // a host that died: its exit says so
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a pipe both ways: unread, it would keep `close` from coming
    const answers = this.#child.stdio[4] as Readable;
    answers.resume();
    answers.once('end', () => this.#endWhenSilent());
    events.setEncoding('utf8');
    events.on('data', (chunk: string) => this.#messages.push(chunk));
    events.once('end', () => this.#endWhenSilent());
    this.#listenToOutput(options);
    this.#child.once('error', (error) => {
      options.onOutput('stderr', `${error.message}\n`);
      this.#finish({ code: null, signal: null }, options.onExit);
    });
    this.#child.once('close', (code, signal) => {
      const fault = this.#fault;
      const isOurs = fault !== undefined && signal === 'SIGKILL';
      this.#finish({ code, signal, ...(isOurs && { fault }) }, options.onExit);
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** The last of what it wrote to stderr: where Node says why it died. */
  get stderrTail(): string {
    return this.#stderrTail;
  }

  /** In one write: each wakes the host. */
  send(...commands: readonly HostCommand[]): void {
    if (this.#isOver) return;
    let lines = '';
    for (const command of commands) lines += `${JSON.stringify(command)}\n`;
    this.#commands.write(lines);
  }

  /** Delivers what it has said and not sent. */
  readBlackBox(): void {
    this.#messages.readBlackBox();
  }

  /** Ends the process and everything that it started. */
  kill(): void {
    if (!this.#isOver) killGroup(this.#child);
  }

  #endWhenSilent(): void {
    setTimeout(() => {
      if (this.#isOver || this.#child.exitCode !== null || this.#child.signalCode !== null) return;
      this.#endFor('silent');
    }, END_PATIENCE_MS).unref();
  }

  #deliver(messages: readonly HostMessage[], onMessages: HostProcessOptions['onMessages']): void {
    if (this.#fault === 'garbled') return;
    const broken = messages.findIndex((message) => !isWellFormed(message));
    onMessages(broken < 0 ? messages : messages.slice(0, broken));
    if (broken >= 0) this.#endFor('garbled');
  }

  #endFor(fault: NonNullable<HostExit['fault']>): void {
    this.#fault = fault;
    this.kill();
  }
  #fault: HostExit['fault'];

  #listenToOutput(options: HostProcessOptions): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      const readable = this.#child[stream];
      readable?.setEncoding('utf8');
      readable?.on('data', (text: string) => {
        if (stream === 'stderr') this.#stderrTail = (this.#stderrTail + text).slice(-8192);
        options.onOutput(stream, text);
      });
    }
  }

  #finish(exit: HostExit, onExit: HostProcessOptions['onExit']): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#messages.readBlackBox();
    this.#messages.close();
    killLeftBehind(this.#child);
    onExit(exit);
  }
}
