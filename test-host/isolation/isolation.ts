/**
 * Keeps test files apart that run in one process: what a file left behind is named (leaks) and put back. What cannot be
 * put back is said, and the process is replaced.
 */
import { EventEmitter } from 'node:events';
import { isBuiltin } from 'node:module';
import {
  ANY_GLOBAL,
  LAZY_GLOBALS,
  NAMED_GLOBALS,
  REDEFINERS,
  TOOLS,
} from '../../modules/watched-names.ts';
import type { Leak } from './leak.ts';
import { settingsOf, type RestoreSetting } from './node-settings.ts';
import { restoreOwnTools } from './own-tools.ts';
import { ProcessState } from './process-state.ts';
import { TrackedEnvironment } from './tracked-environment.ts';
import { TrackedHandles } from './tracked-handles.ts';
import { TrackedTimers } from './tracked-timers.ts';
import { WatchedObjects, type WatchOptions } from './watched-objects.ts';

export class Isolation {
  readonly #objects = new WatchedObjects();
  readonly #timers = new TrackedTimers();
  readonly #handles = new TrackedHandles();
  readonly #environment = new TrackedEnvironment();
  #process: ProcessState | undefined;
  readonly #shared = new Set<unknown>();
  readonly #settings: RestoreSetting[] = [];
  #usesTimeline = false;

  /** Before any user code loads. */
  install(): void {
    this.#environment.install();
    this.#watchWhenMade('crypto', globalThis);
    this.#watchWhenMade('stdin', process);
    this.#timers.install();
    this.#handles.install();
    this.#watchWhenMade('crypto', globalThis);
    this.#watchWhenMade('stdin', process);
  }

  /** What holds from now on, once the environment of the run is set. */
  remember(options: { readonly capturesTraces: boolean }): void {
    this.#timers.capturesTraces = options.capturesTraces;
    this.#environment.remember();
    this.#process = new ProcessState();
    this.#objects.watch('globalThis', globalThis, { ignore: isMadeByNode });
    for (const name of globalsAlwaysWatched()) this.#watchGlobal(name);
  }

  /** A standard stream that user code asked for. */
  watchStream(name: 'stdout' | 'stderr', stream: NodeJS.WriteStream): void {
    this.#objects.watch(`process.${name}`, stream);
    this.#process?.addEmitter(stream);
  }

  /** An object that Node makes when its accessor is read for the first time. */
  #watchWhenMade(name: string, holder: object): void {
    const accessor = Reflect.getOwnPropertyDescriptor(holder, name);
    const make = accessor?.get;
    if (make === undefined) return;
    let value: unknown;
    const get = (): unknown => {
      if (value !== undefined) return value;
      value = this.#objects.absorb((): unknown => Reflect.apply(make, holder, []));
      this.#objects.watch(name, value, { ignore: isOfEmitter });
      if (isEmitter(value)) this.#process?.addEmitter(value);
      return value;
    };
    Object.defineProperty(holder, name, { ...accessor, get });
  }

  /** A module of Node or of a package that user code got hold of: its exports can be patched. */
  watchShared(name: string, exports: unknown): void {
    if (this.#shared.has(exports) || !isObject(exports)) return;
    this.#shared.add(exports);
    if (/^(?:node:)?timers(?:\/promises)?$/.test(name)) this.#timers.wrapWaits();
    if (!isBuiltin(name)) return this.#watchPackage(name, exports);
    this.#objects.watch(`the exports of ${name}`, exports);
    if (typeof exports === 'function')
      this.#objects.watch(`the prototype of ${name}`, exports.prototype);
    this.#watchParts(name, exports);
    this.#settings.push(...settingsOf(name));
  }

  /** Of Node's modules also what hangs below them: `http.globalAgent`, `fs.promises`, the prototypes of their classes. */
  #watchParts(name: string, exports: object): void {
    if (name.endsWith('fs')) this.#objects.watch('fs.promises', Reflect.get(exports, 'promises'));
    if (name.endsWith('http') || name.endsWith('https')) {
      const agent: unknown = Reflect.get(exports, 'globalAgent');
      this.#objects.watch(`${name}.globalAgent`, agent);
      if (isObject(agent))
        this.#objects.watch(`${name}.globalAgent.options`, Reflect.get(agent, 'options'));
    }
    if (name.endsWith('util')) {
      const inspect: unknown = Reflect.get(exports, 'inspect');
      if (isObject(inspect)) this.#watchBelow('util.inspect', inspect, {});
    }
    for (const [key, value] of dataOf(exports)) {
      if (typeof value === 'object') this.#objects.watch(`${name}.${key}`, value);
      else if (typeof value === 'function' && isClassPrototype(value.prototype))
        this.#objects.watch(`${name}.${key}.prototype`, value.prototype);
    }
  }

  /**
   * Of a package its default export and plain data, such as `axios.defaults.headers.common`. Not its classes: packages
   * remember which plugins have changed those (`chai.use`) and would not let them do it again.
   */
  #watchPackage(name: string, exports: object): void {
    const inner: unknown = Reflect.getOwnPropertyDescriptor(exports, 'default')?.value;
    if (isObject(inner)) this.#watchExport(`the default export of ${name}`, inner);
    this.#watchExport(`the exports of ${name}`, exports);
    if (typeof exports === 'function')
      this.#objects.watch(`the prototype of ${name}`, exports.prototype, { mayKeep: true });
  }

  #watchExport(name: string, object: object): void {
    const isInstance = typeof object === 'object' && !isPlain(object);
    this.#objects.watch(name, object, { mayKeep: true, takesPlugins: true, isInstance });
    this.#watchBelow(name, object, { mayKeep: true });
  }

  /** Plain objects and arrays below an object, the nearest first; large data is no setting. */
  #watchBelow(name: string, top: object, options: WatchOptions): void {
    const found: [string, object][] = [[name, top]];
    for (let i = 0; i < found.length && found.length < MAX_PLAIN_OBJECTS; i++) {
      const [path, object] = found[i] ?? [name, top];
      for (const [key, value] of dataOf(object)) {
        if (isPlain(value) && !found.some(([, known]) => known === value))
          found.push([`${path}.${key}`, value]);
      }
    }
    for (const [path, object] of found.slice(1)) this.#objects.watch(path, object, options);
  }

  /** What the code of a module that is about to be loaded could change. */
  watchNames(names: readonly string[]): void {
    for (const name of names) {
      if (REDEFINERS.has(name)) this.#objects.compareAttributes();
      else if (name === ANY_GLOBAL) this.#watchEverything();
      else if (LAZY_GLOBALS.has(name)) this.#watchLazy(name);
      else this.#watchGlobal(name);
    }
  }

  #watchGlobal(name: string): void {
    this.#canToolsBreak ||= TOOLS.has(name);
    const value: unknown = Reflect.get(globalThis, name);
    this.#objects.watch(name, value, value === process ? { ignore: isOfEmitter } : {});
    if (typeof value === 'function') this.#objects.watch(`${name}.prototype`, value.prototype);
    if (name === 'performance') this.#usesTimeline = true;
    for (const [path, part] of partsOf(name)) {
      this.#objects.watch(path, part);
      if (typeof part === 'function') this.#objects.watch(`${path}.prototype`, part.prototype);
    }
  }
  #canToolsBreak = false;

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
    if (this.#canToolsBreak || this.#isEverythingWatched) restoreOwnTools();
    this.#timers.clearAll();
    if (this.#handles.hasAny) {
      for (const handle of this.#handles.open()) handle.close();
      this.#handles.forget();
    }
    this.#environment.restore();
    this.#process?.restore();
    const stuck = this.#objects.restore();
    for (const restoreSetting of this.#settings) restoreSetting();
    if (this.#usesTimeline) {
      performance.clearMarks();
      performance.clearMeasures();
    }
    return stuck;
  }
}

/** Of one package. */
const MAX_PLAIN_OBJECTS = 100;

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function isEmitter(value: unknown): value is EventEmitter {
  return value instanceof EventEmitter;
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Reflect.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || prototype === Array.prototype;
}

/** Enumerable properties that no getter makes. */
function* dataOf(object: object): Generator<readonly [string, unknown]> {
  for (const key of Object.keys(object)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(object, key);
    if (descriptor !== undefined && 'value' in descriptor) yield [key, descriptor.value];
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
  yield ['%GlobalPrototype%', Reflect.getPrototypeOf(globalThis)];
  const arrayIterator = Reflect.getPrototypeOf([][Symbol.iterator]()) ?? {};
  yield ['%IteratorPrototype%', Reflect.getPrototypeOf(arrayIterator)];
  yield ['%ArrayIteratorPrototype%', arrayIterator];
  yield ['%MapIteratorPrototype%', Reflect.getPrototypeOf(new Map().keys())];
  yield ['%SetIteratorPrototype%', Reflect.getPrototypeOf(new Set().keys())];
  yield ['%StringIteratorPrototype%', Reflect.getPrototypeOf(''[Symbol.iterator]())];
  yield ['%RegExpStringIteratorPrototype%', Reflect.getPrototypeOf(''.matchAll(/a/g))];
  yield ['%TypedArray%', Reflect.getPrototypeOf(Uint8Array)];
  yield ['%TypedArray%.prototype', Reflect.getPrototypeOf(Uint8Array.prototype)];
  const generators = Reflect.getPrototypeOf(function* () {});
  const asyncGenerators = Reflect.getPrototypeOf(async function* () {});
  yield ['%GeneratorFunction.prototype%', generators];
  yield ['%GeneratorPrototype%', generators && Reflect.get(generators, 'prototype')];
  yield ['%AsyncGeneratorFunction.prototype%', asyncGenerators];
  yield ['%AsyncGeneratorPrototype%', asyncGenerators && Reflect.get(asyncGenerators, 'prototype')];
  yield ['%AsyncFunction.prototype%', Reflect.getPrototypeOf(async () => {})];
}

/** What a global leads to besides its own properties. */
function partsOf(name: string): readonly (readonly [string, unknown])[] {
  if (name === 'Intl' || name === 'WebAssembly') return classesOf(name);
  if (name !== 'process') return [];
  const { versions, release, features, hrtime } = process;
  return Object.entries({ versions, release, features, hrtime }).map(([key, part]) => [
    `process.${key}`,
    part,
  ]);
}

/** Of a namespace such as `Intl`. */
function classesOf(name: string): [string, Function][] {
  const namespace: unknown = Reflect.get(globalThis, name);
  if (!isObject(namespace)) return [];
  return Reflect.ownKeys(namespace).flatMap((key): [string, Function][] => {
    const value: unknown = Reflect.getOwnPropertyDescriptor(namespace, key)?.value;
    return typeof value === 'function' && 'prototype' in value
      ? [[`${name}.${String(key)}`, value]]
      : [];
  });
}
