/**
 * The modules of one test file: made anew for it from compiled functions, with the file's own mocks in front.
 * Packages are Node's own and shared, unless the file mocks something that they load.
 */
import type NodeModule from 'node:module';
import { createRequire, isBuiltin } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import fs from 'node:fs';
import type { ImportKind, Resolution } from '../../modules/resolve.ts';
import { Targets, type CompiledModule } from './compiled-module.ts';
import { defineExports, markOwnModule, reExport, toCommonJs, toEsModule, toNodeEsModule } from './interop.ts';
import type { ModuleSource } from './module-source.ts';
import { missingManualMock, missingModule, mockFactoryFailed } from './errors.ts';
import { explainCycle, type LoadingModule } from './import-cycle.ts';
import { unreadableJson, unreadableModule } from './unreadable-module.ts';
import type { ModuleFactory } from '../mock/module-mocks.ts';

export interface FileModulesOptions {
  readonly source: ModuleSource;
  /** What `ztest` and its subpaths export to a module. */
  readonly api: (name: string, from: string) => unknown;
  /** Exports that a package outside the project gave in an earlier test file of this process. */
  readonly shared: SharedModules;
  /** Asset extension → what importing such a file gives. */
  readonly assets: (file: string) => unknown;
  readonly automock: (exports: unknown) => unknown;
}

/** What lives as long as the process: native packages that had to be awaited. */
export interface SharedModules {
  readonly awaited: Map<string, unknown>;
  /** Called for each builtin or package that user code gets, so that isolation can watch it. */
  readonly onShared: (name: string, exports: unknown) => void;
  /** Runs the first load of a package: what it changes in globals stays. */
  readonly absorb: <T>(load: () => T) => T;
}

export interface ModuleRecord {
  readonly id: string;
  readonly filename: string;
  exports: unknown;
  loaded: boolean;
  /** Running its top-level `await`. */
  pending?: Promise<unknown>;
  readonly children: readonly ModuleRecord[];
  readonly paths: readonly string[];
}

export interface MockRequest {
  readonly factory: ModuleFactory | undefined;
  /** The module need not exist. */
  readonly isVirtual: boolean;
  /** Only a `__mocks__` file will do. */
  readonly isManual: boolean;
}

export interface ModuleMock {
  readonly factory: ModuleFactory | undefined;
  readonly isManual: boolean;
  value?: unknown;
  isReady: boolean;
}

/** Thrown through user code when a module cannot be had synchronously: the file is loaded again once it is there. */
export class NeedsAwait extends Error {
  readonly prepare: () => Promise<void>;
  constructor(what: string, prepare: () => Promise<void>) {
    super(`${what} has to be awaited before it can be required`);
    this.name = 'NeedsAwait';
    this.prepare = prepare;
  }
}

const nativeRequire = createRequire(import.meta.filename);

export class FileModules {
  readonly #options: FileModulesOptions;
  #api: FileModulesOptions['api'];
  #records = new Map<string, ModuleRecord>();
  /** Resolved id → mock. */
  readonly #mocks = new Map<string, ModuleMock>();
  /** Values of asynchronous factories, kept while the file is loaded again. */
  readonly #factoryValues = new Map<string, unknown>();
  readonly #explicitlyActual = new Set<string>();
  #automockAll = false;
  #inlinesPackages = false;

  constructor(options: FileModulesOptions) {
    this.#options = options;
    this.#api = options.api;
  }

  /** With isolation `none`: the next file of the same registry. */
  useApi(api: FileModulesOptions['api']): void {
    this.#api = api;
  }

  /** The module is loaded anew when it is asked for again. */
  forget(file: string): void {
    this.#records.delete(file);
  }

  /** Loads a set-up or test file with everything it imports. Repeats when something had to be awaited first. */
  async load(file: string): Promise<unknown> {
    for (let attempt = 0; ; attempt++) {
      const before = new Map(this.#records);
      try {
        if (this.#options.source.hasAsync) await this.#loadAsyncDependencies(file, new Set());
        const record = this.#instantiate(file);
        if (record.pending !== undefined) await record.pending;
        return record.exports;
      } catch (error) {
        if (!(error instanceof NeedsAwait) || attempt > 100) throw error;
        this.#records = before;
        await error.prepare();
      }
    }
  }

  /** `require` as seen from a module. */
  require(specifier: string, from: CompiledModule, kind: ImportKind = 'require'): unknown {
    const target = from.targets.get(specifier);
    const resolution =
      target !== undefined && target.kind !== 'missing' ? target : this.#options.source.resolve(specifier, from, kind);
    return this.#load(resolution, { specifier, from });
  }

  #load(resolution: Resolution, request: { readonly specifier: string; readonly from: CompiledModule }): unknown {
    if (this.#mocks.size > 0 || this.#automockAll) {
      const mocked = this.#mocked(resolution, request);
      if (mocked !== undefined) return mocked.value;
    }
    switch (resolution.kind) {
      case 'module':
        return this.#requireModule(resolution.path);
      case 'external':
        return this.#inlinesPackages && this.#reachesMock(resolution.path)
          ? this.#requireModule(resolution.path)
          : this.#requireNative(resolution.path);
      case 'builtin':
        return this.#requireBuiltin(resolution.name, request.from);
      case 'api':
        return this.#api(resolution.name, request.from.path);
      case 'missing':
        throw missingModule(request.specifier, importerOf(request.from));
      default:
        return resolution satisfies never;
    }
  }

  #requireModule(file: string): unknown {
    const record = this.#records.get(file) ?? this.#instantiate(file);
    return record.exports;
  }

  #instantiate(file: string): ModuleRecord {
    const known = this.#records.get(file);
    if (known !== undefined) return known;
    if (file.endsWith('.json')) return this.#instantiateJson(file);
    if (!/\.([cm]?[jt]s|[jt]sx)$/.test(file)) return this.#instantiateAsset(file);
    const compiled = this.#compile(file);
    const record: ModuleRecord = { id: file, filename: file, exports: {}, loaded: false, children: [], paths: [] };
    if (compiled.isEsm) markOwnModule(record.exports);
    this.#records.set(file, record);
    try {
      const result = this.#run(compiled, record);
      if (compiled.isAsync && result instanceof Promise) {
        record.pending = result.then(
          () => void (record.loaded = true),
          (error: unknown) => {
            this.#records.delete(file);
            throw error;
          },
        );
        record.pending.catch(() => {}); // whoever awaits it sees the error
      } else {
        record.loaded = true;
      }
    } catch (error) {
      explainCycle(error, () => this.#loading());
      this.#records.delete(file);
      throw error;
    }
    return record;
  }

  #compile(file: string): CompiledModule {
    try {
      return this.#options.source.get(file);
    } catch (error) {
      throw unreadableModule(file, error);
    }
  }

  /** Modules that have begun and not ended, outermost first, with what they import. */
  #loading(): readonly LoadingModule[] {
    const begun = [...this.#records.values()].filter(({ loaded, pending }) => !loaded && pending === undefined);
    const importsOf = (file: string): readonly string[] => this.#options.source.known(file)?.targets.modules() ?? [];
    return begun.map(({ filename }) => ({ file: filename, imports: importsOf(filename) }));
  }

  #run(compiled: CompiledModule, record: ModuleRecord): void | Promise<void> {
    return compiled.run.call(
      compiled.isEsm ? undefined : record.exports,
      record.exports,
      this.#requireFor(compiled),
      record,
      compiled.path,
      compiled.directory,
      createImportMeta(this, compiled),
      defineExports,
      compiled.nodeInterop ? interopNode : interopBabel,
      toCommonJs,
      reExport,
    );
  }

  #requireFor(compiled: CompiledModule): NodeJS.Require {
    const require = (specifier: string): unknown => {
      const value = this.require(specifier, compiled);
      return this.#awaitedOrPromise(specifier, compiled, value);
    };
    if (!compiled.isEsm || compiled.path.endsWith('.cts')) decorateRequire(require, { modules: this, compiled });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the rest of it is only there for CommonJS
    return require as NodeJS.Require;
  }

  /** A module that is still in its top-level `await`: `import()` waits for it, `require` cannot. */
  #awaitedOrPromise(specifier: string, compiled: CompiledModule, value: unknown): unknown {
    if (!this.#options.source.hasAsync) return value;
    const target = compiled.targets.get(specifier);
    const record = target?.kind === 'module' ? this.#records.get(target.path) : undefined;
    if (record?.pending === undefined || record.loaded) return value;
    return new PendingModule(record.pending.then(() => record.exports));
  }

  /** Awaits every module with top-level `await` that `file` reaches statically, dependencies first. */
  async #loadAsyncDependencies(file: string, seen: Set<string>): Promise<void> {
    seen.add(file);
    const stored = this.#options.source.storedTargets(file);
    if (stored === undefined) return;
    for (const target of stored.targets) {
      const path = target.slice(1);
      if (target.startsWith('m') && !seen.has(path)) await this.#loadAsyncDependencies(path, seen);
    }
    if (!stored.isAsync || this.#mocks.has(file)) return;
    const record = this.#instantiate(file);
    if (record.pending !== undefined) await record.pending;
  }

  #instantiateJson(file: string): ModuleRecord {
    const text = fs.readFileSync(file, 'utf8');
    let value: unknown;
    try {
      value = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
    } catch (error) {
      throw unreadableJson(file, text, error);
    }
    const record: ModuleRecord = { id: file, filename: file, exports: value, loaded: true, children: [], paths: [] };
    this.#records.set(file, record);
    return record;
  }

  #instantiateAsset(file: string): ModuleRecord {
    const record: ModuleRecord = { id: file, filename: file, exports: this.#options.assets(file), loaded: true, children: [], paths: [] };
    this.#records.set(file, record);
    return record;
  }

  #requireNative(file: string): unknown {
    const { shared } = this.#options;
    const awaited = shared.awaited.get(file);
    if (awaited !== undefined) return awaited;
    try {
      const load = (): unknown => nativeRequire(file);
      const isFirst = !(file in nativeRequire.cache);
      const exports = isFirst ? shared.absorb(load) : load();
      if (isFirst) shared.onShared(file, exports);
      return exports;
    } catch (error) {
      if (!isAsyncModuleError(error)) throw error;
      throw new NeedsAwait(file, async () => {
        const namespace: unknown = await import(pathToFileURL(file).href);
        shared.awaited.set(file, namespace);
      });
    }
  }

  #requireBuiltin(name: string, from: CompiledModule): unknown {
    if (!isBuiltin(name)) throw missingModule(name, importerOf(from));
    if (name === 'module' || name === 'node:module') return this.#moduleBuiltin(from);
    const exports: unknown = nativeRequire(name);
    this.#options.shared.onShared(name, exports);
    return exports;
  }

  /** `createRequire` of a project file leads back here, so that mocks and fresh modules hold for it too. */
  #moduleBuiltin(_from: CompiledModule): unknown {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- by its name
    const builtin = nativeRequire('node:module') as typeof NodeModule;
    const create = (target: string | URL): NodeJS.Require => {
      const file = typeof target === 'string' && !target.startsWith('file:') ? target : new URL(target).pathname;
      if (file.includes('/node_modules/')) return builtin.createRequire(target);
      const compiled = this.#options.source.known(file) ?? anonymousModule(file);
      const require = (specifier: string): unknown => this.require(specifier, compiled);
      decorateRequire(require, { modules: this, compiled });
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- decorated just now
      return require as NodeJS.Require;
    };
    return new Proxy(builtin, {
      get: (object, key, receiver): unknown => (key === 'createRequire' ? create : Reflect.get(object, key, receiver)),
    });
  }

  resolvePath(specifier: string, from: CompiledModule): string {
    const resolution = this.#options.source.resolve(specifier, from, 'require');
    if (resolution.kind === 'missing') throw missingModule(specifier, importerOf(from));
    return resolution.kind === 'builtin' || resolution.kind === 'api' ? resolution.name : resolution.path;
  }

  // Mocks ------------------------------------------------------------------------------------------

  /** `factory` undefined: the `__mocks__` file beside the module, else an automock of the actual exports. */
  mock(specifier: string, from: string, { factory, isVirtual, isManual }: MockRequest): void {
    const resolution = this.#resolveFrom(specifier, from);
    if (resolution.kind === 'missing' && !isVirtual && factory === undefined) {
      throw missingModule(specifier, importerOf(this.#options.source.known(from) ?? anonymousModule(from)));
    }
    const id = mockId(resolution, specifier, from);
    this.#explicitlyActual.delete(id);
    const mock: ModuleMock = { factory, isManual, isReady: this.#factoryValues.has(id) };
    if (mock.isReady) mock.value = this.#factoryValues.get(id);
    this.#mocks.set(id, mock);
    if (resolution.kind === 'external' || resolution.kind === 'builtin') this.#inlinesPackages = true;
  }

  unmock(specifier: string, from: string): void {
    const id = mockId(this.#resolveFrom(specifier, from), specifier, from);
    this.#mocks.delete(id);
    this.#explicitlyActual.add(id);
  }

  set automockAll(on: boolean) {
    this.#automockAll = on;
  }

  requireActual(specifier: string, from: string): unknown {
    const resolution = this.#resolveFrom(specifier, from);
    const compiled = this.#options.source.known(from) ?? anonymousModule(from);
    const id = mockId(resolution, specifier, from);
    const mock = this.#mocks.get(id);
    this.#mocks.delete(id);
    const wasActual = this.#explicitlyActual.has(id);
    this.#explicitlyActual.add(id);
    try {
      return this.#load(resolution, { specifier, from: compiled });
    } finally {
      if (mock !== undefined) this.#mocks.set(id, mock);
      if (!wasActual) this.#explicitlyActual.delete(id);
    }
  }

  async importActual(specifier: string, from: string): Promise<unknown> {
    for (;;) {
      try {
        const exports = this.requireActual(specifier, from);
        const resolution = this.#resolveFrom(specifier, from);
        if (resolution.kind === 'module') await this.#records.get(resolution.path)?.pending;
        return toEsModule(exports);
      } catch (error) {
        if (!(error instanceof NeedsAwait)) throw error;
        await error.prepare();
      }
    }
  }

  requireMock(specifier: string, from: string): unknown {
    const resolution = this.#resolveFrom(specifier, from);
    const id = mockId(resolution, specifier, from);
    if (!this.#mocks.has(id)) this.#mocks.set(id, { factory: undefined, isManual: false, isReady: false });
    const compiled = this.#options.source.known(from) ?? anonymousModule(from);
    return this.#load(resolution, { specifier, from: compiled });
  }

  /** Forgets every module of the file (not its mocks): the next import makes them anew. */
  resetModules(): void {
    this.#records = new Map();
    for (const mock of this.#mocks.values()) mock.isReady = false;
  }

  /** Runs `body` with a registry of its own. */
  isolateModules<T>(body: () => T): T {
    const outer = this.#records;
    const restore = (): void => void (this.#records = outer);
    this.#records = new Map();
    let result: T;
    try {
      result = body();
    } catch (error) {
      restore();
      throw error;
    }
    if (result instanceof Promise) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a promise of the same value
      return result.finally(restore) as T;
    }
    restore();
    return result;
  }

  #resolveFrom(specifier: string, from: string): Resolution {
    const compiled = this.#options.source.known(from);
    const stored = compiled?.targets.get(specifier);
    if (stored !== undefined && stored.kind !== 'missing') return stored;
    return this.#options.source.resolveUncached(specifier, from, compiled?.nodeInterop === true ? 'import' : 'require');
  }

  #mocked(
    resolution: Resolution,
    request: { readonly specifier: string; readonly from: CompiledModule },
  ): { readonly value: unknown } | undefined {
    const id = mockId(resolution, request.specifier, request.from.path);
    let mock = this.#mocks.get(id);
    if (mock === undefined) {
      if (!this.#automockAll || resolution.kind !== 'module' || this.#explicitlyActual.has(id)) return undefined;
      mock = { factory: undefined, isManual: false, isReady: false };
      this.#mocks.set(id, mock);
    }
    if (!mock.isReady) this.#makeMock(id, mock, { resolution, ...request });
    return { value: mock.value };
  }

  #makeMock(
    id: string,
    mock: ModuleMock,
    request: { readonly resolution: Resolution; readonly specifier: string; readonly from: CompiledModule },
  ): void {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its caller says what it is; there is nothing to check it by
    const importOriginal = (async () => await this.importActual(request.specifier, request.from.path)) as <M>() => Promise<M>;
    let value: unknown;
    if (mock.factory === undefined) {
      value = this.#manualMock(request);
      if (value === undefined && mock.isManual) throw missingManualMock(request.specifier);
      value ??= this.#options.automock(this.requireActual(request.specifier, request.from.path));
    } else {
      try {
        value = mock.factory(importOriginal);
      } catch (error) {
        throw mockFactoryFailed(request.specifier, error);
      }
    }
    if (value instanceof Promise) {
      const promise: Promise<unknown> = value;
      throw new NeedsAwait(`The factory of ${request.specifier}`, async () => {
        this.#factoryValues.set(id, asExports(await promise));
      });
    }
    mock.value = asExports(value);
    mock.isReady = true;
  }

  /** `__mocks__/name` beside the module, or beside `node_modules` for packages and builtins. */
  #manualMock(request: { readonly resolution: Resolution; readonly specifier: string; readonly from: CompiledModule }): unknown {
    const file = findManualMock(request.resolution, request.specifier, request.from.path);
    return file === undefined ? undefined : this.#requireModule(file);
  }

  readonly #reaches = new Map<string, boolean>();

  /** Whether a package file loads, through others, something that this file mocks. */
  #reachesMock(file: string): boolean {
    let answer = this.#reaches.get(file);
    if (answer !== undefined) return answer;
    this.#reaches.set(file, false); // a cycle adds nothing
    answer = this.#scanForMocks(file);
    this.#reaches.set(file, answer);
    return answer;
  }

  #scanForMocks(file: string): boolean {
    if (!/\.[cm]?js$/.test(file)) return false;
    const text = fs.readFileSync(file, 'utf8');
    for (const match of text.matchAll(/(?:\brequire\s*\(|\bfrom|\bimport\s*\(?)\s*(["'])([^"'\n]+)\1/g)) {
      const resolution = this.#options.source.resolveUncached(match[2] ?? '', file, 'require');
      if (this.#mocks.has(mockId(resolution, match[2] ?? '', file))) return true;
      if (resolution.kind === 'external' && this.#reachesMock(resolution.path)) return true;
    }
    return false;
  }
}

/** What `import()` of a module with top-level `await` waits for. */
class PendingModule {
  readonly exports: Promise<unknown>;
  constructor(exports: Promise<unknown>) {
    this.exports = exports;
  }
}

function interopBabel(exports: unknown): unknown {
  return exports instanceof PendingModule ? exports.exports.then(toEsModule) : toEsModule(exports);
}

function interopNode(exports: unknown): unknown {
  return exports instanceof PendingModule ? exports.exports.then(toNodeEsModule) : toNodeEsModule(exports);
}

function mockId(resolution: Resolution, specifier: string, from: string): string {
  switch (resolution.kind) {
    case 'module':
    case 'external':
      return resolution.path;
    case 'builtin':
      return resolution.name.replace(/^node:/, '');
    case 'api':
      return `ztest:${resolution.name}`;
    case 'missing': // a virtual module: there is no file behind it
      return specifier.startsWith('.') ? path.resolve(path.dirname(from), specifier) : `virtual:${specifier}`;
    default:
      return resolution satisfies never;
  }
}

/** A factory's object is the namespace: with a `default` of its own it is an ES module, else its default is itself. */
function asExports(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('default' in value && !('__esModule' in value) && Object.isExtensible(value)) {
    return Object.defineProperty(value, '__esModule', { value: true });
  }
  return value;
}

function findManualMock(resolution: Resolution, specifier: string, from: string): string | undefined {
  const extensions = ['.ts', '.tsx', '.js', '.jsx', '.mts', '.mjs', '.cts', '.cjs', '.json'];
  const bases: string[] = [];
  if (resolution.kind === 'module') {
    const { dir, name } = path.parse(resolution.path);
    bases.push(path.join(dir, '__mocks__', name));
  } else {
    const name = specifier.replace(/^node:/, '');
    for (let at = path.dirname(from); ; at = path.dirname(at)) {
      bases.push(path.join(at, '__mocks__', name));
      if (at === path.dirname(at)) break;
    }
  }
  for (const base of bases) {
    for (const extension of extensions) if (fs.existsSync(base + extension)) return base + extension;
    for (const extension of extensions) {
      const index = path.join(base, `index${extension}`);
      if (fs.existsSync(index)) return index;
    }
  }
  return undefined;
}

function importerOf({ path: file, nodeInterop }: CompiledModule): Parameters<typeof missingModule>[1] {
  return { path: file, isEsModule: nodeInterop };
}

function createImportMeta(modules: FileModules, compiled: CompiledModule): ImportMeta {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the members that Node's has for a file
  return new ModuleMeta(modules, compiled) as unknown as ImportMeta;
}

class ModuleMeta {
  readonly filename: string;
  readonly dirname: string;
  readonly #modules: FileModules;
  readonly #compiled: CompiledModule;
  #url: string | undefined;

  constructor(modules: FileModules, compiled: CompiledModule) {
    this.#modules = modules;
    this.#compiled = compiled;
    this.filename = compiled.path;
    this.dirname = compiled.directory;
  }

  get url(): string {
    return (this.#url ??= pathToFileURL(this.filename).href);
  }

  get main(): boolean {
    return false;
  }

  resolve = (specifier: string): string => {
    const resolved = this.#modules.resolvePath(specifier, this.#compiled);
    if (isBuiltin(resolved)) return resolved.startsWith('node:') ? resolved : `node:${resolved}`;
    return path.isAbsolute(resolved) ? pathToFileURL(resolved).href : resolved;
  };
}

/** The properties that CommonJS code may use of its `require`. */
function decorateRequire(
  require: (specifier: string) => unknown,
  { modules, compiled }: { readonly modules: FileModules; readonly compiled: CompiledModule },
): void {
  const resolve = (specifier: string, options?: { paths?: string[] }): string =>
    options?.paths === undefined
      ? modules.resolvePath(specifier, compiled)
      : nativeRequire.resolve(specifier, { paths: options.paths });
  Object.assign(resolve, { paths: (request: string) => createRequire(compiled.path).resolve.paths(request) });
  Object.assign(require, { resolve, cache: nativeRequire.cache, extensions: nativeRequire.extensions, main: undefined });
}

/** A place to require from that is no loaded module: `createRequire(path)`, a mock made from a helper. */
function anonymousModule(file: string): CompiledModule {
  return {
    path: file,
    directory: path.dirname(file),
    run: () => {},
    hash: '',
    isAsync: false,
    isEsm: false,
    nodeInterop: false,
    targets: new Targets(),
    readMap: () => undefined,
  };
}

function isAsyncModuleError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_REQUIRE_ASYNC_MODULE';
}
