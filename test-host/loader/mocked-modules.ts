/** The module mocks of one test file: which modules are replaced, and by what. */
import path from 'node:path';
import { types } from 'node:util';
import { isInstalled } from '../../modules/installed.ts';
import type { Resolution } from '../../modules/resolve.ts';
import type { ModuleFactory } from '../mock/module-mocks.ts';

export interface ModuleMock {
  readonly factory: ModuleFactory | undefined;
  readonly isManual: boolean;
  readonly specifier: string;
  /** Absolute path of the module that mocks. */
  readonly from: string;
  value: unknown;
  isReady: boolean;
  /** Its asynchronous factory is running. */
  making: Promise<unknown> | undefined;
  /** The module that mocks runs again: its next registration has this value already. */
  isKept: boolean;
}

/** What a Jest configuration adds. */
export interface JestMocks {
  /** Name of a module → its file in a `__mocks__` folder: it stands for a package without being asked. */
  readonly manualMocks: Readonly<Record<string, string>>;
  /** Expressions on paths that are never mocked automatically. */
  readonly unmocked: readonly string[];
}

export class MockedModules {
  readonly #jest: JestMocks | undefined;
  readonly #exempt: readonly RegExp[];
  readonly #mocks = new Map<string, ModuleMock>();
  readonly #unmocked = new Set<string>();
  /** Modules of the project are mocked without being asked. */
  mocksAll = false;
  /** Something is mocked that packages may load. */
  reachesPackages = false;

  constructor(jest?: JestMocks) {
    this.#jest = jest;
    this.#exempt = jest?.unmocked.map((source) => new RegExp(source)) ?? [];
    this.#hasManual = Object.keys(jest?.manualMocks ?? {}).length > 0;
    this.reachesPackages = this.#hasManual;
  }
  readonly #hasManual: boolean;

  get isEmpty(): boolean {
    return this.#mocks.size === 0 && !this.mocksAll && !this.#hasManual;
  }

  /** @param ids of one module: a package may have a file for `import` and one for `require` */
  add(
    ids: readonly string[],
    mock: Pick<ModuleMock, 'factory' | 'isManual' | 'specifier' | 'from'>,
  ): void {
    const earlier = this.#mocks.get(ids[0] ?? '');
    const isAgain = earlier?.isKept === true && earlier.from === mock.from;
    const added: ModuleMock = {
      ...mock,
      value: isAgain ? earlier.value : undefined,
      isReady: isAgain,
      making: undefined,
      isKept: false,
    };
    for (const id of ids) {
      this.#unmocked.delete(id);
      this.#automatic.delete(id);
      this.#mocks.set(id, added);
    }
  }

  remove(ids: readonly string[]): void {
    for (const id of ids) {
      this.#mocks.delete(id);
      this.#unmocked.add(id);
    }
  }

  has(id: string): boolean {
    return this.#mocks.has(id);
  }

  /** The mock that stands for a module, if one does. */
  get(
    resolution: Resolution,
    request: { readonly specifier: string; readonly from: string },
  ): ModuleMock | undefined {
    const id = mockId(resolution, request);
    const mock = this.#mocks.get(id);
    if (this.#automatic.has(id) && this.#within.has(pair(request.from, id))) return undefined;
    if (mock !== undefined && this.#isOwnMock(mock, request)) return undefined;
    if (mock !== undefined || this.#unmocked.has(id)) return mock;
    if (!this.#isManual(resolution, request) && !this.#isAutomatic(resolution, request.from))
      return undefined;
    this.add([id], { factory: undefined, isManual: false, ...request });
    this.#automatic.add(id);
    return this.#mocks.get(id);
  }

  /** A package with a file of its name in a `__mocks__` folder, unless it is that file which asks. */
  #isManual(
    resolution: Resolution,
    { specifier, from }: { readonly specifier: string; readonly from: string },
  ): boolean {
    if (!this.#hasManual || specifier.startsWith('.') || resolution.kind === 'builtin')
      return false;
    const file = this.#jest?.manualMocks[specifier];
    return file !== undefined && file !== from;
  }

  /** A file in a `__mocks__` folder gets the package that it stands for. */
  #isOwnMock(
    { factory }: ModuleMock,
    { specifier, from }: { readonly specifier: string; readonly from: string },
  ): boolean {
    if (this.#jest === undefined) return standsFor(from, specifier);
    return factory === undefined && this.#jest.manualMocks[specifier] === from;
  }

  #isAutomatic(resolution: Resolution, from: string): boolean {
    if (!this.mocksAll) return false;
    const isPackage = resolution.kind === 'external' && this.#jest !== undefined;
    if (resolution.kind !== 'module' && !isPackage) return false;
    const { path: file } = resolution;
    if (this.#isExempt(file)) return false;
    // What an unmocked package loads of packages is not mocked either.
    const isWithin =
      this.#loadedByUnmocked.has(from) ||
      (isInstalled(from) &&
        isInstalled(file) &&
        (this.#unmocked.has(from) || this.#isExempt(from)));
    if (isWithin) {
      this.#loadedByUnmocked.add(file);
      this.#within.add(pair(from, file));
    }
    return !isWithin;
  }
  readonly #loadedByUnmocked = new Set<string>();

  /** Who loads what, of the packages that unmocked ones load: it stays actual for those, mocked as it may be for others. */
  readonly #within = new Set<string>();
  /** Mocks that nobody has asked for. */
  readonly #automatic = new Set<string>();

  #isExempt(file: string): boolean {
    return this.#exempt.some((one) => one.test(file));
  }

  /** Mocks of one module whose factories are asynchronous and have not run. */
  asyncMocksOf(file: string): readonly ModuleMock[] {
    const mocks = new Set<ModuleMock>();
    for (const mock of this.#mocks.values()) {
      if (mock.from === file && !mock.isReady && types.isAsyncFunction(mock.factory))
        mocks.add(mock);
    }
    return [...mocks];
  }

  /** These modules are about to run again, with the same mocks. */
  keepValuesOf(files: ReadonlySet<string>): void {
    for (const mock of this.#mocks.values()) {
      if (mock.isReady && files.has(mock.from)) mock.isKept = true;
    }
  }

  /** Factories run again when their modules are asked for. */
  forgetValues(): void {
    for (const mock of this.#mocks.values()) mock.isReady = false;
  }

  /** The same for a while. @returns what gives them back */
  setValuesAside(): () => void {
    const ready = [...this.#mocks.values()].filter(({ isReady }) => isReady);
    const values = ready.map((mock) => ({ mock, value: mock.value }));
    this.forgetValues();
    return () => {
      for (const { mock, value } of values) Object.assign(mock, { value, isReady: true });
    };
  }
}

/** `…/__mocks__/@scope/name.js` for `@scope/name`. */
function standsFor(file: string, specifier: string): boolean {
  const [, name] = file.split(/[\\/]__mocks__[\\/]/);
  return name?.replace(/\.[cm]?[jt]sx?$/, '').replaceAll('\\', '/') === specifier;
}

function pair(from: string, id: string): string {
  return `${from}\0${id}`;
}

export function mockId(
  resolution: Resolution,
  { specifier, from }: { readonly specifier: string; readonly from: string },
): string {
  switch (resolution.kind) {
    case 'module':
    case 'external':
      return resolution.path;
    case 'builtin':
      return resolution.name.replace(/^node:/, '');
    case 'api':
      return `ztest:${resolution.name}`;
    case 'missing': // a virtual module: there is no file behind it
      return specifier.startsWith('.')
        ? path.resolve(path.dirname(from), specifier)
        : `virtual:${specifier}`;
    default:
      return resolution satisfies never;
  }
}
