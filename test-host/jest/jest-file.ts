/** What a file of a Jest project finds besides the test API, and what is done before each of its tests. */
import { currentRegistry, type FileDefaults } from '../api/registry.ts';
import type { TestFunctions } from '../api/test-api.ts';
import { clearMocksIn } from '../mock/clear-mocks-in.ts';
import {
  acceptArrayLikes,
  compareIterablesByItems,
  enableRemovedAliases,
} from '../expect/built-in-matchers.ts';
import { fileMocker } from '../mock/file-mocks.ts';
import { clearLegacyTimers, setJestTimers } from '../mock/time.ts';
import { LoadError } from '../loader/errors.ts';
import type { FileModules } from '../loader/file-modules.ts';
import { nativeRequire } from '../loader/node-require.ts';
import type { JestHostSettings } from '../protocol.ts';
import { jasmineGlobals } from './jasmine.ts';
import { addSnapshotSerializer, type SnapshotSettings } from '../snapshot/matchers.ts';

/** Jest's names alone: others may mean something else to a suite of Jest's. */
export function jestGlobals(
  functions: TestFunctions,
  { jasmine }: JestHostSettings,
): Readonly<Record<string, unknown>> {
  const { suite: _suite, aroundEach: _around, ...names } = functions;
  return jasmine === undefined ? names : { ...names, pit: names.it, ...jasmineGlobals(jasmine) };
}

/** Before the set-up files. @returns what is to be done before each test */
export async function beginJestFile(
  jest: JestHostSettings,
  modules: FileModules,
  global: typeof globalThis,
): Promise<(() => void) | undefined> {
  if (jest.level < 30) {
    enableRemovedAliases();
    acceptArrayLikes();
    if (jest.level < 29) compareIterablesByItems();
  }
  Object.assign<FileDefaults, unknown, FileDefaults>(
    currentRegistry().defaults,
    jest.jasmine !== undefined && { isLenient: true },
    {
      turnsRarely: true,
      suiteReturns: jest.level >= 27 ? 'refused' : jest.level >= 24 ? 'warned' : 'ignored',
    },
  );
  fileMocker().assignsSpies = jest.level < 26;
  setJestTimers(jest.fakeTimers, { global, level: jest.level });
  for (const [name, value] of Object.entries(jest.globals)) {
    const own: unknown = structuredClone(value);
    Object.defineProperty(global, name, { value: own, ...plain, enumerable: true });
  }
  if (jest.automock) modules.automockAll = true;
  for (const file of jest.snapshotSerializers.toReversed())
    addSnapshotSerializer(defaultOf(await modules.load(file)));
  return beforeEachTest(jest, modules, global);
}

/** As Jest does it, in this order. */
function beforeEachTest(
  jest: JestHostSettings,
  modules: FileModules,
  global: typeof globalThis,
): (() => void) | undefined {
  const { clearMocks, resetMocks, restoreMocks, resetModules } = jest;
  if (!clearMocks && !resetMocks && !restoreMocks && !resetModules) return undefined;
  return () => {
    if (resetModules) {
      clearMocksIn(global);
      clearLegacyTimers();
      modules.resetModules();
    }
    if (clearMocks) fileMocker().clearAll();
    if (resetMocks) fileMocker().resetAll();
    if (restoreMocks) fileMocker().restoreAll();
  };
}

const plain = { writable: true, configurable: true };

/** Where snapshots lie, and how their files begin. */
export function snapshotsOfJest({
  snapshotResolver,
  level,
}: JestHostSettings): Pick<SnapshotSettings, 'link' | 'leavesCauses' | 'resolveSnapshotPath'> {
  return {
    ...(level < 30 && { link: 'https://goo.gl/fbAQLP', leavesCauses: true }),
    ...(snapshotResolver !== undefined && {
      resolveSnapshotPath: snapshotPathsBy(snapshotResolver),
    }),
  };
}

/** As the `snapshotResolver` of the configuration says. */
function snapshotPathsBy(file: string): (testPath: string) => string {
  return (testPath) => {
    const resolver: unknown = defaultOf(nativeRequire(file));
    const resolve: unknown = Reflect.get(Object(resolver), 'resolveSnapshotPath');
    if (typeof resolve !== 'function')
      throw new LoadError('ZT1217', `${file} has no function resolveSnapshotPath.`, {
        hint: 'Export resolveSnapshotPath(testPath, extension) and resolveTestPath(snapshotPath, extension).',
      });
    return String(Reflect.apply(resolve, resolver, [testPath, '.snap']));
  };
}

function defaultOf(exports: unknown): never {
  const isModule = typeof exports === 'object' && exports !== null && '__esModule' in exports;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a plugin of the user's; what it lacks is said when it is asked
  return (isModule && 'default' in exports ? exports.default : exports) as never;
}
