/** `import.meta.env` as Vite gives it in tests: the environment, and what Vite says besides. */

const VITE: Readonly<Record<string, unknown>> = {
  BASE_URL: '/',
  DEV: true,
  MODE: 'test',
  PROD: false,
  SSR: true,
};
/** They are no texts. */
const SWITCHES: ReadonlySet<PropertyKey> = new Set(['DEV', 'PROD', 'SSR']);

export function importMetaEnv(): object {
  const valueOf = (name: PropertyKey): unknown => {
    const own: unknown = Reflect.get(process.env, name);
    if (own === undefined) return Reflect.get(VITE, name);
    return SWITCHES.has(name) ? own !== '' && own !== 'false' : own;
  };
  return new Proxy(process.env, {
    get: (_, name) => valueOf(name),
    has: (_, name) => valueOf(name) !== undefined,
    ownKeys: (env) => [...new Set([...Reflect.ownKeys(env), ...Object.keys(VITE)])],
    getOwnPropertyDescriptor: (_, name) => ({
      value: valueOf(name),
      writable: true,
      enumerable: true,
      configurable: true,
    }),
  });
}
