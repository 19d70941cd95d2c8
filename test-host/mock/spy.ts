/** `mock.spyOn`: puts a mock function in the place of a method, class, getter or setter. */
import { types } from 'node:util';
import { isOwnModule, originalOf } from '../loader/interop.ts';
import { asCallable } from './callable.ts';
import { didYouMean, MockError } from './errors.ts';
import { isClass, makeMockFunction } from './mock-function.ts';
import { standInForClass, type Mocker } from './mocker.ts';
import { inheritedDescriptor, isObject, memberNames } from './objects.ts';
import type { Mock } from './types.ts';

export interface SpyTarget {
  readonly object: unknown;
  readonly key: PropertyKey | null | undefined;
  readonly access?: 'get' | 'set' | undefined;
}

/** The messages of wrong uses are Jest's where its suite tests them: migrated tests may expect them. */
export function spyOn(mocker: Mocker, { object, key, access }: SpyTarget): Mock {
  const owner = checkTarget('spyOn', object, key);
  return access === undefined ? spyOnMethod(mocker, owner) : spyOnAccessor(mocker, owner, access);
}

/** An object and the name of one of its properties, after {@link checkTarget}. */
export interface Member {
  readonly object: object;
  readonly key: PropertyKey;
}

export function checkTarget(
  what: string,
  object: unknown,
  key: PropertyKey | null | undefined,
): Member {
  if (!isObject(object)) {
    throw new MockError(
      'ZT1501',
      `Cannot use ${what} on a primitive value; ${typeName(object)} given`,
    );
  }
  if (key === null || key === undefined) throw new MockError('ZT1501', 'No property name supplied');
  return { object, key };
}

function spyOnMethod(mocker: Mocker, member: Member): Mock {
  const { object, key } = member;
  const original: unknown = Reflect.get(object, key);
  if (isMockFunction(original)) return original;
  if (original === undefined || (!(key in object) && !original)) throw missingProperty(member);
  if (typeof original !== 'function') {
    throw new MockError(
      'ZT1503',
      `Cannot spy on the \`${String(key)}\` property because it is not a function; ${typeName(original)} given instead.` +
        (typeof original === 'object'
          ? ''
          : ` If you are trying to mock a property, use \`${mocker.apiName}.replaceProperty(object, '${String(key)}', value)\` instead.`),
    );
  }
  const target = behindMirror(member);

  let putBack = (): void => {};
  const spy = makeMockFunction(mocker, { restore: () => putBack() });
  if (isClass(original)) standInForClass(spy, original);
  spy.mockImplementation(asCallable(original));
  const undo = replaceMethod(target, spy, mocker.assignsSpies);
  putBack = mocker.addChange('spy', undo);
  return spy;
}

/** A namespace that the loader made for a CommonJS module only mirrors its exports: a change has to be in both. */
export function behindMirror(member: Member): Member {
  const original = member.key === 'default' ? undefined : originalOf(member.object);
  return original === undefined ? member : { object: original, key: member.key };
}

/** Puts `spy` into the property and returns what puts the original back. */
function replaceMethod(member: Member, spy: Mock, isAssigned: boolean): () => void {
  const { object, key } = member;
  if (types.isModuleNamespaceObject(object)) throw nativeNamespace(member);
  const own = Object.getOwnPropertyDescriptor(object, key);
  const descriptor = own ?? inheritedDescriptor(object, key);
  const putBack = (): void => {
    if (own === undefined) Reflect.deleteProperty(object, key);
    else Object.defineProperty(object, key, own);
  };
  if (descriptor?.get !== undefined && !(isAssigned && descriptor.set !== undefined)) {
    define(member, {
      ...descriptor,
      get: () => spy,
      configurable: own === undefined || own.configurable === true,
    });
    return putBack;
  }
  const original: unknown = own?.get === undefined ? own?.value : Reflect.get(object, key);
  if (Reflect.set(object, key, spy)) {
    // Assigned, so that objects with a will of their own (proxies, browser objects) see what they would always see.
    return own === undefined ? putBack : () => void Reflect.set(object, key, original);
  }
  define(member, {
    configurable: true,
    enumerable: descriptor?.enumerable ?? true,
    writable: true,
    value: spy,
  });
  return putBack;
}

function spyOnAccessor(mocker: Mocker, member: Member, access: 'get' | 'set'): Mock {
  const { object, key } = member;
  const own = ownAccessor(member);
  const descriptor = own ?? inheritedDescriptor(object, key);
  if (descriptor === undefined) throw missingProperty(member);
  if (types.isModuleNamespaceObject(object)) throw nativeNamespace(member);
  if (descriptor.configurable !== true) throw notConfigurable(member);
  const original = descriptor[access];
  if (original === undefined) {
    throw new MockError(
      'ZT1503',
      `Property \`${String(key)}\` does not have access type ${access}`,
    );
  }
  if (isMockFunction(original)) return original;

  let putBack = (): void => {};
  const spy = makeMockFunction(mocker, { restore: () => putBack() });
  spy.mockImplementation(asCallable(original));
  define(member, { ...descriptor, [access]: spy });
  putBack = mocker.addChange('spy', () => {
    if (own === undefined) {
      Reflect.deleteProperty(object, key);
      return;
    }
    // The other half may have been spied on since, and restored in any order.
    const now = Object.getOwnPropertyDescriptor(object, key) ?? own;
    Object.defineProperty(object, key, { ...now, [access]: original });
  });
  return spy;
}

/** What a module exports may be spied on as if it were an accessor: until somebody looks, nothing tells. */
function ownAccessor({ object, key }: Member): PropertyDescriptor | undefined {
  const own = Object.getOwnPropertyDescriptor(object, key);
  if (own === undefined || !('value' in own) || !isOwnModule(object)) return own;
  let value: unknown = own.value;
  return {
    get: () => value,
    set: (next: unknown) => (value = next),
    enumerable: own.enumerable === true,
    configurable: own.configurable === true,
  };
}

function define(member: Member, descriptor: PropertyDescriptor): void {
  if (!Reflect.defineProperty(member.object, member.key, descriptor)) throw frozenProperty(member);
}

export function isMockFunction(value: unknown): value is Mock {
  return (
    value !== null && value !== undefined && Reflect.get(Object(value), '_isMockFunction') === true
  );
}

function typeName(value: unknown): string {
  return value === null ? 'null' : typeof value;
}

// Errors -----------------------------------------------------------------------------------------

export function missingProperty({ object, key }: Member): MockError {
  const names = typeof key === 'string' ? didYouMean(key, memberNames(object)) : '';
  const message = `Property \`${String(key)}\` does not exist in the provided object`;
  return new MockError('ZT1502', names === '' ? message : `${message}.${names}`);
}

export function notConfigurable({ key }: Member): MockError {
  return new MockError('ZT1504', `Property \`${String(key)}\` is not declared configurable`, {
    hint: 'The object does not let its property be replaced. Spy on what it calls, or mock its module with mock.module.',
  });
}

function frozenProperty({ key }: Member): MockError {
  return new MockError(
    'ZT1504',
    `Cannot replace the \`${String(key)}\` property: the object is frozen, or the property is read-only`,
    {
      hint: 'Pass a mock in its place (mock.of), or mock its module with mock.module.',
    },
  );
}

function nativeNamespace({ key }: Member): MockError {
  return new MockError(
    'ZT1504',
    `Cannot redefine property \`${String(key)}\`: the exports of a package's ES module cannot be replaced one by one`,
    {
      hint: `Mock the module: mock.module('<package>', async (original) => ({ ...(await original()), ${String(key)}: mock.fn() }))`,
    },
  );
}
