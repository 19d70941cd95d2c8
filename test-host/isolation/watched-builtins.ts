/** Globals and the builtins behind them: watched as soon as code is loaded that could change them. */
import { ownKeys } from '../intrinsics.ts';
import {
  ANY_GLOBAL,
  LAZY_GLOBALS,
  NAMED_GLOBALS,
  REDEFINERS,
  TOOLS,
} from '../../modules/watched-names.ts';
import { isObject, isOfEmitter } from './kinds.ts';
import type { WatchedObjects } from './watched-objects.ts';

export class WatchedBuiltins {
  readonly #objects: WatchedObjects;
  readonly #lazy = new Set<string>();
  readonly #ownNavigator = navigatorGetter();
  readonly #ownTimers = timersOfProcess();
  readonly #own = new Set<PropertyKey>();
  #isEverythingWatched = false;
  #canToolsBreak = false;
  #usesTimeline = false;

  constructor(objects: WatchedObjects) {
    this.#objects = objects;
  }

  /** What putting back is done with may have been replaced. */
  get canToolsBreak(): boolean {
    return this.#canToolsBreak;
  }

  /** What is changed without being named. */
  remember(): void {
    const ignore = (key: PropertyKey): boolean => isMadeByNode(key) || this.#own.has(key);
    this.#objects.watch('globalThis', globalThis, { ignore });
    for (const name of globalsAlwaysWatched()) this.#watch(name);
  }

  /** What the code of a module that is about to be loaded could change. */
  watchNamed(names: readonly string[]): void {
    for (const name of names) {
      this.#canToolsBreak ||= TOOLS.has(name);
      if (REDEFINERS.has(name)) this.#objects.compareAttributes();
      else if (name === ANY_GLOBAL) this.watchEverything();
      else if (LAZY_GLOBALS.has(name)) this.#watchLazy(name);
      else this.#watch(name);
    }
  }

  #watch(name: string): void {
    // Environments such as jsdom bring another one for each file.
    if (name === 'navigator' && navigatorGetter() !== this.#ownNavigator) return;
    const value: unknown = Reflect.get(globalThis, name);
    if (value === process) this.#watchProcess();
    else this.#objects.watch(name, value);
    if (typeof value === 'function') this.#objects.watch(`${name}.prototype`, value.prototype);
    if (name === 'performance') this.#usesTimeline = true;
    for (const [path, part] of partsOf(name)) {
      this.#objects.watch(path, part);
      if (typeof part === 'function') this.#objects.watch(`${path}.prototype`, part.prototype);
    }
  }

  /** Timers may be faked already: it is not the fakes that are to be put back. */
  #watchProcess(): void {
    const seen = timersOfProcess();
    Object.defineProperties(process, this.#ownTimers);
    this.#objects.watch('process', process, { ignore: isOfEmitter });
    Object.defineProperties(process, seen);
  }

  /** Made now, so that it is known how it ought to be. */
  #watchLazy(name: string): void {
    if (this.#lazy.has(name)) return;
    this.#lazy.add(name);
    this.#objects.absorb(() => this.#objects.watchKey(globalThis, name));
    this.#watch(name);
  }

  watchEverything(): void {
    if (this.#isEverythingWatched) return;
    this.#isEverythingWatched = true;
    this.#canToolsBreak = true;
    for (const name of NAMED_GLOBALS) this.#watch(name);
    for (const [name, value] of unnamedObjects()) this.#objects.watch(name, value);
  }

  /**
   * Globals of ours that each file has other values for: they are not taken away in between, for which V8 would throw code away
   * that uses them. Those of the last file that this one does not get are.
   */
  leaveGlobals(names: readonly string[]): void {
    for (const name of this.#own) {
      if (names.includes(String(name))) continue;
      Reflect.deleteProperty(globalThis, name);
      this.#own.delete(name);
    }
    for (const name of names) if (!Object.hasOwn(globalThis, name)) this.#own.add(name);
  }

  /** @returns what could not be put back */
  restore(): readonly string[] {
    // Marks and measures are no properties.
    if (this.#usesTimeline) {
      performance.clearMarks();
      performance.clearMeasures();
    }
    return [...this.#own].filter(isFixed).map((name) => `globalThis.${String(name)}`);
  }
}

function isFixed(name: PropertyKey): boolean {
  return Reflect.getOwnPropertyDescriptor(globalThis, name)?.configurable === false;
}

function navigatorGetter(): unknown {
  return Reflect.getOwnPropertyDescriptor(globalThis, 'navigator')?.get;
}

function timersOfProcess(): PropertyDescriptorMap {
  const { nextTick, hrtime } = Object.getOwnPropertyDescriptors(process);
  return { nextTick, hrtime };
}

/** Properties of the global object that come and go without the user: they are left alone. */
function isMadeByNode(key: PropertyKey): boolean {
  return typeof key === 'string' ? LAZY_GLOBALS.has(key) : String(key).startsWith('Symbol(undici.');
}

/** What code can change that names none of it: through keys out of data, or by assigning to a global. */
function* globalsAlwaysWatched(): Generator<string> {
  for (const key of ownKeys(globalThis)) {
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
  return ownKeys(namespace).flatMap((key): [string, Function][] => {
    const value: unknown = Reflect.getOwnPropertyDescriptor(namespace, key)?.value;
    return typeof value === 'function' && 'prototype' in value
      ? [[`${name}.${String(key)}`, value]]
      : [];
  });
}
