/** Settings of Node's modules that lie behind functions and accessors: no property tells that they were changed. */

/** Puts one setting back. */
export type RestoreSetting = () => void;

const SETTINGS: Readonly<Record<string, () => readonly RestoreSetting[]>> = {
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

/** The settings of a module of Node as they are now. */
export function settingsOf(name: string): readonly RestoreSetting[] {
  return SETTINGS[name.replace('node:', '')]?.() ?? [];
}

function setting<T>(read: () => T, write: (value: T) => void): RestoreSetting {
  const wanted = read();
  return () => {
    if (!Object.is(read(), wanted)) write(wanted);
  };
}
