/**
 * Keeps test files apart that run in one process: what a file left behind is named (leaks) and put back. What cannot be
 * put back is said, and the process is replaced.
 */
import type { Leak } from './leak.ts';
import { ProcessState } from './process-state.ts';
import { TrackedHandles } from './tracked-handles.ts';
import { TrackedTimers } from './tracked-timers.ts';
import { WatchedObjects } from './watched-objects.ts';

export class Isolation {
  readonly #objects = new WatchedObjects();
  readonly #timers = new TrackedTimers();
  readonly #handles = new TrackedHandles();
  #process: ProcessState | undefined;

  /** Before any user code loads. */
  install(): void {
    this.#timers.install();
    this.#handles.install();
  }

  /** What holds from now on, once the environment of the run is set. */
  remember(options: { readonly capturesTraces: boolean }): void {
    this.#timers.capturesTraces = options.capturesTraces;
    this.#process = new ProcessState();
    for (const [name, value] of standardObjects()) this.#objects.watch(name, value);
  }

  /** A module of Node or of a package that user code got hold of: its exports can be patched. */
  watchShared(name: string, exports: unknown): void {
    this.#objects.watch(`the exports of ${name}`, exports);
    if (typeof exports === 'function') this.#objects.watch(`the prototype of ${name}`, exports.prototype);
    if (name === 'fs' || name === 'node:fs') {
      this.#objects.watch('fs.promises', Reflect.get(Object(exports), 'promises'));
    }
  }

  /** Loading a package may change globals on purpose (polyfills); it does so once a process, so it stays. */
  absorb<T>(load: () => T): T {
    return this.#objects.absorb(load);
  }

  leaks(): readonly Leak[] {
    const leaks: Leak[] = [];
    for (const timer of this.#timers.pending()) {
      leaks.push({ kind: 'timer', description: `a pending ${timer.kind}`, trace: timer.trace });
    }
    if (this.#handles.hasAny) leaks.push(...this.#handles.open());
    for (const { event } of this.#process?.addedListeners() ?? []) {
      leaks.push({ kind: 'listener', description: `a '${event}' listener on process`, trace: {} });
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
    this.#process?.restore();
    return this.#objects.restore();
  }
}

/** Globals, the builtins with their prototypes, and what only syntax gives. */
function* standardObjects(): Generator<readonly [string, unknown]> {
  yield ['globalThis', globalThis];
  for (const key of Reflect.ownKeys(globalThis)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(globalThis, key);
    if (descriptor === undefined || !('value' in descriptor)) continue; // Node's lazy globals: watched as accessors
    const value: unknown = descriptor.value;
    if (value === globalThis) continue;
    yield [String(key), value];
    if (typeof value === 'function') yield [`${String(key)}.prototype`, value.prototype];
  }
  const iterator = Reflect.getPrototypeOf(Reflect.getPrototypeOf([][Symbol.iterator]()) ?? {});
  yield ['%IteratorPrototype%', iterator];
  yield ['%ArrayIteratorPrototype%', Reflect.getPrototypeOf([][Symbol.iterator]())];
  yield ['%MapIteratorPrototype%', Reflect.getPrototypeOf(new Map().keys())];
  yield ['%SetIteratorPrototype%', Reflect.getPrototypeOf(new Set().keys())];
  yield ['%TypedArray%', Reflect.getPrototypeOf(Uint8Array)];
  yield ['%TypedArray%.prototype', Reflect.getPrototypeOf(Uint8Array.prototype)];
  yield ['%GeneratorFunction.prototype%', Reflect.getPrototypeOf(function* () {})];
  yield ['%AsyncFunction.prototype%', Reflect.getPrototypeOf(async () => {})];
  yield ['process.stdout', process.stdout];
  yield ['process.stderr', process.stderr];
  yield ['process.versions', process.versions];
  yield ['process.hrtime', process.hrtime];
}
