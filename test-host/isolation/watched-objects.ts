/**
 * Remembers the own properties of shared objects (globals, builtins and their prototypes, Node's modules) and puts them
 * back. Comparing is the hot path (once a test file): data properties by `===`, accessors by their functions; no getter
 * of the user or of Node's lazy globals is ever called.
 */
import { ownKeys } from '../intrinsics.ts';

interface Watched {
  readonly name: string;
  readonly object: object;
  keys: readonly PropertyKey[];
  /** With those that are not looked at. */
  allKeys: readonly PropertyKey[];
  values: unknown[];
  /** By index; absent: it has none. */
  accessors: (PropertyDescriptor | undefined)[] | undefined;
  /** By index. */
  descriptors: (PropertyDescriptor | undefined)[];
  prototype: object | null;
  isExtensible: boolean;
  /** Keys that are not looked at. */
  readonly ignore: ((key: PropertyKey) => boolean) | undefined;
  /** See `WatchOptions`. */
  readonly mayKeep: boolean;
  readonly takesPlugins: boolean;
  readonly isInstance: boolean;
  readonly isOfNode: boolean;
  /** Keys that `ignore` names and that are watched after all. */
  readonly added: Set<PropertyKey>;
}

export interface WatchOptions {
  /** Keys that are not looked at. */
  readonly ignore?: (key: PropertyKey) => boolean;
  /** What cannot be put back stays: `chalk.red` defines itself for good when it is first read. */
  readonly mayKeep?: boolean;
  /** A method that was added is a plugin's: the package may remember that it has it, so the process is replaced. */
  readonly takesPlugins?: boolean;
  /** It has state that nobody sees: put back by half it might be broken, so any change replaces the process. */
  readonly isInstance?: boolean;
  /** One of Node's modules: see {@link WatchedObjects.absorbMarks}. */
  readonly isOfNode?: boolean;
}

export class WatchedObjects {
  readonly #watched = new Map<object, Watched>();
  #comparesAttributes = false;

  /** Whether a property is writable, enumerable or computed is looked at only where user code can have changed it. */
  compareAttributes(): void {
    this.#comparesAttributes = true;
  }

  watch(name: string, object: unknown, options: WatchOptions = {}): void {
    if ((typeof object !== 'object' && typeof object !== 'function') || object === null) return;
    if (this.#watched.has(object)) return;
    const watched: Watched = {
      name,
      object,
      keys: [],
      allKeys: [],
      values: [],
      accessors: undefined,
      descriptors: [],
      prototype: null,
      isExtensible: true,
      ignore: options.ignore,
      mayKeep: options.mayKeep ?? false,
      takesPlugins: options.takesPlugins ?? false,
      isInstance: options.isInstance ?? false,
      isOfNode: options.isOfNode ?? false,
      added: new Set(),
    };
    remember(watched);
    this.#watched.set(object, watched);
  }

  /** A key that was ignored so far. */
  watchKey(object: object, key: PropertyKey): void {
    const watched = this.#watched.get(object);
    if (watched === undefined || watched.added.has(key)) return;
    // Before anything else: Node makes a lazy global now, which may ask for `process.stderr` and come back here, and V8
    // ends the process when a property is read that is just being made.
    const value: unknown = Reflect.get(object, key);
    watched.added.add(key);
    watched.keys = [...watched.keys, key];
    watched.values[watched.keys.length - 1] = value;
  }

  /** A global that was defined for good is put back by taking its value away. */
  emptyGlobals(): void {
    this.#emptiesGlobals = true;
  }
  #emptiesGlobals = false;

  /** Puts everything back. @returns what could not be put back: this process must not run another file */
  restore(): readonly string[] {
    const stuck: string[] = [];
    for (const watched of this.#watched.values()) {
      if (this.#emptiesGlobals && watched.object === globalThis) emptyAdded(watched);
      if (!isUnchanged(watched) || (this.#comparesAttributes && !hasItsAttributes(watched)))
        stuck.push(...restoreOrKeep(watched));
    }
    return stuck;
  }

  /** Runs `body`; what it changes is from now on how things ought to be, what was changed before it is not. */
  absorb<T>(body: () => T): T {
    const before = this.#changedSoFar();
    try {
      return body();
    } finally {
      this.#absorbSince(before);
    }
  }

  /**
   * Runs `body`, which loads a package that each file has for itself. Where it leaves a mark for good on a module of Node's
   * (`graceful-fs` on `fs`), the next instance leaves that alone, so all that it changed there stays.
   */
  absorbMarks<T>(body: () => T): T {
    const before = this.#changedSoFar();
    try {
      return body();
    } finally {
      this.#absorbSince(before, (watched) => watched.isOfNode && addedForGood(watched).length > 0);
    }
  }

  /** The same for what takes its time. */
  async absorbAsync<T>(body: () => Promise<T>): Promise<T> {
    const before = this.#changedSoFar();
    try {
      return await body();
    } finally {
      this.#absorbSince(before);
    }
  }

  #changedSoFar(): ReadonlyMap<Watched, Descriptors> {
    const before = new Map<Watched, Descriptors>();
    for (const watched of this.#watched.values()) {
      if (!isUnchanged(watched)) before.set(watched, descriptorsOf(watched));
    }
    return before;
  }

  #absorbSince(
    before: ReadonlyMap<Watched, Descriptors>,
    isMeant: (watched: Watched) => boolean = () => true,
  ): void {
    for (const watched of this.#watched.values()) {
      if (!isUnchanged(watched) && isMeant(watched)) absorbChanges(watched, before.get(watched));
    }
  }
}

type Descriptors = ReadonlyMap<PropertyKey, PropertyDescriptor>;

function remember(watched: Watched): void {
  const { object } = watched;
  const keys = watchedKeys(watched);
  const values: unknown[] = [];
  const descriptors: PropertyDescriptor[] = [];
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    const descriptor =
      key === undefined ? undefined : Reflect.getOwnPropertyDescriptor(object, key);
    if (descriptor === undefined) continue;
    descriptors[i] = descriptor;
    if ('value' in descriptor) values[i] = descriptor.value;
  }
  watched.keys = keys;
  watched.allKeys = ownKeys(object);
  watched.values = values;
  watched.accessors = accessorsOf(descriptors);
  watched.descriptors = descriptors;
  watched.prototype = Reflect.getPrototypeOf(object);
  watched.isExtensible = Reflect.isExtensible(object);
}

function watchedKeys({ object, ignore, added }: Watched): readonly PropertyKey[] {
  const all = ownKeys(object);
  const keys = typeof object === 'function' ? all.filter((key) => !tellsOfCalls(object, key)) : all;
  return ignore === undefined ? keys : keys.filter((key) => added.has(key) || !ignore(key));
}

/** `arguments` and `caller` of a sloppy function, which V8 changes while it runs. */
function tellsOfCalls(fn: object, key: PropertyKey): boolean {
  return (
    (key === 'arguments' || key === 'caller') &&
    Reflect.getOwnPropertyDescriptor(fn, key)?.configurable === false
  );
}

function accessorsOf(
  descriptors: readonly (PropertyDescriptor | undefined)[],
): Watched['accessors'] {
  const accessors = descriptors.map((descriptor) =>
    descriptor === undefined || 'value' in descriptor ? undefined : descriptor,
  );
  return accessors.some((accessor) => accessor !== undefined) ? accessors : undefined;
}

/** The hot path: once a file, for every watched object. */
function isUnchanged(watched: Watched): boolean {
  const { object, keys, allKeys, values, accessors } = watched;
  const now = ownKeys(object);
  if (now.length !== allKeys.length) return isUnchangedButForIgnored(watched);
  for (let i = 0; i < now.length; i++)
    if (now[i] !== allKeys[i]) return isUnchangedButForIgnored(watched);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- any object can be read
  const members = object as Record<PropertyKey, unknown>;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (key === undefined) continue;
    const accessor = accessors?.[i];
    if (accessor !== undefined) {
      if (!sameAccessor(object, key, accessor)) return false;
      continue;
    }
    const value = members[key]; // 5 times faster than a descriptor
    if (value !== values[i] && !Object.is(value, values[i])) return false;
  }
  return (
    Reflect.getPrototypeOf(object) === watched.prototype &&
    Reflect.isExtensible(object) === watched.isExtensible
  );
}

/** Other keys than before: maybe only such as Node adds by itself. */
function isUnchangedButForIgnored(watched: Watched): boolean {
  const { object, keys } = watched;
  if (watched.ignore === undefined || watchedKeys(watched).length !== keys.length) return false;
  watched.allKeys = ownKeys(object);
  return keys.every((key) => Object.hasOwn(object, key)) && isUnchanged(watched);
}

/** Asked only of what is unchanged otherwise. */
function hasItsAttributes({ object, keys, descriptors }: Watched): boolean {
  return keys.every((key, index) => {
    const wanted = descriptors[index];
    const current = Reflect.getOwnPropertyDescriptor(object, key);
    return wanted === undefined || (current !== undefined && sameDescriptor(current, wanted));
  });
}

function sameAccessor(object: object, key: PropertyKey, accessor: PropertyDescriptor): boolean {
  const descriptor = Reflect.getOwnPropertyDescriptor(object, key);
  return (
    descriptor !== undefined && descriptor.get === accessor.get && descriptor.set === accessor.set
  );
}

/** Keys that cannot be deleted any more. */
function addedForGood({ object, allKeys }: Watched): readonly PropertyKey[] {
  const known = new Set(allKeys);
  return ownKeys(object).filter(
    (key) =>
      !known.has(key) && Reflect.getOwnPropertyDescriptor(object, key)?.configurable === false,
  );
}

function emptyAdded(watched: Watched): void {
  const { object } = watched;
  if (ownKeys(object).length === watched.allKeys.length) return;
  for (const key of addedForGood(watched)) {
    if (!Reflect.set(object, key, undefined)) continue;
    watched.keys = [...watched.keys, key];
    watched.allKeys = [...watched.allKeys, key];
    watched.values[watched.keys.length - 1] = undefined;
  }
}

function restoreOrKeep(watched: Watched): readonly string[] {
  const plugins = watched.takesPlugins ? addedMethods(watched) : [];
  const stuck: string[] = [];
  restoreOne(watched, stuck);
  if (watched.isInstance) return [watched.name];
  if (!watched.mayKeep || stuck.length === 0) return [...plugins, ...stuck];
  remember(watched);
  return plugins;
}

function addedMethods(watched: Watched): readonly string[] {
  const known = new Set(watched.keys);
  return watchedKeys(watched)
    .filter((key) => {
      if (known.has(key)) return false;
      const descriptor = Reflect.getOwnPropertyDescriptor(watched.object, key);
      return descriptor?.configurable === true && typeof descriptor.value === 'function';
    })
    .map((key) => `${watched.name}.${String(key)}`);
}

function restoreOne(watched: Watched, stuck: string[]): void {
  const { object, keys, values, descriptors } = watched;
  const known = new Map<PropertyKey, number>(keys.map((key, index) => [key, index]));
  for (const key of watchedKeys(watched)) {
    if (!known.has(key) && !Reflect.deleteProperty(object, key))
      stuck.push(`${watched.name}.${String(key)}`);
  }
  if (isUnchanged(watched) && hasItsAttributes(watched)) return; // mostly it was only added to
  for (const [key, index] of known) {
    const current = Reflect.getOwnPropertyDescriptor(object, key);
    const wanted = descriptors[index] ?? dataDescriptor(current, values[index]);
    if (current !== undefined && sameDescriptor(current, wanted)) continue;
    if (!Reflect.defineProperty(object, key, wanted)) stuck.push(`${watched.name}.${String(key)}`);
  }
  if (
    Reflect.getPrototypeOf(object) !== watched.prototype &&
    !Reflect.setPrototypeOf(object, watched.prototype)
  ) {
    stuck.push(`the prototype of ${watched.name}`);
  }
  if (Reflect.isExtensible(object) !== watched.isExtensible)
    stuck.push(`${watched.name} (no longer extensible)`);
  watched.allKeys = ownKeys(object);
}

function dataDescriptor(
  current: PropertyDescriptor | undefined,
  value: unknown,
): PropertyDescriptor {
  if (current !== undefined && 'value' in current) return { ...current, value };
  return { value, writable: true, enumerable: current?.enumerable ?? false, configurable: true };
}

function sameDescriptor(a: PropertyDescriptor, b: PropertyDescriptor): boolean {
  return (
    Object.is(a.value, b.value) &&
    a.get === b.get &&
    a.set === b.set &&
    a.writable === b.writable &&
    a.enumerable === b.enumerable &&
    a.configurable === b.configurable
  );
}

function descriptorsOf(watched: Watched): ReadonlyMap<PropertyKey, PropertyDescriptor> {
  const descriptors = new Map<PropertyKey, PropertyDescriptor>();
  for (const key of watchedKeys(watched)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(watched.object, key);
    if (descriptor !== undefined) descriptors.set(key, descriptor);
  }
  return descriptors;
}

/** Takes over what differs both from what is remembered and from how it was just before. */
function absorbChanges(
  watched: Watched,
  before: ReadonlyMap<PropertyKey, PropertyDescriptor> | undefined,
): void {
  if (before === undefined) {
    remember(watched);
    return;
  }
  const remembered = new Map<PropertyKey, PropertyDescriptor>();
  watched.keys.forEach((key, index) => {
    remembered.set(
      key,
      watched.descriptors[index] ?? dataDescriptor(undefined, watched.values[index]),
    );
  });
  for (const [key, descriptor] of descriptorsOf(watched)) {
    const earlier = before.get(key);
    if (earlier === undefined || !sameDescriptor(earlier, descriptor))
      remembered.set(key, descriptor);
  }
  watched.keys = [...remembered.keys()];
  watched.allKeys = []; // what is not taken over is still there: the next look must not take it for known
  watched.values = [];
  watched.descriptors = [...remembered.values()];
  watched.accessors = accessorsOf(watched.descriptors);
  let index = 0;
  for (const descriptor of remembered.values()) {
    if ('value' in descriptor) watched.values[index] = descriptor.value;
    index++;
  }
}
