/** What the modules `ztest`, `ztest/config` and `ztest/jest` give to the user's code: answered here, never from disk. */
import { createTestApi, type TestFunctions } from './api/test-api.ts';
import { defineConfig } from './config/define-config.ts';
import { createJestObject } from './api/jest-object.ts';
import type { Jest } from './api/jest-types.ts';
import { setDefaultTimeout } from './api/file-defaults.ts';
import { currentRegistry } from './api/registry.ts';
import { currentTest, fileSlot } from './api/scope.ts';
import { monotonicNow, RealPromise, realSetTimeout } from './intrinsics.ts';
import { modernFakeTimers } from './mock/time.ts';
import { enableRemovedAliases } from './expect/built-in-matchers.ts';
import { expect } from './expect/expect.ts';
import { lazyChunk } from './lazy-chunk.ts';
import type { FileModules } from './loader/file-modules.ts';
import { moduleMockerOf } from './loader/module-mocker.ts';
import { leaveMocksAlone } from './mock/file-mocks.ts';
import type * as VitestChunk from './vitest/vitest-chunk.ts';
import { createMockApi, type MockApi } from './mock/api.ts';
import type { SourcePositions } from './loader/source-positions.ts';
import type { Location, TestId } from './protocol.ts';
import { setSnapshotDialect } from './snapshot/matchers.ts';

const vitestKey = Symbol('vitest');

export interface ApiModulesOptions {
  readonly positions: SourcePositions;
  readonly wantsLocation: (id?: TestId) => boolean;
  /** Whether a function that a hook returns is called as clean-up. */
  readonly hookCleanups: boolean;
  /** The seed of the run. */
  readonly seed: () => number;
  readonly toLocation: (position: {
    readonly file: string;
    readonly line: number;
    readonly column: number;
  }) => Location;
}

export interface ApiModules {
  readonly functions: TestFunctions;
  /** @param from absolute path of the importing module: its specifiers are its own */
  readonly resolve: (name: string, from: string, modules: FileModules) => unknown;
  readonly mockFor: (from: string, modules: FileModules) => MockApi;
  readonly jestFor: (from: string, modules: FileModules) => Jest;
}

export function createApiModules(options: ApiModulesOptions): ApiModules {
  const functions = createTestApi({
    wantsLocation: options.wantsLocation,
    hookCleanups: options.hookCleanups,
    captureLocation: (below) => {
      const position = options.positions.callerLocation(below);
      return position === undefined ? undefined : options.toLocation(position);
    },
  });
  const members = Object.getOwnPropertyDescriptors(functions);
  const mockFor = (from: string, modules: FileModules): MockApi =>
    createMockApi({ modules: moduleMockerOf(modules), from });
  const jestObjects = new WeakMap<FileModules, Map<string, Jest>>();
  /** One for each module, however it asks. */
  const jestFor = (from: string, modules: FileModules): Jest => {
    const ofFile = jestObjects.get(modules) ?? new Map<string, Jest>();
    jestObjects.set(modules, ofFile);
    const jest =
      ofFile.get(from) ??
      createJestObject({
        mock: mockFor(from, modules),
        modules: moduleMockerOf(modules),
        from,
        seed: options.seed,
      });
    ofFile.set(from, jest);
    return jest;
  };
  const vitestFor = (from: string, modules: FileModules): object => {
    const mock = mockFor(from, modules);
    const open = fileSlot(vitestKey, () => {
      leaveMocksAlone();
      enableRemovedAliases();
      setSnapshotDialect('vitest');
      currentRegistry().defaults.awaitsSuites = true;
      const chunk = lazyChunk<typeof VitestChunk>('vitest', './vitest/vitest-chunk.ts');
      return chunk.openVitest({
        functions,
        expect,
        mock,
        currentTest,
        timers: modernFakeTimers,
        setDefaultTimeout,
        now: monotonicNow,
        sleep: async (ms) => await new RealPromise((resolve) => realSetTimeout(resolve, ms)),
      });
    });
    return open(mock, from);
  };
  return {
    functions,
    mockFor,
    jestFor,
    resolve: (name, from, modules) => {
      if (name === 'ztest/config') return { __esModule: true, defineConfig };
      if (name === 'vitest') return vitestFor(from, modules);
      // Copied as descriptors: the short names that few files use are made when they are asked for.
      const api = Object.defineProperties(
        { __esModule: true, expect, mock: mockFor(from, modules) },
        members,
      );
      return name === 'ztest' ? api : Object.assign(api, { jest: jestFor(from, modules) });
    },
  };
}
