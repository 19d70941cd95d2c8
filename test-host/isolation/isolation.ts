/**
 * Keeps test files apart that run in one process: what a file left behind is named (leaks) and put back. What cannot be
 * put back is said, and the process is replaced.
 */
import { isBuiltin } from 'node:module';
import { ANY_GLOBAL, LAZY_GLOBALS, NAMED_GLOBALS } from '../../modules/reachable-globals.ts';
import type { Leak } from './leak.ts';
import { ProcessState } from './process-state.ts';
import { TrackedEnvironment } from './tracked-environment.ts';
import { TrackedHandles } from './tracked-handles.ts';
import { TrackedTimers } from './tracked-timers.ts';
import { WatchedObjects } from './watched-objects.ts';

export class Isolation {
  readonly #objects = new WatchedObjects();
  readonly #timers = new TrackedTimers();
  readonly #handles = new TrackedHandles();
  readonly #environment = new TrackedEnvironment();
  #process: ProcessState | undefined;

  /** Before any user code loads. */
  install(): void {
    this.#environment.install();
    this.#timers.install();
    this.#handles.install();
  }

  /** What holds from now on, once the environment of the run is set. */
  remember(options: { readonly capturesTraces: boolean }): void {
    this.#timers.capturesTraces = options.capturesTraces;
    this.#environment.remember();
    this.#process = new ProcessState();
    this.#objects.watch('globalThis', globalThis, { ignore: isMadeByNode });
    for (const name of globalsAlwaysWatched()) this.#watchGlobal(name);
  }

  /** A standard stream that user code asked for: from now on it is a plain property of `process`. */
  watchStream(name: 'stdout' | 'stderr', make: () => NodeJS.WriteStream): void {
    const stream = this.#objects.absorb(make);
    this.#objects.watch(`process.${name}`, stream);
    this.#process?.addEmitter(stream);
  }

  /** A module of Node or of a package that user code got hold of: its exports can be patched. */
  watchShared(name: string, exports: unknown): void {
    this.#objects.watch(`the exports of ${name}`, exports);
    if (typeof exports === 'function')
      this.#objects.watch(`the prototype of ${name}`, exports.prototype);
    if (isBuiltin(name)) this.#watchParts(name, exports);
  }

  /** Of Node's modules also what hangs below them: `http.globalAgent`, `fs.promises`, the prototypes of their classes. */
  #watchParts(name: string, exports: unknown): void {
    if ((typeof exports !== 'object' && typeof exports !== 'function') || exports === null) return;
    if (name.endsWith('fs')) this.#objects.watch('fs.promises', Reflect.get(exports, 'promises'));
    if (name.endsWith('http') || name.endsWith('https'))
      this.#objects.watch(`${name}.globalAgent`, Reflect.get(exports, 'globalAgent'));
    for (const key of Object.keys(exports)) {
      const descriptor = Reflect.getOwnPropertyDescriptor(exports, key);
      const value: unknown =
        descriptor !== undefined && 'value' in descriptor ? descriptor.value : undefined;
      if (typeof value === 'object') this.#objects.watch(`${name}.${key}`, value);
      else if (typeof value === 'function' && isClassPrototype(value.prototype)) {
        this.#objects.watch(`${name}.${key}.prototype`, value.prototype);
      }
    }
  }

  /** What the code of a module that is about to be loaded could change. */
  watchGlobals(names: readonly string[]): void {
    for (const name of names) {
      if (name === ANY_GLOBAL) this.#watchEverything();
      else if (LAZY_GLOBALS.has(name)) this.#watchLazy(name);
      else this.#watchGlobal(name);
    }
  }

  #watchGlobal(name: string): void {
    const value: unknown = Reflect.get(globalThis, name);
    this.#objects.watch(name, value, value === process ? { ignore: isOfEmitter } : {});
    if (typeof value === 'function') this.#objects.watch(`${name}.prototype`, value.prototype);
    if (name === 'process') {
      this.#objects.watch('process.versions', process.versions);
      this.#objects.watch('process.hrtime', process.hrtime);
    }
  }

  /** Made now, so that it is known how it ought to be. */
  #watchLazy(name: string): void {
    if (this.#lazyGlobals.has(name)) return;
    this.#lazyGlobals.add(name);
    this.#objects.absorb(() => this.#objects.watchKey(globalThis, name));
    this.#watchGlobal(name);
  }
  readonly #lazyGlobals = new Set<string>();

  #watchEverything(): void {
    if (this.#isEverythingWatched) return;
    this.#isEverythingWatched = true;
    for (const name of NAMED_GLOBALS) this.#watchGlobal(name);
    for (const [name, value] of unnamedObjects()) this.#objects.watch(name, value);
  }
  #isEverythingWatched = false;

  /** What our own code changes while it loads stays. */
  absorb<T>(load: () => T): T {
    return this.#objects.absorb(load);
  }

  /** Loading a package may change globals on purpose (polyfills); it does so once a process, so it stays. */
  absorbPackage<T>(load: () => T): T {
    this.#watchEverything(); // nobody knows what it can change, now or when it is called
    return this.#objects.absorb(load);
  }

  /** The same for a package that has to be awaited. */
  async absorbPackageAsync<T>(load: () => Promise<T>): Promise<T> {
    this.#watchEverything();
    return await this.#objects.absorbAsync(load);
  }

  leaks(): readonly Leak[] {
    const leaks: Leak[] = [];
    for (const timer of this.#timers.pending()) {
      leaks.push({ kind: 'timer', description: `a pending ${timer.kind}`, trace: timer.trace });
    }
    if (this.#handles.hasAny) leaks.push(...this.#handles.open());
    for (const { event, listener } of this.#process?.addedListeners() ?? []) {
      const description = `a '${event}' listener on process`;
      leaks.push({ kind: 'listener', description, trace: {}, fn: listener });
    }
    return leaks;
  }

  /** @returns why this process must not run another file; empty when all is as before */
  restore(): readonly string[] {
    this.#timers.clearAll();
    if (this.#handles.hasAny) {
      for (const handle of this.#handles.open()) handle.close();
      this.#handles.forget();
    }
    this.#environment.restore();
    this.#process?.restore();
    return this.#objects.restore();
  }
}

function isClassPrototype(prototype: unknown): boolean {
  return (
    typeof prototype === 'object' && prototype !== null && Reflect.ownKeys(prototype).length > 1
  );
}

/** The listeners of `process` are put back one by one. */
function isOfEmitter(key: PropertyKey): boolean {
  return key === '_events' || key === '_eventsCount';
}

/** Properties of the global object that come and go without the user: they are left alone. */
function isMadeByNode(key: PropertyKey): boolean {
  return typeof key === 'string' ? LAZY_GLOBALS.has(key) : String(key).startsWith('Symbol(undici.');
}

/** What code can change that names none of it: through keys out of data, or by assigning to a global. */
function* globalsAlwaysWatched(): Generator<string> {
  for (const key of Reflect.ownKeys(globalThis)) {
    if (typeof key !== 'string' || LAZY_GLOBALS.has(key) || NAMED_GLOBALS.has(key)) continue;
    const descriptor = Reflect.getOwnPropertyDescriptor(globalThis, key);
    if (descriptor !== undefined && 'value' in descriptor && descriptor.value !== globalThis)
      yield key;
  }
}

/** What no name leads to. */
function* unnamedObjects(): Generator<readonly [string, unknown]> {
  const arrayIterator = Reflect.getPrototypeOf([][Symbol.iterator]()) ?? {};
  yield ['%IteratorPrototype%', Reflect.getPrototypeOf(arrayIterator)];
  yield ['%ArrayIteratorPrototype%', arrayIterator];
  yield ['%MapIteratorPrototype%', Reflect.getPrototypeOf(new Map().keys())];
  yield ['%SetIteratorPrototype%', Reflect.getPrototypeOf(new Set().keys())];
  yield ['%TypedArray%', Reflect.getPrototypeOf(Uint8Array)];
  yield ['%TypedArray%.prototype', Reflect.getPrototypeOf(Uint8Array.prototype)];
  yield ['%GeneratorFunction.prototype%', Reflect.getPrototypeOf(function* () {})];
  yield ['%AsyncFunction.prototype%', Reflect.getPrototypeOf(async () => {})];
}
