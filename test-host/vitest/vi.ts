/** Vitest's `vi`: its names for what the `mock` object and the fake timers do, and what is put back when it says so. */
import type { Duration } from '../api/types.ts';
import type { MockApi } from '../mock/api.ts';
import type { JestFakeTimers } from '../mock/jest-fake-timers.ts';
import type { ModuleFactory } from '../mock/module-mocks.ts';
import type { FunctionLike, Mock } from '../mock/types.ts';

/** What lives in the host's own bundle: a copy of it here would be another. */
export interface ViHost {
  readonly timers: () => JestFakeTimers;
  readonly setDefaultTimeout: (timeout: Duration) => void;
  /** Real time. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** What all modules of a test file share; each has module mocks of its own besides. */
export type SharedVi = Methods;

export function createSharedVi(mock: MockApi, host: ViHost): SharedVi {
  return {
    ...functionMocks(mock),
    ...time(host),
    ...stubs(),
    ...waiting(host),
    dynamicImportSettled: async () => await host.sleep(0),
    setConfig: (config: { testTimeout?: Duration }) => {
      if (config.testTimeout !== undefined) host.setDefaultTimeout(config.testTimeout);
    },
    resetConfig: () => {},
    defineHelper: (fn: unknown) => fn,
  };
}

/** What is called on it gives it back, unless it has something of its own to give. */
export function createVi(shared: SharedVi, mock: MockApi): object {
  const vi = {};
  for (const [name, method] of Object.entries({ ...shared, ...moduleMocks(mock) })) {
    Reflect.set(vi, name, (...args: readonly unknown[]): unknown => {
      const result: unknown = Reflect.apply(method, undefined, args);
      return result === undefined && !WITH_RESULT.has(name) ? vi : result;
    });
  }
  return vi;
}

/** They give back `undefined` as well. */
const WITH_RESULT: ReadonlySet<string> = new Set([
  'hoisted',
  'mocked',
  'importActual',
  'importMock',
  'waitFor',
  'waitUntil',
  'defineHelper',
]);

type Methods = Readonly<Record<string, (...args: never) => unknown>>;

/** Those of a file, with what they do when they are reset: what they were made with. */
function functionMocks(mock: MockApi): Methods {
  const made: { readonly fn: Mock; readonly original: FunctionLike | undefined }[] = [];
  const keepOriginal = (fn: Mock, original: FunctionLike | undefined): Mock => {
    if (made.some((one) => one.fn === fn)) return fn;
    made.push({ fn, original });
    const reset = fn.mockReset.bind(fn);
    Object.defineProperty(fn, 'mockReset', {
      configurable: true,
      writable: true,
      value: () => {
        reset();
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it had it before
        if (original !== undefined) fn.mockImplementation(original as never);
        return fn;
      },
    });
    return fn;
  };
  return {
    fn: (implementation?: FunctionLike) =>
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- any function will do
      keepOriginal(mock.fn(implementation) as unknown as Mock, implementation),
    spyOn: (object: object, key: PropertyKey, access?: 'get' | 'set') => {
      const spy: unknown = Reflect.apply(mock.spyOn, undefined, [object, key, access]);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what spyOn gives
      const fn = spy as Mock;
      return keepOriginal(fn, fn.getMockImplementation());
    },
    mocked: (value: unknown) => value,
    mockObject: (value: unknown) => mock.auto(value),
    isMockFunction: (value: unknown) => mock.isMockFunction(value),
    clearAllMocks: () => mock.clearAll(),
    resetAllMocks: () => {
      for (const { fn } of made) fn.mockReset();
    },
    restoreAllMocks: () => mock.restoreAll(),
  };
}

function moduleMocks(mock: MockApi): Methods {
  const register = (specifier: string, factory?: ModuleFactory | { spy?: boolean }): void => {
    if (typeof factory !== 'object') mock.doModule(specifier, factory);
    else if (factory.spy === true)
      mock.doModule(specifier, async (original) => callThrough(mock, await original<object>()));
    else mock.doModule(specifier);
  };
  return {
    mock: register,
    doMock: register,
    unmock: (specifier: string) => mock.unmock(specifier),
    doUnmock: (specifier: string) => mock.doUnmock(specifier),
    importActual: async (specifier: string) => await mock.importActual(specifier),
    importMock: async (specifier: string) => await mock.importMock(specifier),
    resetModules: () => mock.resetModules(),
    hoisted: (make: () => unknown) => make(),
  };
}

/** The exports as they are, but that their functions remember their calls. */
function callThrough(mock: MockApi, exports: object): object {
  const spied: Record<string, unknown> = { __esModule: true };
  for (const [name, value] of Object.entries(exports) as [string, unknown][]) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- any function will do
    spied[name] = typeof value === 'function' ? mock.fn(value as FunctionLike) : value;
  }
  return spied;
}

interface VitestTimers {
  readonly now?: number | Date;
  readonly toFake?: readonly string[];
  readonly toNotFake?: readonly string[];
  readonly loopLimit?: number;
  readonly shouldAdvanceTime?: boolean;
  readonly advanceTimeDelta?: number;
}

function time({ timers }: ViHost): Methods {
  let isFaked = false;
  const fake = ({ now, toFake, toNotFake, ...more }: VitestTimers = {}): void => {
    timers().useFakeTimers({
      ...(toFake === undefined
        ? { doNotFake: ['nextTick', 'queueMicrotask', ...(toNotFake ?? [])] }
        : { toFake }),
      ...(now !== undefined && { now }),
      ...(more.loopLimit !== undefined && { timerLimit: more.loopLimit }),
      ...(more.shouldAdvanceTime === true && { advanceTimers: more.advanceTimeDelta ?? 20 }),
    });
    isFaked = true;
  };
  return {
    useFakeTimers: fake,
    useRealTimers: () => {
      isFaked = false;
      timers().useRealTimers();
    },
    isFakeTimers: () => isFaked,
    setSystemTime: (now: number | string | Date) => {
      if (!isFaked) fake({ toFake: ['Date'] });
      timers().setSystemTime(typeof now === 'string' ? new Date(now) : now);
    },
    getMockedSystemTime: () => (isFaked ? new Date(timers().now()) : null),
    getRealSystemTime: () => timers().getRealSystemTime(),
    getTimerCount: () => timers().getTimerCount(),
    advanceTimersByTime: (duration: number) => timers().advanceTimersByTime(duration),
    advanceTimersByTimeAsync: async (duration: number) =>
      await timers().advanceTimersByTimeAsync(duration),
    advanceTimersToNextTimer: () => timers().advanceTimersToNextTimer(),
    advanceTimersToNextTimerAsync: async () => await timers().advanceTimersToNextTimerAsync(),
    advanceTimersToNextFrame: () => timers().advanceTimersToNextFrame(),
    runAllTimers: () => timers().runAllTimers(),
    runAllTimersAsync: async () => await timers().runAllTimersAsync(),
    runOnlyPendingTimers: () => timers().runOnlyPendingTimers(),
    runOnlyPendingTimersAsync: async () => await timers().runOnlyPendingTimersAsync(),
    runAllTicks: () => timers().runAllTicks(),
    clearAllTimers: () => timers().clearAllTimers(),
    setTimerTickMode: (mode: 'manual' | 'nextTimerAsync' | 'interval', delta?: number) =>
      timers().setTimerTickMode({
        mode: mode === 'nextTimerAsync' ? 'nextAsync' : mode,
        ...(delta !== undefined && { delta }),
      }),
  };
}

function stubs(): Methods {
  const env = new Map<string, string | undefined>();
  const globals = new Map<PropertyKey, PropertyDescriptor | undefined>();
  const setEnv = (name: string, value: string | undefined): void => {
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  };
  return {
    stubEnv: (name: string, value: string | boolean | undefined) => {
      if (!env.has(name)) env.set(name, process.env[name]);
      setEnv(name, typeof value === 'boolean' ? (value ? '1' : '') : value);
    },
    unstubAllEnvs: () => {
      for (const [name, value] of env) setEnv(name, value);
      env.clear();
    },
    stubGlobal: (name: PropertyKey, value: unknown) => {
      if (!globals.has(name)) globals.set(name, Object.getOwnPropertyDescriptor(globalThis, name));
      const how = { writable: true, configurable: true, enumerable: true };
      Object.defineProperty(globalThis, name, { value, ...how });
    },
    unstubAllGlobals: () => {
      for (const [name, descriptor] of globals) {
        if (descriptor === undefined) Reflect.deleteProperty(globalThis, name);
        else Object.defineProperty(globalThis, name, descriptor);
      }
      globals.clear();
    },
  };
}

type WaitOptions = number | { readonly timeout?: number; readonly interval?: number };

/** Both keep real time. */
function waiting({ now, sleep }: ViHost): Methods {
  /** @returns what waits before the next try; false when the time is over */
  const pauses = (options: WaitOptions = {}): (() => Promise<boolean>) => {
    const { timeout = 1000, interval = 50 } =
      typeof options === 'number' ? { timeout: options } : options;
    const start = now();
    return async () => {
      if (now() - start >= timeout) return false;
      await sleep(interval);
      return true;
    };
  };
  return {
    /** Until it does not throw. */
    waitFor: async (attempt: () => unknown, options?: WaitOptions) => {
      const pause = pauses(options);
      for (;;) {
        try {
          return await attempt();
        } catch (error) {
          if (!(await pause())) throw error;
        }
      }
    },
    /** Until it gives something; what it throws is not caught. */
    waitUntil: async (attempt: () => unknown, options?: WaitOptions) => {
      const pause = pauses(options);
      for (;;) {
        const value = await attempt();
        if (value) return value;
        if (!(await pause())) throw new Error('Timed out in waitUntil!');
      }
    },
  };
}
