/** The module mocks of one test file: which modules are replaced, and by what. */
import path from 'node:path';
import { types } from 'node:util';
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

export class MockedModules {
  readonly #mocks = new Map<string, ModuleMock>();
  readonly #unmocked = new Set<string>();
  /** Modules of the project are mocked without being asked. */
  mocksAll = false;
  /** Something is mocked that packages may load. */
  reachesPackages = false;

  get isEmpty(): boolean {
    return this.#mocks.size === 0 && !this.mocksAll;
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
    if (mock !== undefined || !this.mocksAll) return mock;
    if (resolution.kind !== 'module' || this.#unmocked.has(id)) return undefined;
    this.add([id], { factory: undefined, isManual: false, ...request });
    return this.#mocks.get(id);
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
