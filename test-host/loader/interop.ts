/**
 * The helpers that transformed modules get instead of esbuild's own. Theirs make exports read-only getters on a copy; these
 * keep one namespace object per module: live, and open to `spyOn(namespace, 'name')`.
 */

/** `export { … }`: accessors on the module's own exports object. */
export function defineExports(target: object, getters: Record<string, () => unknown>): void {
  for (const name in getters) {
    Object.defineProperty(target, name, {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- own key of the object being walked
      get: getters[name] as () => unknown,
      set(value: unknown) {
        Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
      },
      enumerable: true,
      configurable: true,
    });
  }
}

/** The exports object is the namespace: nothing is copied. */
export function toCommonJs(namespace: object): object {
  markOwnModule(namespace);
  return Object.defineProperty(namespace, '__esModule', { value: true });
}

/** `export * from`: whatever the other module has and this one has not; looked up at each access. */
export function reExport(target: object, source: unknown, second?: object): void {
  if ((typeof source !== 'object' && typeof source !== 'function') || source === null) return;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an exports object
  const origin: Record<string, unknown> = source as Record<string, unknown>;
  for (const name of Object.getOwnPropertyNames(origin)) {
    if (name === 'default' || name === '__esModule' || Object.hasOwn(target, name)) continue;
    defineExports(target, { [name]: () => origin[name] });
  }
  if (second !== undefined && second !== target) reExport(second, source);
}

const namespaces = new WeakMap<object, object>();
const nodeNamespaces = new WeakMap<object, object>();

/** What `import * as x` and `x.default` see of a required module, by Babel's rule: `__esModule` decides. */
export function toEsModule(exported: unknown): unknown {
  if (!isObject(exported)) return { default: exported };
  if (isNamespace(exported) || Reflect.get(exported, '__esModule') === true) return exported;
  return cachedNamespace(exported, namespaces);
}

/** By Node's rule, for importers that Node treats as ES modules: `default` is `module.exports`. */
export function toNodeEsModule(exported: unknown): unknown {
  if (!isObject(exported)) return { default: exported };
  if (isNamespace(exported) || ownModules.has(exported)) return exported;
  return cachedNamespace(exported, nodeNamespaces);
}

/** Exports objects of modules that we transformed from ES modules: their `default` is what they export as such. */
const ownModules = new WeakSet<object>();
export function markOwnModule(exported: unknown): void {
  if (isObject(exported)) ownModules.add(exported);
}

/** The CommonJS exports that a namespace made by `toEsModule` stands for. */
const originals = new WeakMap<object, object>();
export function originalOf(namespace: object): object | undefined {
  return originals.get(namespace);
}

function cachedNamespace(exported: object, cache: WeakMap<object, object>): object {
  let namespace = cache.get(exported);
  if (namespace === undefined) {
    namespace = namespaceOf(exported);
    cache.set(exported, namespace);
    originals.set(namespace, exported);
  } else {
    addNewNames(namespace, exported);
  }
  return namespace;
}

function namespaceOf(exported: object): object {
  const namespace: object = {};
  addNewNames(namespace, exported);
  Object.defineProperty(namespace, 'default', { value: exported, enumerable: true, writable: true, configurable: true });
  return namespace;
}

function addNewNames(namespace: object, exported: object): void {
  for (const name of Object.getOwnPropertyNames(exported)) {
    if (name === 'default' || Object.hasOwn(namespace, name) || isFunctionDetail(exported, name)) continue;
    Object.defineProperty(namespace, name, {
      get: (): unknown => Reflect.get(exported, name),
      set: (value: unknown) => Reflect.set(exported, name, value),
      enumerable: Object.getOwnPropertyDescriptor(exported, name)?.enumerable ?? true,
      configurable: true,
    });
  }
}

function isFunctionDetail(exported: object, name: string): boolean {
  return typeof exported === 'function' && (name === 'length' || name === 'name' || name === 'prototype' || name === 'arguments' || name === 'caller');
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function isNamespace(value: object): boolean {
  return Object.prototype.toString.call(value) === '[object Module]';
}
