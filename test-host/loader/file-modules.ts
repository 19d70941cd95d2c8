/**
 * The modules of one test file: made anew for it from compiled functions, with the file's own mocks in front.
 * Packages are Node's own and shared, unless the file mocks something that they load, or they use the test API; where modules
 * are treated as Jest treats them they are made anew, too, but for those of files that ask to share them.
 */
import { RealPromise } from '../intrinsics.ts';
import fs from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import type vm from 'node:vm';
import { isPromise } from 'node:util/types';
import { isInstalled } from '../../modules/installed.ts';
import type { ImportKind, Resolution } from '../../modules/resolve.ts';
import type { CounterArray } from '../coverage/counters.ts';
import type { CompiledModule, ModuleProbes } from './compiled-module.ts';
import { AwaitedImports } from './awaited-imports.ts';
import { missingModule, requiredTooEarly, type LoadError } from './errors.ts';
import { explainCycle, type LoadingModule } from './import-cycle.ts';
import { ImportMetaOfFile } from './import-meta.ts';
import { addMetaOfVitest } from './vitest-meta.ts';
import {
  defineCommonJsExports,
  defineExports,
  markOwnModule,
  reExport,
  setGrowing,
  settleExports,
  toCommonJs,
  toEsModule,
  toNodeEsModule,
  unmarkCommonJs,
} from './interop.ts';
import { MockLoader, type MockRequest } from './mock-loader.ts';
import type { JestMocks } from './mocked-modules.ts';
import type { ModuleSource } from './module-source.ts';
import { ModuleRecord } from './module-record.ts';
import { NeedsAwait } from './needs-await.ts';
import {
  decorateRequire,
  moduleBuiltinFor,
  nativeRequire,
  placeToRequireFrom,
} from './node-require.ts';
import { unreadableJson, unreadableModule } from './unreadable-module.ts';
import {
  asksForApi,
  isForTools,
  isPerFile,
  makePerFile,
  requireNative,
  type SharedModules,
} from './native-modules.ts';

export type { SharedModules } from './native-modules.ts';

export interface FileModulesOptions {
  readonly source: ModuleSource;
  /** What `ztest` and its subpaths export to a module. */
  readonly api: (name: string, from: string) => unknown;
  /** What is shared with the other test files of this process. */
  readonly shared: SharedModules;
  /** What importing a file that is no module gives. */
  readonly assets: (file: string) => unknown;
  readonly hasAssetRule: (file: string) => boolean;
  readonly automock: (exports: unknown) => unknown;
  readonly counting: Counting;
  /** Present where modules are treated as Jest treats them. */
  readonly jest?: JestModules;
  /** Modules run in another realm than the host. */
  readonly realm?: Realm;
}

export interface Counting {
  /** Where a module counts what of it runs. */
  readonly countersOf: (file: string, probes: ModuleProbes) => CounterArray;
  /** Calls the function of a module that counts. */
  readonly evaluate: (run: () => void | Promise<void>) => void | Promise<void>;
}

export interface JestModules extends JestMocks {
  /** The `jest` object of a module, which has it without asking. */
  readonly objectFor: (from: string, modules: FileModules) => unknown;
}

export interface Realm {
  readonly global: typeof globalThis;
  readonly runScript: (script: vm.Script) => unknown;
}

/** Who asks for a module, and by which name. */
export interface LoadRequest {
  readonly specifier: string;
  readonly from: CompiledModule;
  readonly kind: ImportKind;
  /** The module itself, also when it is mocked. */
  readonly isActual?: boolean;
}

export class FileModules {
  readonly #options: FileModulesOptions;
  #api: FileModulesOptions['api'];
  #records = new Map<string, ModuleRecord>();
  readonly #mocks: MockLoader;
  readonly #awaited: AwaitedImports;
  /** Modules that were given up because something had to be awaited first. */
  #givenUp = new Set<string>();
  #moduleBuiltin: object | undefined;
  #entry: string | undefined;

  constructor(options: FileModulesOptions) {
    this.#options = options;
    this.#api = options.api;
    this.#packagesAreOwn = options.jest !== undefined && !options.source.sharesPackages;
    this.#mocks = new MockLoader({
      source: options.source,
      automock: options.automock,
      jest: options.jest,
      load: (resolution, request) => this.#load(resolution, request),
      import: async (resolution, request) => await this.#import(resolution, request),
      loadFile: (file) => this.#requireModule(file, undefined),
      apart: (body) => this.apart(body),
      loaded: (resolution) => {
        const record = 'path' in resolution ? this.#records.get(resolution.path) : undefined;
        return record && { exports: exportsOf(record) };
      },
    });
    this.#awaited = new AwaitedImports({
      source: options.source,
      mocks: this.#mocks,
      fileOf: (resolution, specifier) => this.#fileToInstantiate(resolution, specifier),
      instantiate: (id) => this.#instantiate(id),
    });
  }

  /** With isolation `none`: the next file of the same registry. */
  useApi(api: FileModulesOptions['api']): void {
    this.#api = api;
  }

  /** With isolation `none`: these, and packages that use the test API, are loaded anew for the next file. */
  forget(files: readonly string[]): void {
    for (const id of this.#records.keys()) {
      if (files.includes(id) || isPerFile(id, this.#options.shared)) this.#records.delete(id);
    }
  }

  /** Loads a set-up or test file with everything it imports. */
  async load(file: string): Promise<unknown> {
    this.#entry = file;
    this.#main = undefined;
    return await this.#retrying(async () => {
      const record = this.#instantiate(file);
      if (record.pending !== undefined) await record.pending;
      return exportsOf(record);
    });
  }

  #main: ModuleRecord | undefined;

  /** The module that was loaded for itself: it stays the same when others are made anew. */
  #mainRecord(): ModuleRecord | undefined {
    return (this.#main ??= this.#records.get(this.#entry ?? ''));
  }

  get mainOfJest(): (() => unknown) | undefined {
    return this.#options.jest === undefined ? undefined : () => this.#mainRecord();
  }

  /** What was loaded so far. */
  get files(): readonly string[] {
    return [...this.#records.values()].map(({ filename }) => filename);
  }

  /** A static import, or `require`. */
  require(specifier: string, from: CompiledModule): unknown {
    const kind: ImportKind = from.nodeInterop ? 'import' : 'require';
    const resolution = this.#options.source.resolve(specifier, from, kind);
    return this.#load(resolution, { specifier, from, kind });
  }

  /** `import()`. */
  async import(specifier: string, from: CompiledModule): Promise<unknown> {
    await RealPromise.resolve(); // whoever calls runs on before anything is loaded
    const request: LoadRequest = { specifier: String(specifier), from, kind: 'import' };
    const resolution = this.#options.source.resolve(request.specifier, from, 'import');
    return await this.#import(resolution, request);
  }

  async #import(resolution: Resolution, request: LoadRequest): Promise<unknown> {
    const exports = await this.#retrying(async () => {
      const mock = request.isActual === true ? undefined : this.#mocks.find(resolution, request);
      if (mock !== undefined) return await this.#mocks.makeAsync(mock, resolution, request);
      const file = this.#fileToInstantiate(resolution, request.specifier);
      if (file === undefined) return this.#load(resolution, { ...request, isActual: true });
      const record = this.#instantiate(file);
      if (record.pending !== undefined && !record.loaded) await record.pending;
      return exportsOf(record);
    });
    return request.from.nodeInterop ? toNodeEsModule(exports) : toEsModule(exports);
  }

  #load(resolution: Resolution, request: LoadRequest): unknown {
    if (!this.#mocks.isEmpty && request.isActual !== true) {
      const mock = this.#mocks.find(resolution, request);
      if (mock !== undefined) return this.#mocks.make(mock, resolution, request);
    }
    switch (resolution.kind) {
      case 'module':
        return this.#requireModule(withQuery(resolution.path, request.specifier), request.from);
      case 'external':
        return this.#requirePackage(resolution.path, request);
      case 'builtin':
        return this.#requireBuiltin(resolution.name, request);
      case 'api':
        return this.#api(resolution.name, request.from.path);
      case 'missing':
        throw this.#missing(request);
      default:
        return resolution satisfies never;
    }
  }

  #fileToInstantiate(resolution: Resolution, specifier: string): string | undefined {
    if (resolution.kind === 'module') return withQuery(resolution.path, specifier);
    const isOwn = resolution.kind === 'external' && this.#hasOwn(resolution.path);
    return isOwn ? resolution.path : undefined;
  }

  #requirePackage(file: string, { from }: LoadRequest): unknown {
    const { shared } = this.#options;
    if (this.#hasOwn(file)) return this.#requireModule(file, from);
    try {
      return requireNative(file, shared, { from });
    } catch (error) {
      const asks = asksForApi(error);
      if (!asks && !isForTools(error)) throw error;
      makePerFile(file, shared);
      try {
        return this.#requireModule(file, from);
      } catch (own) {
        throw asks || own instanceof NeedsAwait ? own : error;
      }
    }
  }

  /** Whether a package file is not the one that all test files of the process share. */
  #hasOwn(file: string): boolean {
    // A process has a native add-on once.
    if (file.endsWith('.node') || file.startsWith('data:')) return false;
    if (this.#packagesAreOwn) return true;
    return this.#mocks.reachesMock(file) || isPerFile(file, this.#options.shared);
  }

  #requireModule(id: string, from: CompiledModule | undefined): unknown {
    const record = this.#records.get(id) ?? this.#instantiate(id);
    if (record.pending !== undefined && !record.loaded && from?.isAsync !== true) {
      throw requiredTooEarly(record.filename);
    }
    return exportsOf(record);
  }

  #instantiate(id: string): ModuleRecord {
    const known = this.#records.get(id);
    if (known !== undefined) return known;
    const file = withoutQuery(id);
    if (file.includes('__mocks__')) this.#options.source.noteUnforeseen();
    if (file.endsWith('.json'))
      return this.#keep(new ModuleRecord({ id, exports: this.#readJson(file) }));
    if (!this.#options.source.isModule(file) && !this.#isScript(file)) {
      return this.#keep(new ModuleRecord({ id, exports: this.#options.assets(file) }));
    }
    const compiled = this.#compile(file);
    const exports = {};
    const require = this.#requireFor(compiled);
    const parent = id === this.#entry ? undefined : () => this.#mainRecord();
    const record = new ModuleRecord({ id, exports, compiled, require, parent });
    this.#records.set(id, record);
    if (compiled.isEsm) markOwnModule(exports);
    else setGrowing(exports, true);
    try {
      const run = (): void | Promise<void> => this.#run(record, compiled, require);
      const result = isInstalled(file) ? this.#options.shared.loadOwn(file, run) : run();
      if (isPromise(result)) record.pending = this.#whenDone(record, result);
      else this.#finish(record);
    } catch (error) {
      explainCycle(error, () => this.#loading());
      this.#giveUp(record, error);
      throw error;
    } finally {
      if (!compiled.isEsm) setGrowing(exports, false);
    }
    return record;
  }

  /** As Node has it, a file without an extension is JavaScript; in Jest whatever else is asked for, if it can be. */
  #isScript(file: string): boolean {
    if (this.#options.jest === undefined && path.extname(file) !== '') return false;
    if (this.#options.hasAssetRule(file)) return false;
    try {
      return this.#options.source.get(file) !== undefined;
    } catch {
      return false;
    }
  }

  #readJson(file: string): unknown {
    const text = this.#options.source.readText(file);
    const { JSON } = this.#options.realm?.global ?? globalThis;
    try {
      return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
    } catch (error) {
      throw unreadableJson(file, text, error);
    }
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
    const begun = [...this.#records.values()].filter(({ loaded }) => !loaded);
    return begun.flatMap(({ compiled }) => {
      if (compiled === undefined) return [];
      const imports = this.#options.source.staticImports(compiled);
      const files = imports.flatMap(({ resolution }) =>
        resolution.kind === 'module' ? [resolution.path] : [],
      );
      return [{ file: compiled.path, imports: files }];
    });
  }

  #keep(record: ModuleRecord): ModuleRecord {
    record.loaded = true;
    this.#records.set(record.id, record);
    return record;
  }

  #run(
    record: ModuleRecord,
    compiled: CompiledModule,
    require: NodeJS.Require,
  ): void | Promise<void> {
    const { path: file, probes } = compiled;
    const jest = compiled.usesJest ? this.#options.jest?.objectFor(file, this) : undefined;
    const call = (counters: CounterArray | undefined): void | Promise<void> =>
      this.#functionOf(compiled).call(
        compiled.isEsm ? undefined : record.exports,
        record.exports,
        require,
        record,
        compiled.path,
        compiled.directory,
        // What most modules never use is not made for each of them.
        compiled.usesImportMeta ? this.#metaOf(record, compiled) : undefined,
        compiled.importsDynamically
          ? (specifier: string) => this.import(specifier, compiled)
          : undefined,
        compiled.isAsync ? () => this.#awaited.ready(compiled, record.id) : undefined,
        this.#options.jest === undefined || compiled.nodeInterop
          ? defineExports
          : defineCommonJsExports,
        interopOf(compiled),
        toCommonJs,
        reExport,
        compiled.usesJest ? jest : counters,
        counters,
      );
    if (probes === undefined) return call(undefined);
    const { countersOf, evaluate } = this.#options.counting;
    return evaluate(() => call(countersOf(file, probes)));
  }

  #functionOf(compiled: CompiledModule): CompiledModule['run'] {
    const { realm } = this.#options;
    if (realm === undefined || compiled.source === undefined) return compiled.run;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same script
    return realm.runScript(compiled.source) as CompiledModule['run'];
  }

  #finish(record: ModuleRecord): void {
    record.loaded = true;
    settleExports(record.exports, true);
    unmarkCommonJs(record.exports);
  }

  #whenDone(record: ModuleRecord, running: Promise<void>): Promise<void> {
    const done = running.then(
      () => this.#finish(record),
      (error: unknown) => {
        explainCycle(error, () => this.#loading());
        this.#giveUp(record, error);
        throw error;
      },
    );
    done.catch(() => {}); // whoever awaits it sees the error
    return done;
  }

  #giveUp(record: ModuleRecord, error: unknown): void {
    this.#records.delete(record.id);
    if (error instanceof NeedsAwait) this.#givenUp.add(record.id);
  }

  #metaOf(record: ModuleRecord, compiled: CompiledModule): ImportMeta {
    const resolve = (specifier: string): string | undefined => {
      const resolution = this.#options.source.resolve(specifier, compiled, 'import');
      return resolution.kind === 'missing' ? undefined : nameOf(resolution);
    };
    const missing = (specifier: string): never => {
      throw this.#missing({ specifier, from: compiled, kind: 'import' });
    };
    const query = record.id.slice(compiled.path.length);
    const meta = new ImportMetaOfFile(compiled, query, { resolve, missing });
    const { jest } = this.#options;
    if (jest !== undefined)
      Object.defineProperty(meta, 'jest', {
        get: () => jest.objectFor(compiled.path, this),
        configurable: true,
        enumerable: true,
      });
    addMetaOfVitest(meta, {
      code: String(compiled.run),
      entryCode: () => String(this.#records.get(this.#entry ?? '')?.compiled?.run),
      vitest: () => (record.id === this.#entry ? this.#api('vitest', compiled.path) : undefined),
    });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the members that Node's has for a file
    return meta as unknown as ImportMeta;
  }

  #requireFor(compiled: CompiledModule): NodeJS.Require {
    const require = (specifier: string): unknown => this.require(specifier, compiled);
    // An ES module seldom asks for more than its modules; those of Jest are all CommonJS in the end.
    if (!compiled.isEsm || compiled.asksRequire || this.#options.jest !== undefined)
      decorateRequire(require, { target: this, from: compiled });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the rest of it is there when it is asked for
    return require as NodeJS.Require;
  }

  // What has to be awaited --------------------------------------------------------------------------

  /** Repeats what met something that has to be awaited first. Modules that were ready by then stay as they are. */
  async #retrying<T>(body: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await body();
      } catch (error) {
        if (!(error instanceof NeedsAwait)) throw error;
        await error.prepare();
        this.#forgetImportersOf(this.#givenUp);
        this.#mocks.keepValuesOf(this.#givenUp);
        this.#givenUp = new Set();
      }
    }
  }

  /** Modules that were given up leave broken references behind in those that import them in a cycle. */
  #forgetImportersOf(givenUp: ReadonlySet<string>): void {
    for (const [id, { compiled }] of this.#records) {
      if (compiled !== undefined && this.#options.source.importsAnyOf(compiled, givenUp)) {
        this.#records.delete(id);
      }
    }
  }

  #missing({ specifier, from, kind }: LoadRequest): LoadError {
    return missingModule(specifier, {
      path: from.path,
      isEsModule: kind === 'import',
      mapped: this.#options.source.mapped(specifier),
    });
  }

  // Modules that are not the project's ---------------------------------------------------------------

  #requireBuiltin(name: string, request: LoadRequest): unknown {
    if (!isBuiltin(name)) throw this.#missing({ ...request, specifier: name });
    const exports: unknown = nativeRequire(name);
    this.#options.shared.onShared(name, exports);
    if (name === 'module' || name === 'node:module') {
      const { mainOfJest } = this;
      return (this.#moduleBuiltin ??= moduleBuiltinFor(
        { ...this.#requireTarget, mainOfJest },
        () => this.#packagesAreOwn,
      ));
    }
    return exports;
  }

  /** `createRequire` asks as CommonJS does, wherever it is called. */
  readonly #requireTarget = {
    require: (specifier: string, from: CompiledModule): unknown =>
      this.#load(this.#options.source.resolve(specifier, from, 'require'), {
        specifier,
        from,
        kind: 'require',
      }),
    resolvePath: (specifier: string, from: CompiledModule): string =>
      this.resolvePath(specifier, from),
  };

  resolvePath(specifier: string, from: CompiledModule): string {
    const resolution = this.#options.source.resolve(specifier, from, 'require');
    if (resolution.kind === 'missing') throw this.#missing({ specifier, from, kind: 'require' });
    return nameOf(resolution);
  }

  // Mocks --------------------------------------------------------------------------------------------

  mock(specifier: string, from: string, request: MockRequest): void {
    this.#mocks.add(specifier, this.#place(from), request);
  }

  unmock(specifier: string, from: string): void {
    this.#mocks.remove(specifier, this.#place(from));
  }

  set automockAll(on: boolean) {
    this.#mocks.mocksAll = on;
  }

  requireActual(specifier: string, from: string): unknown {
    const place = this.#place(from);
    const { resolution, kind } = this.#mocks.resolve(specifier, place);
    return this.#load(resolution, { specifier, from: place, kind, isActual: true });
  }

  async importActual(specifier: string, from: string): Promise<unknown> {
    const place = this.#place(from);
    const { resolution } = this.#mocks.resolve(specifier, place);
    return await this.#import(resolution, {
      specifier,
      from: place,
      kind: 'import',
      isActual: true,
    });
  }

  requireMock(specifier: string, from: string): unknown {
    const place = this.#place(from);
    const { resolution, kind } = this.#mocks.addIfMissing(specifier, place);
    return this.#load(resolution, { specifier, from: place, kind });
  }

  async importMock(specifier: string, from: string): Promise<unknown> {
    const place = this.#place(from);
    const { resolution } = this.#mocks.addIfMissing(specifier, place);
    return await this.#import(resolution, { specifier, from: place, kind: 'import' });
  }

  #place(file: string): CompiledModule {
    return this.#options.source.known(file) ?? placeToRequireFrom(file);
  }

  /** Forgets every module of the file (not its mocks): the next import makes them anew. */
  resetModules(): void {
    this.#mainRecord(); // stays the same
    this.#records = new Map();
    this.#mocks.forgetValues();
    this.#ownPackages();
  }

  /** In Jest packages are made anew with the other modules. */
  #ownPackages(): void {
    if (this.#options.jest !== undefined) this.#packagesAreOwn = true;
  }
  #packagesAreOwn: boolean;

  /** Runs `body`, which does not wait, with a registry of its own; packages are what they were. */
  apart<T>(body: () => T): T {
    const restore = this.#setAside();
    try {
      return body();
    } finally {
      restore();
    }
  }

  /** Begins a registry of its own, in Jest also of mocks. @returns what ends it */
  #setAside(): () => void {
    this.#mainRecord(); // stays the same
    const outer = this.#records;
    const giveBack = this.#options.jest && this.#mocks.setValuesAside();
    this.#records = new Map();
    return () => {
      this.#records = outer;
      giveBack?.();
    };
  }

  /** Runs `body` with a registry of its own. */
  isolateModules<T>(body: () => T): T {
    const restore = this.#setAside();
    this.#ownPackages();
    let result: T;
    try {
      result = body();
    } catch (error) {
      restore();
      throw error;
    }
    // In an environment of Jest's a promise is of another realm.
    if (isPromise(result)) {
      const waiting = result;
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a promise of the same value
      return (async () => await waiting)().finally(restore) as T;
    }
    restore();
    return result;
  }
}

/** Of a module that is still running: what it has so far, and what changes with it. */
function exportsOf(record: ModuleRecord): unknown {
  if (!record.loaded) settleExports(record.exports, false);
  return record.exports;
}

function interopOf({ nodeInterop, lacksInterop }: CompiledModule): (exports: unknown) => unknown {
  if (lacksInterop === true) return asTheyAre;
  return nodeInterop ? toNodeEsModule : toEsModule;
}

function asTheyAre(exports: unknown): unknown {
  return exports;
}

function nameOf(resolution: Exclude<Resolution, { readonly kind: 'missing' }>): string {
  return 'path' in resolution ? resolution.path : resolution.name;
}

/** `import('./x.js?again')` makes another instance of the module, as in Node. */
function withQuery(file: string, specifier: string): string {
  const at = specifier.search(/\?./);
  return at > 0 &&
    (specifier.startsWith('.') || specifier.startsWith('file:') || path.isAbsolute(specifier))
    ? file + specifier.slice(at)
    : file;
}

function withoutQuery(id: string): string {
  const at = id.lastIndexOf('?');
  return at < 0 || fs.existsSync(id) ? id : id.slice(0, at);
}
