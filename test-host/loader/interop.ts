/**
 * The helpers that transformed modules get instead of esbuild's own. Theirs make exports read-only getters on a copy; these
 * keep one namespace object per module: live, and open to `spyOn(namespace, 'name')`.
 */

import { ownKeys } from '../intrinsics.ts';

type Getters = Record<string, () => unknown>;

/**
 * `export { … }`: accessors on the module's own exports object. With `constants` (a digit for each name: `1` for what never
 * changes once the module has run) nothing is made before {@link settleExports}: then most are plain properties.
 */
export function defineExports(target: object, getters: Getters, constants?: string): void {
  if (constants === undefined) defineAccessors(target, getters);
  else new Unsettled(target, { getters, constants, isLenient: false });
}

/** The same for modules that are CommonJS in the end: what a cycle reads too early is `undefined`, and no error. */
export function defineCommonJsExports(target: object, getters: Getters, constants?: string): void {
  if (constants === undefined) defineAccessors(target, lenient(getters));
  else new Unsettled(target, { getters, constants, isLenient: true });
}

function lenient(getters: Getters): Getters {
  const all: Getters = {};
  for (const name in getters) {
    all[name] = () => {
      try {
        return getters[name]?.();
      } catch {
        return undefined; // the name is not initialized yet
      }
    };
  }
  return all;
}

function defineAccessors(target: object, getters: Getters): void {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- own key of the object being walked
  for (const name in getters) defineAccessor(target, name, getters[name] as () => unknown);
}

function defineAccessor(target: object, name: string, get: () => unknown): void {
  const set = (value: unknown): void => defineValue(target, name, value);
  Object.defineProperty(target, name, { get, set, enumerable: true, configurable: true });
}

function defineValue(target: object, name: string, value: unknown): void {
  const attributes = { writable: true, enumerable: true, configurable: true };
  Object.defineProperty(target, name, { value, ...attributes });
}

class Given {
  constructor(given: object) {
    return given; // so that the field of the derived class is put on it
  }
}

interface PendingExports {
  readonly getters: Getters;
  readonly constants: string;
  readonly isLenient: boolean;
}

/** Exports objects of modules that are running and that nobody has asked for. */
class Unsettled extends Given {
  #pending: PendingExports | undefined;

  constructor(target: object, pending: PendingExports) {
    super(target);
    this.#pending = pending;
  }

  static take(target: object): PendingExports | undefined {
    if (!(#pending in target)) return undefined;
    const pending = target.#pending;
    target.#pending = undefined;
    return pending;
  }
}

/** @param isOver the module has run; else somebody asks for what it exports while it runs */
export function settleExports(exported: unknown, isOver: boolean): void {
  const pending = isObject(exported) ? Unsettled.take(exported) : undefined;
  if (pending === undefined) return;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing is pending on what is no object
  const target = exported as Record<string, unknown>;
  const { constants, isLenient } = pending;
  const hasAccessors = !isOver || constants.includes('0');
  const getters = isLenient && hasAccessors ? lenient(pending.getters) : pending.getters;
  let at = 0;
  for (const name in getters) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- own key of the object being walked
    const get = getters[name] as () => unknown;
    if (!isOver || constants[at] !== '1') defineAccessor(target, name, get);
    else if (name in target) defineValue(target, name, get());
    else target[name] = get();
    at++;
  }
}

/** The exports object is the namespace: nothing is copied. */
export function toCommonJs(namespace: object): object {
  markOwnModule(namespace);
  return Object.defineProperty(namespace, '__esModule', { value: true });
}

/**
 * Exports objects of modules that we transformed from ES modules: their `default` is what they export as such.
 * A private field as the mark: a `WeakSet` of all modules of all files costs the garbage collector more than they do.
 */
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
  settleExports(target, false);
  if (!isObject(source)) return;
  for (const name of Object.getOwnPropertyNames(source)) addStarExport(target, source, name);
  const importers = starImporters.get(source);
  if (importers === undefined) starImporters.set(source, [target]);
  else importers.push(target);
}

function addStarExport(target: object, source: object, name: string): void {
  if (name === 'default' || name === '__esModule' || Object.hasOwn(target, name)) return;
  defineAccessor(target, name, () => Reflect.get(source, name));
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
