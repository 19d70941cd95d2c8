/** What a module with top-level `await` waits for before its body runs: its static imports and its asynchronous mocks. */
import { RealPromise } from '../intrinsics.ts';
import type { Resolution } from '../../modules/resolve.ts';
import type { CompiledModule } from './compiled-module.ts';
import type { MockLoader } from './mock-loader.ts';
import type { ModuleMock } from './mocked-modules.ts';
import type { ModuleRecord } from './module-record.ts';
import type { ModuleSource } from './module-source.ts';

export interface AwaitedImportsOptions {
  readonly source: ModuleSource;
  readonly mocks: MockLoader;
  /** The file that the registry makes for an import; `undefined` where it is shared or not a file. */
  readonly fileOf: (resolution: Resolution, specifier: string) => string | undefined;
  readonly instantiate: (id: string) => ModuleRecord;
}

export class AwaitedImports {
  readonly #options: AwaitedImportsOptions;
  /** Module → modules that it waits for. */
  readonly #waiting = new Map<string, Set<string>>();

  constructor(options: AwaitedImportsOptions) {
    this.#options = options;
  }

  /** Called by a module before its imports. @returns what it has to wait for */
  ready(from: CompiledModule, id: string): Promise<void> | undefined {
    const mocks = this.#options.mocks.asyncMocksOf(from.path);
    if (mocks.length > 0) return this.#readyWithMocks(mocks, from, id);
    const pending = this.#start(from, id);
    return pending.length === 0 ? undefined : this.#whenAll(pending, id);
  }

  async #readyWithMocks(
    mocks: readonly ModuleMock[],
    from: CompiledModule,
    id: string,
  ): Promise<void> {
    for (const mock of mocks) await this.#options.mocks.prepare(mock, from);
    await this.#whenAll(this.#start(from, id), id);
  }

  async #whenAll(pending: readonly Promise<void>[], id: string): Promise<void> {
    try {
      await RealPromise.all(pending);
    } finally {
      this.#waiting.delete(id);
    }
  }

  /** Starts the static imports of a module in their order. */
  #start(from: CompiledModule, id: string): readonly Promise<void>[] {
    const { source, mocks, fileOf, instantiate } = this.#options;
    const pending: Promise<void>[] = [];
    const waitsFor = new Set<string>();
    this.#waiting.set(id, waitsFor);
    for (const { specifier, resolution } of source.staticImports(from)) {
      const mock = mocks.find(resolution, { specifier, from });
      if (mock !== undefined) {
        if (mocks.needsAwait(mock, resolution)) pending.push(mocks.prepare(mock, from));
        continue;
      }
      const target = fileOf(resolution, specifier);
      if (target === undefined || this.#isWaitingFor(target, id)) continue;
      waitsFor.add(target);
      const record = instantiate(target);
      if (record.pending === undefined || record.loaded) waitsFor.delete(target);
      else pending.push(record.pending);
    }
    return pending;
  }

  /** In a cycle somebody has to go first. */
  #isWaitingFor(id: string, other: string, seen = new Set<string>()): boolean {
    if (id === other) return true;
    if (seen.has(id)) return false;
    seen.add(id);
    for (const next of this.#waiting.get(id) ?? []) {
      if (this.#isWaitingFor(next, other, seen)) return true;
    }
    return false;
  }
}
