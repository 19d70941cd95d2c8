/** Makes what stands in for mocked modules: by a factory, a `__mocks__` file, or automatically. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { types } from 'node:util';
import { isPromise } from 'node:util/types';
import { isInstalled } from '../../modules/installed.ts';
import type { ImportKind, Resolution } from '../../modules/resolve.ts';
import type { CompiledModule } from './compiled-module.ts';
import {
  asyncFactoryRequired,
  cyclicFactory,
  LoadError,
  missingManualMock,
  missingModule,
  earlyName,
  mockFactoryFailed,
} from './errors.ts';
import type { LoadRequest } from './file-modules.ts';
import { isOwnModule, markOwnModule } from './interop.ts';
import { findManualMock } from './manual-mocks.ts';
import { MockedModules, mockId, type JestMocks, type ModuleMock } from './mocked-modules.ts';
import type { ModuleSource } from './module-source.ts';
import { NeedsAwait } from './needs-await.ts';
import type { ModuleFactory } from '../mock/module-mocks.ts';

export interface MockRequest {
  readonly factory: ModuleFactory | undefined;
  /** The module need not exist. */
  readonly isVirtual: boolean;
  /** Only a `__mocks__` file will do. */
  readonly isManual: boolean;
}

interface MockLoaderOptions {
  readonly source: ModuleSource;
  readonly automock: (exports: unknown) => unknown;
  readonly jest: JestMocks | undefined;
  readonly load: (resolution: Resolution, request: LoadRequest) => unknown;
  readonly import: (resolution: Resolution, request: LoadRequest) => Promise<unknown>;
  readonly loadFile: (file: string) => unknown;
  /** Runs with modules of its own. */
  readonly apart: <T>(body: () => T) => T;
  /** The module as far as it is loaded. */
  readonly loaded: (resolution: Resolution) => { readonly exports: unknown } | undefined;
}

interface Resolved {
  readonly resolution: Resolution;
  readonly kind: ImportKind;
}

export class MockLoader {
  readonly #options: MockLoaderOptions;
  readonly #mocks: MockedModules;
  /** Package file → whether it loads something that is mocked; until the next mock. */
  #reaches = new Map<string, boolean>();

  constructor(options: MockLoaderOptions) {
    this.#options = options;
    this.#mocks = new MockedModules(options.jest);
  }

  get isEmpty(): boolean {
    return this.#mocks.isEmpty;
  }

  set mocksAll(on: boolean) {
    this.#mocks.mocksAll = on;
  }

  keepValuesOf(files: ReadonlySet<string>): void {
    this.#mocks.keepValuesOf(files);
  }

  forgetValues(): void {
    this.#mocks.forgetValues();
  }

  /** The same for a while. @returns what gives them back */
  setValuesAside(): () => void {
    return this.#mocks.setValuesAside();
  }

  add(
    specifier: string,
    from: CompiledModule,
    { factory, isVirtual, isManual }: MockRequest,
  ): void {
    const { resolution, ids, kind } = this.#identify(specifier, from);
    if (resolution.kind === 'missing' && !isVirtual && factory === undefined) {
      const file = findManualMock(resolution, { specifier, from: from.path });
      if (file === undefined)
        throw missingModule(specifier, { path: from.path, isEsModule: kind === 'import' });
    }
    this.#mocks.add(ids, { factory, isManual, specifier, from: from.path });
    this.#noteReach(resolution);
  }

  addIfMissing(specifier: string, from: CompiledModule): Resolved {
    const { resolution, ids, kind } = this.#identify(specifier, from);
    if (!ids.some((id) => this.#mocks.has(id))) {
      this.#mocks.add(ids, { factory: undefined, isManual: false, specifier, from: from.path });
      this.#noteReach(resolution);
    }
    return { resolution, kind };
  }

  remove(specifier: string, from: CompiledModule): void {
    const { resolution, ids, kind } = this.#identify(specifier, from);
    const isVirtual = ids.some((id) => this.#mocks.has(id));
    if (resolution.kind === 'missing' && !isVirtual && this.#options.jest !== undefined)
      throw missingModule(specifier, { path: from.path, isEsModule: kind === 'import' });
    this.#mocks.remove(ids);
    this.#reaches = new Map();
  }

  resolve(specifier: string, from: CompiledModule): Resolved {
    const kind: ImportKind = from.nodeInterop ? 'import' : 'require';
    return { resolution: this.#options.source.resolve(specifier, from, kind), kind };
  }

  find(
    resolution: Resolution,
    { specifier, from }: { readonly specifier: string; readonly from: CompiledModule },
  ): ModuleMock | undefined {
    if (this.#mocks.isEmpty) return undefined;
    return this.#mocks.get(resolution, { specifier, from: from.path });
  }

  asyncMocksOf(file: string): readonly ModuleMock[] {
    return this.#mocks.isEmpty ? [] : this.#mocks.asyncMocksOf(file);
  }

  /** Whether a package file loads, itself or through others, something that is mocked: then it is not the shared one. */
  reachesMock(file: string): boolean {
    if (!this.#mocks.reachesPackages) return false;
    return this.#options.source.packageImports.reaches(
      file,
      ({ resolution, specifier }, from) =>
        this.#mocks.has(mockId(resolution, { specifier, from })) ||
        this.#options.jest?.manualMocks[specifier] !== undefined,
      this.#reaches,
    );
  }

  /** The exports of a mock for who cannot wait. */
  make(mock: ModuleMock, resolution: Resolution, request: LoadRequest): unknown {
    if (mock.isReady) return mock.value;
    if (isInside(mock)) return this.#fromInside(mock, resolution);
    if (mock.making === undefined) {
      const value = runInside(mock, () => this.#valueOf(mock, resolution, request));
      if (!isPromise(value)) return setValue(mock, value);
      this.#startMaking(mock, value);
    }
    if (!request.from.isEsm) throw asyncFactoryRequired(mock.specifier);
    throw new NeedsAwait(`The mock of ${mock.specifier}`, async () => void (await mock.making));
  }

  async makeAsync(
    mock: ModuleMock,
    resolution: Resolution,
    request: LoadRequest,
  ): Promise<unknown> {
    if (mock.isReady) return mock.value;
    if (isInside(mock)) return this.#fromInside(mock, resolution);
    if (mock.making === undefined) {
      this.#startMaking(
        mock,
        runInside(mock, async () => await this.#valueAsync(mock, resolution, request)),
      );
    }
    return await mock.making;
  }

  /** Ahead of the imports that need it; an error is for the one who imports it. */
  async prepare(mock: ModuleMock, from: CompiledModule): Promise<void> {
    const { resolution, kind } = this.resolve(mock.specifier, from);
    try {
      await this.makeAsync(mock, resolution, { specifier: mock.specifier, from, kind });
    } catch {
      // It is made again when it is imported, and fails there.
    }
  }

  /** Whether making the mock of this module means awaiting the actual one. */
  needsAwait(mock: ModuleMock, resolution: Resolution): boolean {
    if (mock.factory !== undefined || mock.isReady || resolution.kind !== 'module') return false;
    return this.#options.source.get(resolution.path).isAsync;
  }

  #valueOf(mock: ModuleMock, resolution: Resolution, request: LoadRequest): unknown {
    if (mock.factory !== undefined) return this.#callFactory(mock, resolution, request);
    const file = this.#manualFile(mock, resolution, request);
    if (file !== undefined) return this.#options.loadFile(file);
    return this.#automock(this.#patternOf(resolution, request));
  }

  /** The actual module. In Jest what it does as it is loaded is nobody's business, and it is loaded once for that. */
  #patternOf(resolution: Resolution, request: LoadRequest): unknown {
    const load = (): unknown => this.#options.load(resolution, { ...request, isActual: true });
    const { jest, apart } = this.#options;
    if (jest === undefined || !('path' in resolution)) return load();
    const { path: file } = resolution;
    if (!this.#patterns.has(file)) this.#patterns.set(file, apart(load));
    return this.#patterns.get(file);
  }
  readonly #patterns = new Map<string, unknown>();

  async #valueAsync(
    mock: ModuleMock,
    resolution: Resolution,
    request: LoadRequest,
  ): Promise<unknown> {
    if (mock.factory !== undefined) return await this.#callFactory(mock, resolution, request);
    const file = this.#manualFile(mock, resolution, request);
    return file === undefined
      ? this.#automock(await this.#options.import(resolution, { ...request, isActual: true }))
      : await this.#options.import({ kind: 'module', path: file }, { ...request, isActual: true });
  }

  #callFactory(mock: ModuleMock, resolution: Resolution, request: LoadRequest): unknown {
    const original = async (): Promise<unknown> =>
      await this.#options.import(resolution, { ...request, isActual: true });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its caller says what it is; there is nothing to check it by
    const importOriginal = original as <M>() => Promise<M>;
    try {
      return mock.factory?.(importOriginal);
    } catch (error) {
      throw this.#asFactoryError(mock, error);
    }
  }

  #startMaking(mock: ModuleMock, value: Promise<unknown>): void {
    mock.making = this.#settle(mock, value);
    mock.making.catch(() => {}); // whoever asks for the module sees the error
  }

  async #settle(mock: ModuleMock, value: Promise<unknown>): Promise<unknown> {
    try {
      return setValue(mock, await value);
    } catch (error) {
      throw this.#asFactoryError(mock, error);
    } finally {
      mock.making = undefined;
    }
  }

  #asFactoryError(mock: ModuleMock, error: unknown): unknown {
    const isOurs = error instanceof NeedsAwait || error instanceof LoadError;
    // Programs look at a code: whoever plays that a module is missing means it.
    const isCoded = typeof error === 'object' && error !== null && 'code' in error;
    const isMeant =
      isOurs || isCoded || (this.#options.jest !== undefined && earlyName(error) === undefined);
    return isMeant || mock.factory === undefined ? error : mockFactoryFailed(mock.specifier, error);
  }

  #manualFile(
    mock: ModuleMock,
    resolution: Resolution,
    { specifier, from }: LoadRequest,
  ): string | undefined {
    const file =
      this.#options.jest?.manualMocks[specifier] ??
      findManualMock(resolution, { specifier, from: from.path });
    if (file === undefined && mock.isManual) throw missingManualMock(specifier);
    return file;
  }

  #automock(actual: unknown): unknown {
    const mocked = this.#options.automock(actual);
    const isEsModule = isOwnModule(actual) || types.isModuleNamespaceObject(actual);
    if (isEsModule && typeof mocked === 'object' && mocked !== null) markOwnModule(mocked);
    return mocked;
  }

  /** Asked for while it is being made: the actual module, when it is what is being loaded. */
  #fromInside(mock: ModuleMock, resolution: Resolution): unknown {
    const actual = this.#options.loaded(resolution);
    if (actual === undefined) throw cyclicFactory(mock.specifier);
    return actual.exports;
  }

  #identify(
    specifier: string,
    from: CompiledModule,
  ): Resolved & { readonly ids: readonly string[] } {
    const { resolution, kind } = this.resolve(specifier, from);
    const request = { specifier, from: from.path };
    const ids = new Set([mockId(resolution, request)]);
    if ('path' in resolution && isInstalled(resolution.path)) {
      // A package may have one file for `import` and one for `require`: the mock stands for both.
      const otherKind: ImportKind = kind === 'import' ? 'require' : 'import';
      const other = this.#options.source.resolve(specifier, from, otherKind);
      if (other.kind !== 'missing') ids.add(mockId(other, request));
    }
    return { resolution, kind, ids: [...ids] };
  }

  #noteReach(resolution: Resolution): void {
    this.#reaches = new Map();
    if (resolution.kind === 'external' || resolution.kind === 'builtin') {
      this.#mocks.reachesPackages = true;
    }
  }
}

/** Mocks that the running code is part of the making of. */
const making = new AsyncLocalStorage<readonly ModuleMock[]>();

function isInside(mock: ModuleMock): boolean {
  return making.getStore()?.includes(mock) === true;
}

function runInside<T>(mock: ModuleMock, body: () => T): T {
  return making.run([...(making.getStore() ?? []), mock], body);
}

/** A factory's object is the namespace: with a `default` of its own it is an ES module, else its default is itself. */
function setValue(mock: ModuleMock, value: unknown): unknown {
  if (typeof value === 'object' && value !== null && mock.factory !== undefined) {
    if ('default' in value || Reflect.get(value, '__esModule') === true) markOwnModule(value);
  }
  mock.value = value;
  mock.isReady = true;
  return value;
}
