/**
 * Whether a test file had to do with what nobody can compare later: the network, other processes, threads. It is noted when it
 * happens, and costs nothing until then.
 */
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { noteCalls } from './note-calls.ts';
import { watchDatabases, type DatabaseNotes } from './watched-databases.ts';

/** @param note hears of each time; nothing that is left of it when the file is over */
export function watchNetwork(note: (what: 'network') => void): void {
  for (const [prototype, name] of [
    [net.Socket.prototype, 'connect'],
    [net.Server.prototype, 'listen'],
  ] as const)
    noteCalls(prototype, name, () => note('network'));
}

/** Builtins that are loaded when somebody asks for them; their synchronous functions tell no channel. */
export class LateBuiltins {
  readonly #notes: DatabaseNotes;
  #hasProcesses = false;
  #hasDatabases = false;

  constructor(notes: DatabaseNotes) {
    this.#notes = notes;
  }

  /** After anything was loaded that may have asked for them. */
  watch(): void {
    const loaded = this.#hasProcesses && this.#hasDatabases ? [] : loadedBuiltins();
    if (!this.#hasProcesses && loaded.includes('NativeModule child_process')) {
      this.#hasProcesses = true;
      const builtin = process.getBuiltinModule('child_process');
      for (const name of ['spawnSync', 'execSync', 'execFileSync'] as const)
        noteCalls(builtin, name, () => this.#notes.noteBeyond('process'));
      syncBuiltinESMExports(); // ES modules have taken them by name
    }
    if (!this.#hasDatabases && loaded.includes('NativeModule sqlite')) {
      this.#hasDatabases = true;
      watchDatabases(process.getBuiltinModule('node:sqlite'), this.#notes);
    }
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
