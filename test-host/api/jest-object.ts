/**
 * The `jest` object of `ztest/jest`: Jest's names for what the `mock` object and the runner do. Each module gets its own,
 * because the specifiers of its module mocks are its own.
 */
import type { MockApi } from '../mock/api.ts';
import { autoMock } from '../mock/automock.ts';
import { clearMocksIn } from '../mock/clear-mocks-in.ts';
import { fileMocker, nameMockApi } from '../mock/file-mocks.ts';
import type { JestFakeTimers } from '../mock/jest-fake-timers.ts';
import type { ModuleMocker } from '../mock/module-mocks.ts';
import { clearLegacyTimers, jestFakeTimers, useJestFakeTimers } from '../mock/time.ts';
import { setDefaultRetry, setDefaultTimeout } from './file-defaults.ts';
import type { Jest } from './jest-types.ts';

export interface JestObjectOptions {
  /** The `mock` object of the same module. */
  readonly mock: MockApi;
  readonly modules: ModuleMocker;
  /** Absolute path of the module that gets the object. */
  readonly from: string;
  readonly seed: () => number;
}

/* oxlint-disable typescript/unbound-method -- the methods of the `mock` object are closures */
export function createJestObject(options: JestObjectOptions): Jest {
  nameMockApi('jest');
  const { mock } = options;
  /** What has been done is over; the object is what Jest returns. */
  const after = (_done: void): Jest => jest;
  const jest: Jest = {
    fn: mock.fn,
    genMockFn: mock.fn,
    genMockFunction: mock.fn,
    spyOn: mock.spyOn,
    replaceProperty: mock.replaceProperty,
    isMockFunction: mock.isMockFunction,
    mocked: mock.mocked,
    clearAllMocks: () => after(mock.clearAll()),
    resetAllMocks: () => after(mock.resetAll()),
    restoreAllMocks: () => after(mock.restoreAll()),
    ...moduleMethods(options, after),
    ...timeMethods(after),
    setTimeout: (timeout) => after(setDefaultTimeout(timeout)),
    retryTimes: (count, { waitBeforeRetry = 0 } = {}) =>
      after(setDefaultRetry({ count, delay: waitBeforeRetry })),
    getSeed: options.seed,
    isEnvironmentTornDown: () => false,
  };
  return jest;
}

type After = (done: void) => Jest;
type ModuleMethod =
  | 'mock'
  | 'unmock'
  | 'deepUnmock'
  | 'doMock'
  | 'dontMock'
  | 'setMock'
  | 'unstable_mockModule'
  | 'unstable_unmockModule'
  | 'requireActual'
  | 'requireMock'
  | 'createMockFromModule'
  | 'genMockFromModule'
  | 'enableAutomock'
  | 'disableAutomock'
  | 'autoMockOn'
  | 'autoMockOff'
  | 'resetModules'
  | 'resetModuleRegistry'
  | 'isolateModules'
  | 'isolateModulesAsync';

function moduleMethods(options: JestObjectOptions, after: After): Pick<Jest, ModuleMethod> {
  const { mock, modules, from } = options;
  const register: Jest['unstable_mockModule'] = (specifier, factory, settings) =>
    after(mock.doModule(specifier, factory, settings));
  // Jest's types let a factory be left out; then the second argument of `doModule` is that of nobody.
  const registerOptional: Jest['mock'] = (specifier, factory, settings) =>
    after(mock.doModule(specifier, factory ?? settings, settings));
  const unregister = (specifier: string): Jest => after(mock.doUnmock(specifier));
  const automock = (isOn: boolean) => (): Jest => after(modules.setAutomock(isOn));
  const createMockFromModule: Jest['createMockFromModule'] = <T>(specifier: string) =>
    autoMock(
      fileMocker(),
      modules.apart(() => mock.requireActual<T>(specifier)),
    );
  const resetModules = (): Jest => {
    clearMocksIn(globalThis);
    clearLegacyTimers();
    return after(modules.resetModules());
  };
  return {
    mock: registerOptional,
    doMock: registerOptional,
    unstable_mockModule: register,
    setMock: (specifier, exports) => after(mock.doModule(specifier, () => exports)),
    unmock: unregister,
    deepUnmock: unregister,
    dontMock: unregister,
    unstable_unmockModule: unregister,
    requireActual: mock.requireActual,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the type of a module is what its importer says it is
    requireMock: <T>(specifier: string) => modules.requireMock(specifier, from) as T,
    createMockFromModule,
    genMockFromModule: createMockFromModule,
    enableAutomock: automock(true),
    disableAutomock: automock(false),
    autoMockOn: automock(true),
    autoMockOff: automock(false),
    resetModules,
    resetModuleRegistry: resetModules,
    isolateModules: (load) => after(modules.isolateModules(load)),
    isolateModulesAsync: async (load) => await modules.isolateModules(load),
  };
}

type TimeMethod =
  | Exclude<keyof JestFakeTimers & keyof Jest, 'reset' | 'dispose'>
  | 'runTimersToTime';

function timeMethods(after: After): Pick<Jest, TimeMethod> {
  return {
    useFakeTimers: (config) => after(useJestFakeTimers(config)),
    useRealTimers: () => after(jestFakeTimers().useRealTimers()),
    advanceTimersByTime: (duration) => after(jestFakeTimers().advanceTimersByTime(duration)),
    advanceTimersByTimeAsync: async (duration) =>
      await jestFakeTimers().advanceTimersByTimeAsync(duration),
    advanceTimersToNextTimer: (steps) => after(jestFakeTimers().advanceTimersToNextTimer(steps)),
    advanceTimersToNextTimerAsync: async (steps) =>
      await jestFakeTimers().advanceTimersToNextTimerAsync(steps),
    advanceTimersToNextFrame: () => after(jestFakeTimers().advanceTimersToNextFrame()),
    runTimersToTime: (duration) => after(jestFakeTimers().advanceTimersByTime(duration)),
    runAllTimers: () => after(jestFakeTimers().runAllTimers()),
    runAllTimersAsync: async () => await jestFakeTimers().runAllTimersAsync(),
    runOnlyPendingTimers: () => after(jestFakeTimers().runOnlyPendingTimers()),
    runOnlyPendingTimersAsync: async () => await jestFakeTimers().runOnlyPendingTimersAsync(),
    runAllImmediates: () => after(jestFakeTimers().runAllImmediates()),
    runAllTicks: () => after(jestFakeTimers().runAllTicks()),
    clearAllTimers: () => after(jestFakeTimers().clearAllTimers()),
    setSystemTime: (now) => after(jestFakeTimers().setSystemTime(now)),
    setTimerTickMode: (mode) => after(jestFakeTimers().setTimerTickMode(mode)),
    getTimerCount: () => jestFakeTimers().getTimerCount(),
    now: () => jestFakeTimers().now(),
    getRealSystemTime: () => jestFakeTimers().getRealSystemTime(),
  };
}
