/**
 * Hosts and the files that they run. It keeps as many hosts busy as there are workers, replaces those that died, grew too
 * large or must not run another file, and takes files back from a host that is late. It knows nothing of plans or results
 * beyond which file is where: events go to the session.
 */
import {
  loopLimit,
  type FilePath,
  type HostCommand,
  type HostMessage,
  type HostSettings,
  type ModuleIndex,
} from '../../test-host/protocol.ts';
import { Evaluations, type Evaluated, type EvaluateOptions } from './evaluations.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import type { HostExit, HostProcess } from './host-process.ts';
import { isIdleOrStarved } from './cpu-time.ts';
import { PhaseClock, type Phase } from './phase-clock.ts';
import { canTake, PoolHost, type HostEnd } from './pool-host.ts';
import { hostsForWork, isShortOfWork, portionSize, type PlannedFile } from './plan.ts';
import { monotonicNow } from './monotonic-now.ts';

export interface HostHandlers {
  readonly onMessages: (messages: readonly HostMessage[]) => void;
  readonly onOutput: (stream: 'stdout' | 'stderr', text: string) => void;
  readonly onExit: (exit: HostExit) => void;
}

export interface HostPoolOptions {
  readonly spawn: (number: number, handlers: HostHandlers) => HostProcess;
  readonly workers: number;
  /** Bytes; 0 = no limit. */
  readonly memoryLimit: number;
  /** `host.file` is the file that it belongs to. */
  readonly onMessage: (host: PoolHost, message: HostMessage) => void;
  /** After the messages that arrived together. */
  readonly onBatchEnd: () => void;
  readonly onOutput: (host: PoolHost, stream: 'stdout' | 'stderr', text: string) => void;
  /** A host is gone; `file` is the one that it was running. Called before the file is dropped. */
  readonly onEnd: (host: PoolHost, exit: HostExit, end: HostEnd) => void;
  /** A host has said nothing for a while. */
  readonly onSilent: () => void;
  /** A host is stuck in `phase`: whatever is to be learnt from it is to be learnt now, then it is killed. */
  readonly onStuck: (host: PoolHost, phase: Phase) => Promise<void>;
  readonly shouldStop: () => boolean;
}

/** How long a host may be silent, or late, before somebody looks. */
const TICK_MS = 150;
/** A run that is not over by then gets all its hosts, unless those who hear it take longer. */
const ALL_HOSTS_AFTER_MS = 500;
/** What a file takes that never ran, nobody says before the first ones, which load what the others share. */
const FIRST_LOOK_MS = 100;
const MAX_FAILED_STARTS = 3;
const MAX_EXTENSIONS = 3;
/** A host that was given a file and says nothing at all for so long is not going to. */
const SILENCE_LIMIT_MS = 60_000;

export class HostPool {
  readonly #options: HostPoolOptions;
  #workers: number;
  #memoryLimit: number;
  readonly #hosts = new Set<PoolHost>();
  #queue: PlannedFile[] = [];
  #configuration: Omit<Extract<HostCommand, { type: 'configure' }>, 'place'> | undefined;
  #nextNumber = 1;
  #isClosing = false;
  /** Milliseconds that a test has when its host says nothing else. */
  #testLimit = 0;
  #done: (() => void) | undefined;
  #begunAt = 0;
  #stealTimer: NodeJS.Timeout | undefined;
  readonly #evaluations = new Evaluations();

  constructor(options: HostPoolOptions) {
    this.#options = options;
    this.#workers = options.workers;
    this.#memoryLimit = options.memoryLimit;
  }

  /** For the next run. */
  resize(options: {
    readonly workers: number;
    readonly memoryLimit: number;
    readonly telling?: number | undefined;
  }): void {
    this.#workers = options.workers;
    this.#memoryLimit = options.memoryLimit;
    this.#telling = options.telling ?? 0;
    this.#mostBusy = 0;
  }
  #telling = 0;

  /** How many of them had files at a time in this run. */
  get mostBusy(): number {
    return this.#mostBusy;
  }
  #mostBusy = 0;

  get size(): number {
    return this.#hosts.size;
  }

  /** Starts hosts ahead of need. */
  warm(count = 1): void {
    while (this.#hosts.size < Math.min(count, this.#workers)) this.#start();
  }

  /** Runs the files; resolves when none is left, whatever became of them. It begins with the hosts that are there. */
  async run(
    files: readonly PlannedFile[],
    settings: HostSettings,
    modules: ModuleIndex,
  ): Promise<void> {
    this.#configuration = { type: 'configure', settings, modules };
    this.#testLimit = loopLimit(settings.timeout, settings);
    for (const host of this.#hosts) this.#configure(host);
    this.#queue = [...files];
    if (files.length === 0) return;
    this.warm();
    this.#begunAt = monotonicNow();
    this.#filesDone = 0;
    this.#areUnknown = files.some(({ expected }) => expected === undefined);
    await new Promise<void>((resolve) => {
      this.#done = resolve;
      this.#stealTimer = setInterval(() => this.#tick(), TICK_MS);
      for (const host of this.#hosts) this.#feed(host);
    });
    clearInterval(this.#stealTimer);
  }

  keepCode(): void {
    for (const host of this.#hosts)
      if (host.files.length === 0 && host.filesRun > 0) host.process.send({ type: 'keep-code' });
  }

  /** What variables another configuration set, or what its files left behind, is no business of the next files. */
  retireUnlike({ env, isolation, jest }: Pick<ResolvedConfig, 'env' | 'isolation' | 'jest'>): void {
    const key = JSON.stringify([env, isolation, jest !== undefined]);
    const isOther = this.#kind !== undefined && this.#kind !== key;
    this.#kind = key;
    if (!isOther) return;
    this.#configuration = undefined;
    for (const host of this.#hosts) this.#replace(host);
  }
  #kind: string | undefined;

  /** Imports a module in a host and hands back its plain data. */
  async evaluate(path: string, options: EvaluateOptions): Promise<Evaluated> {
    this.warm();
    const [host] = this.#hosts;
    if (host === undefined) throw new Error('No host could be started');
    return await this.#evaluations.evaluate(host.process, path, options);
  }

  /** No further file begins; hosts end the test they are in, or are killed after `graceMs`. */
  cancel(reason: 'cancelled' | 'bail', graceMs: number): void {
    this.#queue = [];
    for (const host of this.#hosts) {
      if (host.files.length === 0) continue;
      host.process.send({ type: 'cancel', reason });
      setTimeout(() => this.#kill(host, { why: 'cancelled' }), graceMs).unref();
    }
    this.#finishIfIdle();
  }

  /** Ends every host. Resolves when all are gone. */
  async close(): Promise<void> {
    this.#isClosing = true;
    clearInterval(this.#stealTimer);
    for (const host of this.#hosts) {
      host.end = { why: 'expected' };
      host.process.send({ type: 'exit' });
    }
    const deadline = setTimeout(() => this.killAll(), 1000);
    await new Promise<void>((resolve) => {
      if (this.#hosts.size === 0) resolve();
      else this.#closed = resolve;
    });
    clearTimeout(deadline);
  }
  #closed: (() => void) | undefined;

  /** Nothing that runs in them is to blame for it. */
  killAll(): void {
    for (const host of this.#hosts) {
      if (!host.process.isOver && host.end.why === 'died') host.end = { why: 'cancelled' };
      host.process.kill();
    }
  }

  #start(): PoolHost {
    // Nothing below calls back before this function has returned.
    const process = this.#options.spawn(this.#nextNumber++, {
      onMessages: (messages) => this.#onMessages(host, messages),
      onOutput: (stream, text) => this.#options.onOutput(host, stream, text),
      onExit: (exit) => this.#onExit(host, exit),
    });
    const clock = new PhaseClock({
      catchUp: () => process.readBlackBox(),
      onStuck: (phase) => void this.#onStuck(host, phase),
    });
    const host = new PoolHost(process, clock, this.#freePlace());
    this.#hosts.add(host);
    this.#configure(host);
    return host;
  }

  #freePlace(): number {
    const taken = new Set([...this.#hosts].map(({ place }) => place));
    let place = 1;
    while (taken.has(place)) place++;
    return place;
  }

  #configure({ process, place }: PoolHost): void {
    if (this.#configuration !== undefined) process.send({ ...this.#configuration, place });
  }

  #feed(host: PoolHost): void {
    if (this.#done === undefined || host.process.isOver) return;
    if (this.#options.shouldStop()) this.#queue = [];
    const unknown = this.#eachUnknown();
    if (host.files.length > 1 && (this.#hosts.size > 1 || !isShortOfWork(host.files, unknown)))
      return;
    if (this.#queue.length === 0) return this.#finishIfIdle();
    const next = this.#queue[0];
    if (next === undefined) return;
    if (!canTake(host, next.isolation)) {
      if (host.files.length === 0) this.#replace(host);
      return;
    }
    if (host.files.length === 1 && next.isolation === 'full') return;
    const options = {
      hosts: this.#hosts.size,
      isIdle: host.files.length === 0,
      unknown,
    };
    const portion = this.#queue.splice(0, portionSize(this.#queue, options));
    host.fedAt = monotonicNow();
    host.files.push(...portion);
    if (options.isIdle) this.#noteBusy();
    host.process.send(
      ...portion.map(({ file, isolation, selection, located }): HostCommand => ({
        type: 'run-file',
        file,
        isolation,
        ...(selection !== undefined && { selection }),
        ...(located !== undefined && { located }),
      })),
    );
  }

  #noteBusy(): void {
    let busy = 0;
    for (const { files } of this.#hosts) if (files.length > 0) busy++;
    this.#mostBusy = Math.max(this.#mostBusy, busy);
  }

  #onMessages(host: PoolHost, messages: readonly HostMessage[]): void {
    host.heardAt = monotonicNow();
    for (const message of messages) {
      if (message.type === 'file-started') host.file = message.file;
      this.#options.onMessage(host, message);
      if (message.type === 'file-done') host.file = undefined;
    }
    this.#options.onBatchEnd();
    for (const message of messages) {
      if (message.type === 'phase') host.clock.enter(message);
      else if (message.type === 'test-started')
        host.clock.enter({ type: 'phase', phase: 'test', id: message.id, limit: this.#testLimit });
      else if (message.type === 'file-done') this.#onFileDone(host, message);
      else if (message.type === 'revoked') this.#onRevoked(host, message.files);
      else if (message.type === 'host-ready') host.isReady = true;
      else if (message.type === 'evaluated') this.#evaluations.settle(message);
    }
  }

  #onFileDone(host: PoolHost, message: Extract<HostMessage, { type: 'file-done' }>): void {
    host.clock.enter({ type: 'phase', phase: 'idle', limit: 0 });
    const index = host.files.findIndex((planned) => planned.file === message.file);
    if (index >= 0) host.files.splice(index, 1);
    host.filesRun++;
    this.#filesDone++;
    if (!message.reusable || (this.#memoryLimit > 0 && message.rss > this.#memoryLimit)) {
      host.isReusable = false;
      this.#takeBack(
        host,
        host.files.map((planned) => planned.file),
      );
      this.#replace(host);
      return;
    }
    if (this.#areUnknown) this.#startMore();
    this.#feed(host);
    this.#finishIfIdle();
  }

  /** Ends a host that has done its work and starts another if there is more to do. */
  #replace(host: PoolHost): void {
    host.end = { why: 'expected' };
    host.process.send({ type: 'exit' });
    setTimeout(() => host.process.kill(), 1000).unref();
    this.#hosts.delete(host);
    this.#leaving.add(host);
    if (this.#queue.length > 0 && !this.#options.shouldStop()) {
      this.#start();
      for (const other of this.#hosts) this.#feed(other);
    }
    this.#finishIfIdle();
  }
  readonly #leaving = new Set<PoolHost>();

  #onRevoked(host: PoolHost, files: readonly FilePath[]): void {
    if (host.isRevoking || files.length === 0) return this.#takeBack(host, files);
    // Nobody has asked for them: it has seen enough failures.
    host.take(files);
    this.#queue = [];
    this.#finishIfIdle();
  }

  #takeBack(host: PoolHost, files: readonly FilePath[]): void {
    host.isRevoking = false;
    this.#queue.unshift(...host.take(files));
    // The idle ones first: it was for them.
    const others = [...this.#hosts].sort((a, b) => a.files.length - b.files.length);
    for (const other of others) if (other.isReusable) this.#feed(other);
  }

  #tick(): void {
    const now = monotonicNow();
    for (const host of this.#hosts) {
      // What it said last may lie in its black box: a loop that began right after it keeps it from being sent.
      if (host.files.length === 0 || now - host.heardAt <= TICK_MS) continue;
      host.process.readBlackBox();
      this.#options.onSilent();
      if (
        host.clock.phase === undefined &&
        this.#configuration?.settings.debug !== true &&
        now - Math.max(host.heardAt, host.fedAt) > SILENCE_LIMIT_MS
      ) {
        host.heardAt = now;
        void this.#onStuck(host, { phase: 'load', limit: SILENCE_LIMIT_MS });
      }
    }
    if (now - this.#begunAt > Math.max(ALL_HOSTS_AFTER_MS, this.#telling))
      this.#growTo(this.#workers);
    else if (this.#areUnknown) this.#startMore();
    this.#steal();
  }

  #startMore(): void {
    if (this.#elapsed < FIRST_LOOK_MS || this.#hosts.size >= this.#workers) return;
    const each = this.#eachUnknown() ?? this.#elapsed * this.#hosts.size;
    this.#growTo(hostsForWork(each * this.#waiting, this.#telling));
  }

  /** Files that never ran take as long as those before them: milliseconds. */
  #eachUnknown(): number | undefined {
    if (this.#filesDone === 0) return undefined;
    return (this.#elapsed * this.#hosts.size) / this.#filesDone;
  }

  /** Milliseconds since files began to run. */
  get #elapsed(): number {
    return monotonicNow() - this.#begunAt;
  }
  #filesDone = 0;
  #areUnknown = false;

  #growTo(count: number): void {
    const most = Math.min(count, this.#workers);
    let waiting = this.#waiting;
    while (waiting-- > 0 && this.#hosts.size < most) this.#feed(this.#start());
  }

  /** How many files no host is in. */
  get #waiting(): number {
    let waiting = this.#queue.length;
    for (const host of this.#hosts) waiting += Math.max(0, host.files.length - 1);
    return waiting;
  }

  /** An idle host takes the back half of what a busy one holds. */
  #steal(): void {
    const idle = [...this.#hosts].some((host) => host.files.length === 0 && host.isReady);
    if (!idle || this.#queue.length > 0) return;
    for (const host of this.#hosts) {
      if (host.files.length < 2 || host.isRevoking) continue;
      const half = host.files.slice(Math.max(1, Math.ceil(host.files.length / 2)));
      host.isRevoking = true;
      host.process.send({ type: 'revoke', files: half.map((planned) => planned.file) });
    }
  }

  async #onStuck(host: PoolHost, phase: Phase): Promise<void> {
    const { pid } = host.process;
    if (host.extensions < MAX_EXTENSIONS && pid !== undefined && (await isIdleOrStarved(pid))) {
      host.extensions++;
      if (host.clock.phase === phase) host.clock.enter({ type: 'phase', ...phase });
      return;
    }
    if (host.process.isOver || (host.clock.phase !== undefined && host.clock.phase !== phase))
      return;
    host.end = { why: 'stuck', phase };
    await this.#options.onStuck(host, phase);
    host.process.kill();
  }

  #kill(host: PoolHost, end: HostEnd): void {
    if (host.process.isOver || host.files.length === 0) return;
    host.end = end;
    host.process.kill();
  }

  #onExit(host: PoolHost, exit: HostExit): void {
    this.#hosts.delete(host);
    this.#leaving.delete(host);
    this.#evaluations.fail(exit);
    this.#options.onEnd(host, exit, host.end);
    host.clock.stop(); // only now: its phase says whom to blame
    const hasRun = host.filesRun > 0 || host.file !== undefined;
    if (!hasRun && host.end.why === 'died') this.#onFailedStart(host);
    const untouched = host.files.filter((planned) => planned.file !== host.file);
    host.files.length = 0;
    if (this.startFailure === undefined) this.#queue.unshift(...untouched);
    if (this.#isClosing) {
      if (this.#hosts.size === 0) this.#closed?.();
      return;
    }
    if (this.#queue.length > 0 && !this.#options.shouldStop() && this.#hosts.size < this.#workers) {
      this.#start();
      for (const other of this.#hosts) this.#feed(other);
    }
    this.#finishIfIdle();
  }

  /** A host that cannot even start would be replaced for ever. */
  #onFailedStart(host: PoolHost): void {
    this.#failedStarts++;
    if (this.#failedStarts < MAX_FAILED_STARTS) return;
    this.startFailure = host.process.stderrTail.trim() || 'it ended before it was ready';
    this.#queue = [];
    for (const other of this.#hosts) other.files.length = 0;
  }
  #failedStarts = 0;
  /** Why no host could be started. */
  startFailure: string | undefined;

  #finishIfIdle(): void {
    if (this.#done === undefined) return;
    if (this.#queue.length > 0 && !this.#options.shouldStop()) return;
    for (const host of this.#hosts) if (host.files.length > 0) return;
    const done = this.#done;
    this.#done = undefined;
    done();
  }
}
