/** Settings of Node's modules that lie behind functions and accessors: no property tells that they were changed. */
import type { setEnvironmentData } from 'node:worker_threads';
import { noteCalls } from './note-calls.ts';

/** Puts one setting back; throws where that is not allowed. */
export type RestoreSetting = () => void;

/** Calls what changes a module of Node's for good. */
type Absorb = (change: () => void) => void;

const SETTINGS: Readonly<Record<string, (absorb: Absorb) => readonly RestoreSetting[]>> = {
  buffer: () => {
    const buffer = process.getBuiltinModule('buffer');
    return [
      setting(
        () => buffer.INSPECT_MAX_BYTES,
        (value) => (buffer.INSPECT_MAX_BYTES = value),
      ),
    ];
  },
  dns: () => {
    const { getDefaultResultOrder, setDefaultResultOrder, getServers, setServers } =
      process.getBuiltinModule('dns');
    return [
      setting(getDefaultResultOrder, setDefaultResultOrder),
      setting(
        () => getServers().join(),
        (servers) => setServers(servers.split(',').filter(Boolean)),
      ),
    ];
  },
  events: () => {
    const { EventEmitter } = process.getBuiltinModule('events');
    return [
      setting(
        () => EventEmitter.captureRejections,
        (value) => (EventEmitter.captureRejections = value),
      ),
    ];
  },
  http: () => {
    const http = process.getBuiltinModule('http');
    return [
      setting(
        () => http.globalAgent,
        (agent) => (http.globalAgent = agent),
      ),
    ];
  },
  net: () => {
    const {
      getDefaultAutoSelectFamily,
      setDefaultAutoSelectFamily,
      getDefaultAutoSelectFamilyAttemptTimeout,
      setDefaultAutoSelectFamilyAttemptTimeout,
    } = process.getBuiltinModule('net');
    return [
      setting(getDefaultAutoSelectFamily, setDefaultAutoSelectFamily),
      setting(getDefaultAutoSelectFamilyAttemptTimeout, setDefaultAutoSelectFamilyAttemptTimeout),
    ];
  },
  os: () => {
    const { getPriority, setPriority } = process.getBuiltinModule('os');
    return [setting(getPriority, setPriority)];
  },
  perf_hooks: (absorb) => {
    const { PerformanceObserver } = process.getBuiltinModule('perf_hooks');
    const observers = new Set<InstanceType<typeof PerformanceObserver>>();
    absorb(() =>
      noteCalls(PerformanceObserver.prototype, 'observe', (observer) => {
        if (observer instanceof PerformanceObserver) observers.add(observer);
      }),
    );
    return [
      () => {
        for (const observer of observers) observer.disconnect();
        observers.clear();
      },
    ];
  },
  stream: () => {
    const { getDefaultHighWaterMark, setDefaultHighWaterMark } = process.getBuiltinModule('stream');
    return [false, true].map((isObjectMode) =>
      setting(
        () => getDefaultHighWaterMark(isObjectMode),
        (value) => setDefaultHighWaterMark(isObjectMode, value),
      ),
    );
  },
  worker_threads: (absorb) => {
    const threads = process.getBuiltinModule('worker_threads');
    const { getEnvironmentData, setEnvironmentData } = threads;
    const before = new Map<Serializable, Serializable>();
    absorb(() =>
      noteCalls(threads, 'setEnvironmentData', (_receiver, [key]) => {
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as Node types it
        const known = key as Serializable;
        if (!before.has(known)) before.set(known, getEnvironmentData(known));
      }),
    );
    return [
      () => {
        for (const [key, value] of before) setEnvironmentData(key, value);
        before.clear();
      },
    ];
  },
  util: () => {
    const { inspect } = process.getBuiltinModule('util');
    return Object.keys(inspect.defaultOptions).map((key) =>
      setting(
        (): unknown => Reflect.get(inspect.defaultOptions, key),
        (value) => Reflect.set(inspect.defaultOptions, key, value),
      ),
    );
  },
};

type Serializable = Parameters<typeof setEnvironmentData>[0];

/** The settings of a module of Node as they are now. */
export function settingsOf(name: string, absorb: Absorb): readonly RestoreSetting[] {
  return SETTINGS[name.replace('node:', '')]?.(absorb) ?? [];
}

function setting<T>(read: () => T, write: (value: T) => void): RestoreSetting {
  const wanted = read();
  return () => {
    if (!Object.is(read(), wanted)) write(wanted);
  };
}
