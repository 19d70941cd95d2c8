/** The state of the process that is no property of an object: directory, listeners, exit code, mask. */
import { EventEmitter } from 'node:events';
import process from 'node:process'; // the global can be replaced
import { types } from 'node:util';

export class ProcessState {
  /** Accessors of the global object that take what they are given. */
  readonly #replaceable = Object.entries({ process, Buffer });
  readonly #directory: string;
  readonly #argv: readonly string[];
  readonly #execArgv: readonly string[];
  readonly #title: string;
  readonly #maxListeners: number;
  readonly #umask: number;
  readonly #usesSourceMaps: boolean;
  readonly #consoleCounts: readonly Map<unknown, unknown>[];
  readonly #emitters: {
    readonly emitter: EventEmitter;
    readonly listeners: ReadonlyMap<string | symbol, readonly Function[]>;
  }[];

  constructor() {
    this.#directory = process.cwd();
    this.#argv = [...process.argv];
    this.#execArgv = [...process.execArgv];
    this.#title = process.title;
    this.#maxListeners = EventEmitter.defaultMaxListeners;
    this.#umask = process.umask();
    this.#usesSourceMaps = process.sourceMapsEnabled;
    this.#consoleCounts = Object.getOwnPropertySymbols(console)
      .map((key): unknown => Reflect.get(console, key))
      .filter((value) => types.isMap(value));
    this.#emitters = [{ emitter: process, listeners: listenersOf(process) }];
  }

  restore(): void {
    for (const [name, value] of this.#replaceable)
      if (Reflect.get(globalThis, name) !== value) Reflect.set(globalThis, name, value);
    if (currentDirectory() !== this.#directory) process.chdir(this.#directory);
    restoreArray(process.argv, this.#argv);
    restoreArray(process.execArgv, this.#execArgv);
    if (process.title !== this.#title) process.title = this.#title;
    if (EventEmitter.defaultMaxListeners !== this.#maxListeners)
      EventEmitter.defaultMaxListeners = this.#maxListeners;
    process.umask(this.#umask);
    if (process.sourceMapsEnabled !== this.#usesSourceMaps)
      process.setSourceMapsEnabled(this.#usesSourceMaps);
    if (process.hasUncaughtExceptionCaptureCallback())
      process.setUncaughtExceptionCaptureCallback(null);
    for (const counts of this.#consoleCounts) counts.clear();
    process.exitCode = undefined;
    for (const { emitter, listeners } of this.#emitters) restoreListeners(emitter, listeners);
  }

  /** A standard stream, once somebody has asked for it. */
  addEmitter(emitter: EventEmitter): void {
    this.#emitters.push({ emitter, listeners: listenersOf(emitter) });
  }

  /** Listeners on `process` that were not there before. */
  addedListeners(): readonly { readonly event: string; readonly listener: Function }[] {
    const known = this.#emitters[0]?.listeners;
    const added: { event: string; listener: Function }[] = [];
    for (const event of process.eventNames()) {
      const before = known?.get(event) ?? [];
      for (const listener of process.rawListeners(event)) {
        if (!before.includes(listener))
          added.push({ event: String(event), listener: withoutOnce(listener) });
      }
    }
    return added;
  }
}

/** It is made when somebody reads it first, in a millisecond: until it is replaced nobody need look. @returns what puts it back */
export function watchPerformance(): () => void {
  const accessor = Reflect.getOwnPropertyDescriptor(globalThis, 'performance');
  const { get, set } = accessor ?? {};
  if (get === undefined || set === undefined) return () => {};
  let own: unknown;
  Object.defineProperty(globalThis, 'performance', {
    ...accessor,
    set: (value: unknown) => {
      own ??= Reflect.apply(get, globalThis, []);
      Reflect.apply(set, globalThis, [value]);
    },
  });
  return () => {
    if (own !== undefined) Reflect.apply(set, globalThis, [own]);
    own = undefined;
  };
}

/** What `once` was given, out of the wrapper that Node makes of it. */
function withoutOnce(listener: Function): Function {
  const inner: unknown = Reflect.get(listener, 'listener');
  return typeof inner === 'function' ? inner : listener;
}

function currentDirectory(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined; // the directory was deleted under the process
  }
}

function restoreArray(array: string[], wanted: readonly string[]): void {
  if (array.length !== wanted.length || array.some((value, i) => value !== wanted[i]))
    array.splice(0, array.length, ...wanted);
}

function listenersOf(emitter: EventEmitter): ReadonlyMap<string | symbol, readonly Function[]> {
  return new Map(emitter.eventNames().map((event) => [event, emitter.rawListeners(event)]));
}

function restoreListeners(
  emitter: EventEmitter,
  wanted: ReadonlyMap<string | symbol, readonly Function[]>,
): void {
  for (const event of emitter.eventNames()) {
    const keep = wanted.get(event) ?? [];
    for (const listener of emitter.rawListeners(event)) {
      if (keep.includes(listener)) continue;
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as Node types it
      emitter.removeListener(event, listener as (...args: unknown[]) => void);
    }
  }
  for (const [event, listeners] of wanted) {
    const present = emitter.rawListeners(event);
    for (const listener of listeners) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as Node types it
      if (!present.includes(listener)) emitter.on(event, listener as (...args: unknown[]) => void);
    }
  }
}
