/**
 * Whether a test file had to do with what nobody can compare later: the network, other processes, threads. It is noted when it
 * happens, and costs nothing until then.
 */
import { subscribe } from 'node:diagnostics_channel';
import { syncBuiltinESMExports } from 'node:module';
import type Net from 'node:net';
import { whenBuiltinIsAsked } from '../asked-builtins.ts';
import { noteCalls } from './note-calls.ts';
import { watchDatabases, type DatabaseNotes } from './watched-databases.ts';

/** User code may replace it. */
const getBuiltinModule = process.getBuiltinModule.bind(process);

export interface LateBuiltinsOptions {
  readonly notes: DatabaseNotes & {
    readonly noteBeyond: (what: 'process' | 'network') => void;
    readonly notePromises: () => void;
  };
  /** User code has sockets, and may replace them. */
  readonly onNet: () => void;
}

/** Builtins that are loaded when somebody asks for them. */
export class LateBuiltins {
  readonly #notes: LateBuiltinsOptions['notes'];
  /** What is to be done when a builtin is there, by its name in Node's list. */
  readonly #awaited: Map<string, () => void>;

  constructor({ notes, onNet }: LateBuiltinsOptions) {
    this.#notes = notes;
    this.#awaited = new Map([
      ['child_process', () => this.#watchProcesses()],
      ['net', () => this.#watchSockets(onNet)],
      ['internal/fs/promises', notes.notePromises],
      ['sqlite', () => watchDatabases(getBuiltinModule('node:sqlite'), notes)],
    ]);
  }

  /** Before any user code. */
  install(): void {
    whenBuiltinIsAsked(() => this.watch());
    // `fetch` and its like have sockets of their own, which nobody else gets.
    subscribe('undici:client:beforeConnect', () => this.#notes.noteBeyond('network'));
  }

  /** @param name in Node's list */
  await(name: string, begin: () => void): void {
    this.#awaited.set(name, begin);
    this.watch();
  }

  /** Before packages are loaded by Node: what they use while they load is to be heard, too. */
  loadAll(): void {
    getBuiltinModule('node:net');
    getBuiltinModule('node:fs/promises');
    if (this.#awaited.has('worker_threads')) getBuiltinModule('node:worker_threads');
    this.watch();
  }

  /** After anything was loaded that may have asked for them. */
  watch(): void {
    if (this.#awaited.size === 0) return;
    const loaded = loadedBuiltins();
    for (const [name, begin] of this.#awaited) {
      if (!loaded.includes(`NativeModule ${name}`)) continue;
      this.#awaited.delete(name);
      begin();
      syncBuiltinESMExports(); // ES modules have taken them by name
    }
  }

  /** Their synchronous functions tell no channel. */
  #watchProcesses(): void {
    const builtin = getBuiltinModule('child_process');
    for (const name of ['spawnSync', 'execSync', 'execFileSync'] as const)
      noteCalls(builtin, name, () => this.#notes.noteBeyond('process'));
  }

  #watchSockets(onNet: () => void): void {
    onNet();
    const { Socket, Server }: typeof Net = getBuiltinModule('node:net');
    for (const [prototype, name] of [
      [Socket.prototype, 'connect'],
      [Server.prototype, 'listen'],
    ] as const)
      noteCalls(prototype, name, () => this.#notes.noteBeyond('network'));
  }
}

/** They reach files, names and processes by ways of their own; which files, nobody sees, as with a process. */
const OUTSIDE: Readonly<Record<string, 'network' | 'process'>> = {
  wasi: 'process',
  cluster: 'process',
  dns: 'network',
  'dns/promises': 'network',
  dgram: 'network',
  inspector: 'network',
};

/** @returns what a builtin has to do with */
export function outsideOf(name: string): 'network' | 'process' | undefined {
  return OUTSIDE[name.startsWith('node:') ? name.slice(5) : name];
}

/** Node's own list; not in its types. */
function loadedBuiltins(): readonly unknown[] {
  const list: unknown = Reflect.get(process, 'moduleLoadList');
  return Array.isArray(list) ? list : [];
}
