/** The life of a host: one command after the other, files strictly one at a time. */
import type { EventChannel } from './event-channel.ts';
import { evaluate } from './evaluate.ts';
import { StartedChildren } from './coverage/children/started-children.ts';
import { Counters, receiveStrayProbes } from './coverage/counters.ts';
import { FileSession, type HostParts } from './file-session.ts';
import { currentFileScope } from './api/scope.ts';
import { Isolation } from './isolation/isolation.ts';
import { monotonicNow, realEndAtOnce, RealPromise } from './intrinsics.ts';
import { flushCompileCache } from 'node:module';
import { CodeCaches } from './loader/code-cache.ts';
import { ModuleSource } from './loader/module-source.ts';
import { createSourcePositions } from './loader/source-positions.ts';
import { OutputCapture } from './output-capture.ts';
import { keepOwnCode } from '../modules/own-bundles.ts';
import { loadChunksWithin } from './lazy-chunk.ts';
import { Locks } from './locks.ts';
import {
  folderOfChildren,
  type FilePath,
  type HostCommand,
  type HostSettings,
  type ReadInputs,
} from './protocol.ts';
import { endWithOwnError, watchProcessErrors } from './process-errors.ts';
import path from 'node:path';

type RunFile = Extract<HostCommand, { type: 'run-file' }>;
type QueuedCommand = RunFile | Extract<HostCommand, { type: 'evaluate' }>;

export class Host {
  readonly #channel: EventChannel;
  readonly #hearEvents: () => void;
  readonly #isolation: Isolation;
  readonly #parts: HostParts;
  readonly #queue: QueuedCommand[] = [];
  #settings: HostSettings | undefined;
  #isBusy = false;
  #isRetired = false;
  #mustExit = false;
  #hasRemembered = false;
  #keepsCode = false;
  readonly #codeCaches: CodeCaches;
  /** Of the level `none`: what it changed is still there. */
  #lastFile: FilePath | undefined;

  /** @param hearEvents called when commands must not wait until all work is done */
  constructor(channel: EventChannel, hearEvents: () => void) {
    this.#channel = channel;
    this.#hearEvents = hearEvents;
    this.#isolation = new Isolation({ onNet: hearEvents });
    const source = new ModuleSource({
      onWatchedNames: (names) => this.#isolation.watchNames(names),
      onUnforeseen: () => this.#isolation.noteUnforeseen(),
      onMissing: (specifier, from) => this.#isolation.noteMissing(specifier, from),
      asOwn: (work) =>
        this.#isolation.whileResolving(() => {
          const { children } = this.#parts;
          return children === undefined ? work() : children.ignoring(work);
        }),
      onUncounted: (file, reason) => this.#channel.send({ type: 'uncounted', file, reason }),
    });
    this.#codeCaches = new CodeCaches(source);
    const ownFolder = path.dirname(import.meta.filename);
    const isOwnFile = (file: string): boolean =>
      file.startsWith(ownFolder) || file.startsWith('node:');
    this.#parts = {
      channel,
      source,
      isolation: this.#isolation,
      isOwnFile,
      positions: createSourcePositions({ source, isOwnFile }),
      output: new OutputCapture({
        emit: (event) => {
          channel.send(event);
          channel.secure(); // what was printed last before a crash is what tells why
        },
        locate: () =>
          this.#settings?.locations === true ? currentFileScope()?.callerLocation?.() : undefined,
        onStream: (name, stream) => this.#isolation.watchStream(name, stream),
        overflowDirectory: () =>
          path.join(this.#settings?.rootDir ?? process.cwd(), '.ztest', 'output'),
      }),
      locks: new Locks(channel, hearEvents),
      shared: {
        awaited: new Map(),
        perFile: new Set(),
        additions: () => currentFileScope()?.additions ?? 0,
        onShared: (name, exports) => this.#isolation.watchShared(name, exports),
        absorb: (load) => this.#isolation.absorbPackage(load),
        loadOwn: (file, load) => this.#isolation.loadOwnPackage(file, load),
        absorbAsync: async (load) => await this.#isolation.absorbPackageAsync(load),
      },
      stop: { reason: undefined, controller: new AbortController(), failures: 0 },
    };
  }

  /** Before any user code. */
  install(): void {
    this.#isolation.install();
    loadChunksWithin((load) => this.#isolation.absorb(load));
    this.#parts.output.install();
    this.#parts.positions.install();
    watchProcessErrors((error) => this.#parts.onStray?.(error));
  }

  receive(command: HostCommand): void {
    switch (command.type) {
      case 'configure':
        this.#configure(command);
        break;
      case 'run-file':
      case 'evaluate':
        if (this.#isRetired) break;
        if (needsEvents(command)) this.#hearEvents();
        this.#queue.push(command);
        this.#work().catch(endWithOwnError);
        break;
      case 'revoke':
        this.#revoke(command.files);
        break;
      case 'lock-granted':
        this.#parts.locks.granted(command.id);
        break;
      case 'cancel':
        this.#parts.stop.reason = command.reason;
        if (command.reason === 'cancelled') this.#parts.stop.controller.abort();
        break;
      case 'keep-code':
        this.#hearEvents();
        this.#keepCode().catch(endWithOwnError);
        break;
      case 'exit':
        this.#mustExit = true;
        if (!this.#isBusy) this.#exit();
        break;
      default:
        command satisfies never;
    }
  }

  #configure({ settings, modules, place }: Extract<HostCommand, { type: 'configure' }>): void {
    this.#settings = settings;
    this.#parts.stop.reason = undefined;
    this.#parts.stop.failures = 0;
    this.#parts.stop.controller = new AbortController();
    this.#parts.counters = settings.coverage && new Counters(settings.coverage.probes);
    if (settings.coverage !== undefined) receiveStrayProbes();
    if (settings.coverage !== undefined) this.#countChildren();
    this.#parts.source.useIndex(modules, {
      isDebugging: settings.debug,
      coverage: settings.coverage,
      injectsJest: settings.jest?.injectGlobals === true,
    });
    Object.assign(process.env, settings.env);
    if (settings.jest !== undefined) process.env['JEST_WORKER_ID'] = String(place);
    this.#hasRemembered = false;
    this.#keepsCode = modules.keepsCode === true;
  }

  /** What is changed for it in Node's modules is no change of a test file. */
  #countChildren(): void {
    const { blackBoxPath } = this.#channel;
    if (blackBoxPath === undefined) return;
    this.#parts.children ??= this.#isolation.absorb(() => {
      const children = new StartedChildren(folderOfChildren(blackBoxPath));
      children.install((name, begin) => this.#isolation.whenLoaded(name, begin));
      return children;
    });
  }

  async #work(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    for (let command = this.#queue.shift(); command !== undefined; command = this.#queue.shift()) {
      if (command.type === 'evaluate') await this.#evaluate(command);
      else if (this.#parts.stop.reason === undefined) await this.#runFile(command);
      else this.#giveBack([command.file]);
      if (this.#queue.length > 0) this.#channel.secure();
      else this.#channel.flush();
    }
    this.#isBusy = false;
    if (this.#mustExit) this.#exit();
    this.#onIdle();
  }
  #onIdle = (): void => {};

  /** Resolves when all that was received is done. */
  async whenIdle(): Promise<void> {
    if (this.#isBusy) await new RealPromise<void>((resolve) => (this.#onIdle = resolve));
  }

  /** A configuration leaves no traces; a set-up has its host for itself. */
  async #evaluate(command: Extract<HostCommand, { type: 'evaluate' }>): Promise<void> {
    if (command.step === 'config') this.#isolation.remember({ capturesTraces: false });
    await evaluate(command, this.#parts);
    if (command.step === 'config' && this.#isolation.restore().length > 0) this.#retire();
    this.#parts.positions.install();
  }

  async #runFile(command: RunFile): Promise<void> {
    const settings = this.#settings;
    if (settings === undefined)
      throw new Error('A file was to be run before the host was configured');
    if (!this.#hasRemembered) {
      this.#isolation.remember({ capturesTraces: settings.detectLeaks });
      this.#isolation.takeInputs(settings.rootDir); // a configuration is no test file
      this.#hasRemembered = true;
    } else if (this.#lastFile !== undefined && command.isolation !== 'none') {
      const stuck = this.#isolation.restore();
      if (stuck.length > 0) return this.#finish(this.#lastFile, { isReusable: false, stuck });
    }
    this.#lastFile = command.isolation === 'none' ? command.file : undefined;
    const session = new FileSession({ command, settings, parts: this.#parts });
    await session.run();
    const stuck = command.isolation === 'none' ? [] : this.#isolation.restore();
    this.#parts.positions.install();
    const isReusable = stuck.length === 0 && command.isolation !== 'full';
    this.#finish(command.file, { isReusable, stuck });
  }

  #finish(
    file: FilePath,
    { isReusable, stuck }: { readonly isReusable: boolean; readonly stuck: readonly string[] },
  ): void {
    if (!isReusable) this.#retire();
    this.#channel.send({
      type: 'file-done',
      file,
      reusable: isReusable,
      ...(stuck.length > 0 && { reason: stuck.join(', ') }),
      rss: this.#memory(),
      inputs: this.#takeInputs(),
    });
  }

  #takeInputs(): ReadInputs {
    const { source } = this.#parts;
    const inputs = this.#isolation.takeInputs(this.#settings?.rootDir ?? process.cwd());
    const isUnforeseen = inputs.beyond?.includes('module') === true;
    const modules = isUnforeseen ? [...source.loaded].filter(isOfProject) : [];
    // With isolation `none` the next file finds them made.
    if (this.#lastFile === undefined) source.forgetLoaded();
    return { ...inputs, ...(modules.length > 0 && { modules }) };
  }

  /** Bytes; reading it costs 0.2 ms, so not after each of many small files. */
  #memory(): number {
    const now = monotonicNow();
    if (now - this.#memoryReadAt > 100) {
      this.#memoryReadAt = now;
      this.#rss = process.memoryUsage.rss();
    }
    return this.#rss;
  }
  #memoryReadAt = -Infinity;
  #rss = 0;

  /** What is still handed over goes to another host. */
  #retire(): void {
    this.#isRetired = true;
    this.#queue.length = 0;
  }

  #revoke(files: readonly FilePath[]): void {
    const names = new Set(files);
    const revoked: FilePath[] = [];
    for (let i = this.#queue.length - 1; i >= 0; i--) {
      const command = this.#queue[i];
      if (command?.type !== 'run-file' || !names.has(command.file)) continue;
      this.#queue.splice(i, 1);
      revoked.unshift(command.file);
    }
    this.#giveBack(revoked);
    this.#channel.flush();
  }

  #giveBack(files: readonly FilePath[]): void {
    this.#channel.send({ type: 'revoked', files });
  }

  async #keepCode(): Promise<void> {
    const codeCaches = await this.#codeCaches.writeWhile(() => !this.#isBusy);
    if (codeCaches === undefined) return;
    this.#channel.send(codeCaches);
    this.#channel.flush();
  }

  #exit(): void {
    this.#parts.children?.close();
    const codeCaches = this.#keepsCode ? this.#codeCaches.writeAll() : undefined;
    if (codeCaches !== undefined) this.#channel.send(codeCaches);
    this.#channel.flush();
    if (this.#hasRemembered) keepOwnCode();
    flushCompileCache();
    realEndAtOnce();
  }
}

/** What a set-up has started, or a file that shares its state with the next ones, goes on when they are over. */
function needsEvents(command: QueuedCommand): boolean {
  return command.type === 'evaluate' || command.isolation === 'none';
}

function isOfProject(file: string): boolean {
  return !/[\\/]node_modules[\\/]/.test(file);
}
