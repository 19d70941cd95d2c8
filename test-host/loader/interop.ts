/**
 * The helpers that transformed modules get instead of esbuild's own. Theirs make exports read-only getters on a copy; these
 * keep one namespace object per module: live, and open to `spyOn(namespace, 'name')`.
 */

import { ownKeys } from '../intrinsics.ts';

/** `export { … }`: accessors on the module's own exports object. */
export function defineExports(target: object, getters: Record<string, () => unknown>): void {
  for (const name in getters) {
    Object.defineProperty(target, name, {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- own key of the object being walked
      get: getters[name] as () => unknown,
      set(value: unknown) {
        Object.defineProperty(target, name, {
          value,
          writable: true,
          enumerable: true,
          configurable: true,
        });
      },
      enumerable: true,
      configurable: true,
    });
  }
}

/** The same for modules that are CommonJS in the end: what a cycle reads too early is `undefined`, and no error. */
export function defineCommonJsExports(
  target: object,
  getters: Record<string, () => unknown>,
): void {
  const lenient: Record<string, () => unknown> = {};
  for (const name in getters) {
    lenient[name] = () => {
      try {
        return getters[name]?.();
      } catch {
        return undefined; // the name is not initialized yet
      }
    };
  }
  defineExports(target, lenient);
}

/** The exports object is the namespace: nothing is copied. */
export function toCommonJs(namespace: object): object {
  markOwnModule(namespace);
  return Object.defineProperty(namespace, '__esModule', { value: true });
}

/** Exports objects of modules that we transformed from ES modules: their `default` is what they export as such. */
class Given {
  constructor(given: object) {
    return given; // so that the field of the derived class is put on it
  }
}

/** A private field as the mark: a `WeakSet` of all modules of all files costs the garbage collector more than they do. */
class OwnModule extends Given {
  #isOwn = true;

  static is(value: object): boolean {
    return #isOwn in value && value.#isOwn;
  }

  static mark(value: object, isOwn: boolean): void {
    if (#isOwn in value) value.#isOwn = isOwn;
    else if (isOwn) new OwnModule(value);
  }
}

export function markOwnModule(exported: object): void {
  OwnModule.mark(exported, true);
}

export function isOwnModule(exported: unknown): boolean {
  return isObject(exported) && OwnModule.is(exported);
}

/** A module that imports, exports nothing and has assigned to `exports`, as Babel lets it, is CommonJS to its importers. */
export function unmarkCommonJs(exported: unknown): void {
  if (!isObject(exported) || Object.hasOwn(exported, '__esModule')) return;
  if (ownKeys(exported).length > 0) OwnModule.mark(exported, false);
}

/** Exports → those that re-export all of them. In a cycle they ask before all names are there, and get the rest later. */
const starImporters = new WeakMap<object, object[]>();

/** `export * from`: whatever the other module has and this one has not; looked up at each access. */
export function reExport(target: object, source: unknown): void {
  if (!isObject(source)) return;
  for (const name of Object.getOwnPropertyNames(source)) addStarExport(target, source, name);
  const importers = starImporters.get(source);
  if (importers === undefined) starImporters.set(source, [target]);
  else importers.push(target);
}

function addStarExport(target: object, source: object, name: string): void {
  if (name === 'default' || name === '__esModule' || Object.hasOwn(target, name)) return;
  const get = (): unknown => Reflect.get(source, name);
  defineExports(target, { [name]: get });
  for (const importer of starImporters.get(target) ?? []) addStarExport(importer, target, name);
}

const namespaces = new WeakMap<object, object>();
const nodeNamespaces = new WeakMap<object, object>();

/** What `import * as x` and `x.default` see of a required module, by Babel's rule: `__esModule` decides. */
export function toEsModule(exported: unknown): unknown {
  if (!isObject(exported)) return { default: exported };
  if (isNamespace(exported) || OwnModule.is(exported)) return exported;
  if (Reflect.get(exported, '__esModule') === true) return exported;
  return cachedNamespace(exported, namespaces);
}

/** By Node's rule, for importers that Node treats as ES modules: `default` is `module.exports`. */
export function toNodeEsModule(exported: unknown): unknown {
  if (!isObject(exported)) return { default: exported };
  if (isNamespace(exported) || OwnModule.is(exported)) return exported;
  return cachedNamespace(exported, nodeNamespaces);
}

/** The CommonJS exports that a namespace made by `toEsModule` stands for. */
const originals = new WeakMap<object, object>();
export function originalOf(namespace: object): object | undefined {
  return originals.get(namespace);
}

/** CommonJS modules that are running: what they export may still grow. */
const growing = new WeakSet<object>();
export function setGrowing(exported: unknown, isGrowing: boolean): void {
  if (!isObject(exported)) return;
  if (isGrowing) {
    growing.add(exported);
    return;
  }
  growing.delete(exported);
  for (const cache of [namespaces, nodeNamespaces]) {
    const early = cache.get(exported);
    if (early !== undefined) addNames(early, exported);
  }
}

function cachedNamespace(exported: object, cache: WeakMap<object, object>): object {
  let namespace = cache.get(exported);
  if (namespace === undefined) {
    namespace = {};
    addNames(namespace, exported);
    Object.defineProperty(namespace, 'default', {
      value: exported,
      enumerable: true,
      writable: true,
      configurable: true,
    });
    cache.set(exported, namespace);
    originals.set(namespace, exported);
  } else if (growing.has(exported)) {
    addNames(namespace, exported);
  }
  return namespace;
}

function addNames(namespace: object, exported: object): void {
  for (const name of Object.getOwnPropertyNames(exported)) {
    if (name === 'default' || Object.hasOwn(namespace, name) || isFunctionDetail(exported, name))
      continue;
    Object.defineProperty(namespace, name, {
      get: (): unknown => Reflect.get(exported, name),
      set: (value: unknown) => Reflect.set(exported, name, value),
      enumerable: Object.getOwnPropertyDescriptor(exported, name)?.enumerable ?? true,
      configurable: true,
    });
  }
}

const FUNCTION_DETAILS = new Set(['length', 'name', 'prototype', 'arguments', 'caller']);

function isFunctionDetail(exported: object, name: string): boolean {
  return typeof exported === 'function' && FUNCTION_DETAILS.has(name);
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function isNamespace(value: object): boolean {
  return Object.prototype.toString.call(value) === '[object Module]';
}
