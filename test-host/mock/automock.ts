/**
 * Automatic mocks: the shape of some exports, with functions and classes as mock functions, arrays emptied and
 * primitives kept. Done in two steps, a description (`metadata`) and what is made from it, because instances of
 * a mocked class get methods of their own, made from the same description again.
 */
import { originalOf } from '../loader/interop.ts';
import { asCallable } from './callable.ts';
import { MockError } from './errors.ts';
import { makeMockFunction } from './mock-function.ts';
import type { MockRegistry, Realm } from './mock-memory.ts';
import { isObject } from './objects.ts';
import { isMockFunction } from './spy.ts';
import type { Mocked } from './types.ts';

export type MockMetadataType =
  | 'object'
  | 'array'
  | 'regexp'
  | 'function'
  | 'constant'
  | 'collection'
  | 'null'
  | 'undefined';

/** What a value looks like. `ref` instead of `type`: the value that was described under that `refID`. */
export interface MockMetadata {
  type?: MockMetadataType;
  ref?: number;
  refID?: number;
  name?: string;
  length?: number;
  value?: unknown;
  mockImpl?: Function;
  members?: Record<string, MockMetadata>;
}

/** A mock of everything in `exports`, whose code does not run. */
export function autoMock<T>(registry: MockRegistry, exports: T): Mocked<T> {
  const described = isObject(exports) ? (originalOf(exports) ?? exports) : exports;
  const metadata = getMetadata(registry.realm, described);
  if (metadata === null) {
    throw new MockError(
      'ZT1508',
      `A value of type ${typeTag(exports)} cannot be mocked automatically`,
      {
        hint: 'Give the module a factory: mock.module(specifier, () => ({ … })).',
      },
    );
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the metadata describes a T
  return generateFromMetadata(registry, metadata) as Mocked<T>;
}

/** @returns null for what cannot be described: dates, promises, errors, buffers, … */
function getMetadata(
  realm: Realm,
  component: unknown,
  refs = new Map<unknown, number>(),
): MockMetadata | null {
  const ref = refs.get(component);
  if (ref !== undefined) return { ref };
  const type = describe(component);
  if (type === null) return null;
  const metadata: MockMetadata = { type };
  if (type === 'constant' || type === 'collection' || type === 'undefined' || type === 'null') {
    metadata.value = component;
    return metadata;
  }
  if (!isObject(component)) return null; // cannot be: the other types are of objects
  const isMock = isMockFunction(component);
  if (type === 'function') {
    const name: unknown = Reflect.get(component, 'name'); // a static member may have taken its place
    if (typeof name === 'string') metadata.name = name;
    const implementation = isMock ? component.getMockImplementation() : undefined;
    if (implementation !== undefined) metadata.mockImpl = implementation;
  }
  metadata.refID = refs.size;
  refs.set(component, metadata.refID);
  if (type === 'array') return metadata;

  for (const slot of slotNames(realm, component)) {
    if (isMock && (slot.startsWith('mock') || MOCK_CONTROLS.has(slot))) continue;
    const member = getMetadata(realm, Reflect.get(component, slot), refs);
    if (member !== null)
      Object.defineProperty((metadata.members ??= {}), slot, { value: member, enumerable: true });
  }
  return metadata;
}

function generateFromMetadata(registry: MockRegistry, metadata: MockMetadata): unknown {
  const made = new Map<number, unknown>();
  const later: (() => void)[] = [];
  const mock = generate(registry, metadata, { made, later });
  for (const setReference of later) setReference();
  return mock;
}

interface Progress {
  readonly made: Map<number, unknown>;
  /** References to what may not be made yet. */
  readonly later: (() => void)[];
}

function generate(registry: MockRegistry, metadata: MockMetadata, progress: Progress): unknown {
  const mock = makeComponent(registry, metadata);
  if (metadata.refID !== undefined) progress.made.set(metadata.refID, mock);
  if (!isObject(mock)) return mock;
  for (const [slot, member] of Object.entries(metadata.members ?? {})) {
    const { ref } = member;
    if (ref === undefined) setMember(mock, slot, generate(registry, member, progress));
    else progress.later.push(() => setMember(mock, slot, progress.made.get(ref)));
  }
  if (metadata.type === 'function') {
    const prototype: unknown = Reflect.get(mock, 'prototype');
    if (isObject(prototype) && typeof prototype === 'object')
      Reflect.set(prototype, 'constructor', mock);
  }
  return mock;
}

function makeComponent(registry: MockRegistry, metadata: MockMetadata): unknown {
  const { realm } = registry;
  switch (metadata.type) {
    case 'object':
      return new realm.Object();
    case 'array':
      return new realm.Array();
    case 'regexp':
      return new realm.RegExp('');
    case 'function':
      return makeFunction(registry, metadata);
    case 'constant':
    case 'collection':
    case 'null':
    case 'undefined':
      return metadata.value;
    case undefined:
    default:
      throw new MockError(
        'ZT1508',
        `Unrecognized type ${String(metadata.type ?? 'undefined type')}`,
      );
  }
}

function makeFunction(registry: MockRegistry, metadata: MockMetadata): unknown {
  const methods = Object.entries(metadata.members?.['prototype']?.members ?? {}).filter(
    ([, member]) => member.type === 'function',
  );
  /** Methods of its own make `mock.instances[0].method` say what was called on this instance. */
  const prepareInstance = (instance: object): void => {
    for (const [name, method] of methods) {
      const inherited: unknown = Reflect.get(instance, name);
      const own = generateFromMetadata(registry, method);
      if (isMockFunction(own) && typeof inherited === 'function') own._protoImpl = inherited;
      Reflect.set(instance, name, own);
    }
  };
  const mock = makeMockFunction(registry, {
    name: metadata.name,
    length: metadata.length,
    ...(methods.length > 0 && { prepareInstance }),
  });
  if (metadata.mockImpl !== undefined) {
    mock.mockImplementation(asCallable(metadata.mockImpl));
  }
  return mock;
}

/** Names of a mock function's own methods that do not begin with `mock`. */
const MOCK_CONTROLS: ReadonlySet<string> = new Set([
  '_isMockFunction',
  '_protoImpl',
  'getMockImplementation',
  'getMockName',
  'whenCalledWith',
  'withImplementation',
]);

/** A member called `__proto__` is a member, not the prototype; the mark of ES modules is not to be listed. */
function setMember(object: object, name: string, value: unknown): void {
  if (name !== '__proto__' && name !== '__esModule' && Reflect.set(object, name, value)) return;
  Reflect.defineProperty(object, name, {
    value,
    writable: true,
    enumerable: name !== '__esModule',
    configurable: true,
  });
}

function typeTag(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

function describe(value: unknown): MockMetadataType | null {
  if (value === null) return 'null';
  if (value === undefined) return 'undefined';
  if (typeof value === 'function') return 'function';
  if (typeof value !== 'object') return 'constant';
  if (Array.isArray(value)) return 'array';
  switch (typeTag(value)) {
    case 'Object':
    case 'Module':
      return 'object';
    case 'Number':
    case 'String':
    case 'Boolean':
    case 'Symbol':
      return 'constant'; // boxed
    case 'Map':
    case 'WeakMap':
    case 'Set':
      return 'collection';
    case 'RegExp':
      return 'regexp';
    default:
      return null;
  }
}

/** Members of an object and its prototypes, up to those of every object, function or regular expression. */
function slotNames(realm: Realm, component: object): Set<string> {
  const ends: unknown[] = [
    realm.Object.prototype,
    realm.Function.prototype,
    realm.RegExp.prototype,
  ];
  ends.push(Object.prototype, Function.prototype, RegExp.prototype);
  const names = new Set<string>();
  let owner: unknown = component;
  while (isObject(owner) && !ends.includes(owner)) {
    const isModule = typeTag(owner) === 'Module' || Reflect.get(owner, '__esModule') === true;
    for (const name of Object.getOwnPropertyNames(owner)) {
      if (isBuiltInDetail(owner, name)) continue;
      // A getter may do anything; those of a module only read an export.
      if (isModule || Object.getOwnPropertyDescriptor(owner, name)?.get === undefined)
        names.add(name);
    }
    owner = Object.getPrototypeOf(owner);
  }
  return names;
}

function isBuiltInDetail(owner: object, name: string): boolean {
  if (typeof owner === 'function') return FUNCTION_DETAILS.has(name);
  return owner instanceof RegExp && REGEXP_DETAILS.has(name);
}

const FUNCTION_DETAILS: ReadonlySet<string> = new Set([
  'arguments',
  'caller',
  'callee',
  'name',
  'length',
]);
const REGEXP_DETAILS: ReadonlySet<string> = new Set([
  'source',
  'global',
  'ignoreCase',
  'multiline',
  'lastIndex',
]);
