/**
 * Keeps test files apart that run in one process: what a file left behind is named (leaks) and put back. What cannot be
 * put back is said, and the process is replaced.
 */
import { EventEmitter } from 'node:events';
import path from 'node:path';
import { URL } from 'node:url';
import type { ReadInputs } from '../protocol.ts';
import type { Leak } from './leak.ts';
import { isOfEmitter } from './kinds.ts';
import { outsideOf, LateBuiltins } from './outside-world.ts';
import { restoreOwnTools } from './own-tools.ts';
import { ProcessState, watchPerformance } from './process-state.ts';
import { TrackedEnvironment } from './tracked-environment.ts';
import { pathOf } from './input-paths.ts';
import { TrackedInputs } from './tracked-inputs.ts';
import { TrackedHandles } from './tracked-handles.ts';
import { TrackedTimers } from './tracked-timers.ts';
import { WatchedBuiltins } from './watched-builtins.ts';
import { WatchedModules } from './watched-modules.ts';
import { WatchedObjects } from './watched-objects.ts';

export class Isolation {
  readonly #objects = new WatchedObjects();
  readonly #timers = new TrackedTimers();
  readonly #handles = new TrackedHandles();
  readonly #environment = new TrackedEnvironment();
  readonly #inputs = new TrackedInputs();
  readonly #lateBuiltins: LateBuiltins;
  #process: ProcessState | undefined;
  #restorePerformance: (() => void) | undefined;
  readonly #builtins = new WatchedBuiltins(this.#objects);
  readonly #modules = new WatchedModules(this.#objects, () => this.#timers.wrapWaits());

  /** @param options.onNet called when user code gets hold of sockets */
  constructor({ onNet }: { readonly onNet: () => void }) {
    this.#lateBuiltins = new LateBuiltins({ notes: this.#inputs, onNet });
  }

  /** Before any user code loads. */
  install(): void {
    this.#inputs.install();
    this.#environment.install(this.#inputs.noteVariable, this.#inputs.noteFile);
    this.#timers.install();
    this.#handles.install((kind) => {
      if (kind === 'child') this.#inputs.noteBeyond('process');
      else this.#inputs.noteBeyond(kind === 'worker' ? 'thread' : 'network');
    });
    this.#lateBuiltins.install();
    this.#watchWhenMade('crypto', globalThis);
    this.#watchWhenMade('stdin', process);
    this.#restorePerformance = watchPerformance();
  }

  /** What holds from now on, once the environment of the run is set. */
  remember(options: { readonly capturesTraces: boolean }): void {
    this.#timers.capturesTraces = options.capturesTraces;
    this.#environment.remember();
    this.#process = new ProcessState();
    this.#builtins.remember();
  }

  /** What was read besides modules, since it was asked last. */
  takeInputs(rootDir: string): ReadInputs {
    return this.#inputs.take(rootDir);
  }

  /** A file that a host reads for a test. */
  noteFile(file: string): void {
    this.#inputs.noteFile(file);
  }

  /** A module that is not there: its outcome may be another when it comes. */
  noteMissing(specifier: string, from: string): void {
    for (const file of placesOfMissing(specifier, from)) this.#inputs.noteFile(file);
  }

  /** What a host does for itself while a test file runs. */
  whileResolving<T>(work: () => T): T {
    return this.#inputs.whileResolving(work);
  }

  /** A module that nobody could foresee: what it is next time is not known. */
  noteUnforeseen(): void {
    this.#inputs.noteBeyond('module');
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

  /** A module of Node or of a package that user code got hold of. */
  watchShared(name: string, exports: unknown): void {
    const outside = outsideOf(name);
    if (outside !== undefined) this.#inputs.noteBeyond(outside);
    this.#lateBuiltins.watch();
    this.#modules.watch(name, exports);
  }

  /** @param begin called once a module of Node is there, before user code has it; what it changes in it stays */
  whenLoaded(name: string, begin: () => void): void {
    this.#lateBuiltins.await(name, () => this.#objects.absorb(begin));
  }

  /** What the code of a module that is about to be loaded could change. */
  watchNames(names: readonly string[]): void {
    if (names.includes('PerformanceObserver'))
      this.#modules.watch('perf_hooks', process.getBuiltinModule('perf_hooks'));
    this.#builtins.watchNamed(names);
  }

  /** Before a file gets globals of these names, which the next ones get as well. */
  leaveGlobals(names: readonly string[]): void {
    this.#builtins.leaveGlobals(names);
  }

  /** What our own code changes while it loads stays. */
  absorb<T>(load: () => T): T {
    return this.#objects.absorb(load);
  }

  /** Loads a file of a package that each test file has for itself: what it changes in globals is put back. */
  loadOwnPackage<T>(file: string, load: () => T): T {
    if (this.#loadedPackages.has(file)) return load();
    this.#loadedPackages.add(file);
    if (this.#isLoadingPackage) return load();
    this.#isLoadingPackage = true;
    this.#objects.emptyGlobals();
    try {
      return this.#objects.absorbMarks(load);
    } finally {
      this.#isLoadingPackage = false;
    }
  }
  readonly #loadedPackages = new Set<string>();
  #isLoadingPackage = false;

  /** Loading a package may change globals on purpose (polyfills); it does so once a process, so it stays. */
  absorbPackage<T>(load: () => T): T {
    this.#lateBuiltins.loadAll();
    this.#builtins.watchEverything(); // nobody knows what it can change, now or when it is called
    return this.#objects.absorb(() => {
      try {
        return this.#inputs.whileLoadingSync(load);
      } finally {
        this.#lateBuiltins.watch();
      }
    });
  }

  /** The same for a package that has to be awaited. */
  async absorbPackageAsync<T>(load: () => Promise<T>): Promise<T> {
    this.#lateBuiltins.loadAll();
    this.#builtins.watchEverything();
    return await this.#objects.absorbAsync(async () => {
      try {
        return await this.#inputs.whileLoading(load);
      } finally {
        this.#lateBuiltins.watch();
      }
    });
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
    if (this.#builtins.canToolsBreak) restoreOwnTools();
    this.#timers.clearAll();
    if (this.#handles.hasAny) {
      for (const handle of this.#handles.open()) handle.close();
      this.#handles.forget();
    }
    this.#environment.restore();
    this.#process?.restore();
    this.#restorePerformance?.();
    const stuck = this.#objects.restore();
    return [...stuck, ...this.#modules.restore(), ...this.#builtins.restore()];
  }
}

function isEmitter(value: unknown): value is EventEmitter {
  return value instanceof EventEmitter;
}

/** Where a module may come to be; of packages the lock file speaks. */
function placesOfMissing(specifier: string, from: string): readonly string[] {
  const isUrl = specifier.startsWith('file:');
  const name = isUrl ? URL.canParse(specifier) && pathOf(new URL(specifier)) : specifier;
  if (!name || !/^(?:\.{0,2}\/|[A-Za-z]:[\\/])/.test(name)) return [];
  const place = path.resolve(path.dirname(from), name);
  const asSource = place.replace(/\.([cm]?)js(x?)$/, '.$1ts$2');
  return [
    place,
    asSource,
    ...['ts', 'tsx', 'js', 'jsx', 'mjs', 'cjs', 'json'].flatMap((end) => [
      `${place}.${end}`,
      path.join(place, `index.${end}`),
    ]),
  ];
}
