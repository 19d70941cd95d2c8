/**
 * `mock.of`: an object of any type whose members become mock functions when they are first read.
 * It has to look harmless to everything that examines values (await, expect, printers, JSON), so the names that
 * such code probes for never spring into being.
 */
import { ownKeys } from '../intrinsics.ts';
import { asCallable } from './callable.ts';
import { didYouMean, MockError } from './errors.ts';
import { isClass, makeMockFunction } from './mock-function.ts';
import type { Mocker } from './mocker.ts';
import { isObject, memberNames } from './objects.ts';
import { isMockFunction } from './spy.ts';
import type { Mock, MockOfOptions } from './types.ts';

/** @param source a class, an object, or nothing @param more the partial of a class, else options */
export function mockOf(
  mocker: Mocker,
  source: object | undefined,
  more: object | undefined,
): object {
  if (typeof source === 'function') return mockOfClass(mocker, source, more ?? {});
  const options: MockOfOptions = more ?? {};
  const template = source ?? {};
  const limited = options.limited ?? !isLiteral(template);
  if (!limited) {
    const target = {};
    addPartial(mocker, { target, name: options.name }, template);
    return new Proxy(target, openHandler(mocker, options.name));
  }
  const prototype: unknown = Object.getPrototypeOf(template);
  const target: object = { __proto__: prototype };
  for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(template))) {
    if (descriptor.get === undefined && typeof descriptor.value !== 'function')
      Object.defineProperty(target, key, descriptor);
  }
  const label = options.name ?? className(template) ?? 'the object';
  return new Proxy(target, limitedHandler(mocker, { template, label }));
}

function mockOfClass(mocker: Mocker, type: Function, partial: object): object {
  const template: unknown = type.prototype;
  if (!isObject(template)) {
    throw new MockError(
      'ZT1508',
      `mock.of() was given the function \`${type.name}\`, which is not a class`,
      {
        hint: 'Pass a class, an object, or nothing: mock.of<Type>(). For a mock function use mock.fn().',
      },
    );
  }
  const target: object = { __proto__: template };
  addPartial(mocker, { target, name: type.name }, partial);
  return new Proxy(target, limitedHandler(mocker, { template, label: type.name }));
}

interface LimitedTo {
  /** Whose members may be read. */
  readonly template: object;
  readonly label: string;
}

function limitedHandler(mocker: Mocker, { template, label }: LimitedTo): ProxyHandler<object> {
  const isMember = (target: object, key: PropertyKey): boolean =>
    Object.hasOwn(target, key) || (typeof key === 'string' && memberNames(template).has(key));
  return {
    get(target, key): unknown {
      if (Object.hasOwn(target, key)) return Reflect.get(target, key);
      if (key === 'constructor') return Reflect.get(target, key);
      const descriptor = findDescriptor(template, key);
      if (descriptor !== undefined) {
        // A getter would run code of the class; what it returns is for the test to say.
        return typeof descriptor.value === 'function'
          ? addMember(mocker, target, { key, label })
          : undefined;
      }
      if (key in Object.prototype) return Reflect.get(target, key);
      if (typeof key === 'symbol' || PROBED.has(key)) return undefined;
      throw unknownMember(key, { template, label });
    },
    set: setOwn,
    has: (target, key) => isMember(target, key) || key in Object.prototype,
  };
}

function openHandler(mocker: Mocker, name: string | undefined): ProxyHandler<object> {
  return {
    get(target, key): unknown {
      if (Object.hasOwn(target, key)) return Reflect.get(target, key);
      if (key in Object.prototype) return Reflect.get(Object.prototype, key);
      if (typeof key === 'symbol' || PROBED.has(key)) return undefined;
      return addMember(mocker, target, { key, label: name, isDeep: true });
    },
    set: setOwn,
    has: (target, key) =>
      Object.hasOwn(target, key) || (typeof key === 'string' && !PROBED.has(key)),
  };
}

interface Member {
  readonly key: PropertyKey;
  readonly label: string | undefined;
  /** Its own members can be read too: `client.users.find()`. */
  readonly isDeep?: boolean;
}

function addMember(mocker: Mocker, target: object, { key, label, isDeep }: Member): unknown {
  const name = label === undefined ? String(key) : `${label}.${String(key)}`;
  const member = makeMockFunction(
    mocker,
    isDeep === true ? { present: (fn) => new Proxy(fn, deepHandler(mocker, name)) } : {},
  );
  member.mockName(name);
  Object.defineProperty(target, key, {
    value: member,
    writable: true,
    enumerable: true,
    configurable: true,
  });
  return member;
}

/** A member that nobody knows yet to be a function or an object: it is both. */
function deepHandler(mocker: Mocker, label: string): ProxyHandler<Mock> {
  return {
    get(fn, key): unknown {
      if (key in fn || typeof key === 'symbol' || PROBED.has(key)) return Reflect.get(fn, key);
      return addMember(mocker, fn, { key, label, isDeep: true });
    },
  };
}

interface PartialTarget {
  readonly target: object;
  readonly name: string | undefined;
}

function addPartial(mocker: Mocker, { target, name }: PartialTarget, partial: object): void {
  for (const key of ownKeys(partial)) {
    const descriptor = Object.getOwnPropertyDescriptor(partial, key);
    if (descriptor === undefined) continue;
    const value: unknown = descriptor.value;
    if (typeof value === 'function' && !isMockFunction(value) && !isClass(value)) {
      const fn = makeMockFunction(mocker, { length: value.length });
      fn.mockName(name === undefined ? String(key) : `${name}.${String(key)}`);
      descriptor.value = fn.mockImplementation(asCallable(value));
    }
    Object.defineProperty(target, key, { ...descriptor, configurable: true });
  }
}

function setOwn(target: object, key: PropertyKey, value: unknown): boolean {
  const own = Object.getOwnPropertyDescriptor(target, key);
  if (own?.set !== undefined) return Reflect.set(target, key, value);
  return Reflect.defineProperty(target, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

function findDescriptor(template: object, key: PropertyKey): PropertyDescriptor | undefined {
  for (
    let owner: unknown = template;
    isObject(owner) && owner !== Object.prototype;
    owner = Object.getPrototypeOf(owner)
  ) {
    const descriptor = Object.getOwnPropertyDescriptor(owner, key);
    if (descriptor !== undefined) return descriptor;
  }
  return undefined;
}

function isLiteral(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  return prototype === null || prototype === Object.prototype;
}

function className(object: object): string | undefined {
  const name: unknown = isLiteral(object) ? undefined : object.constructor.name;
  return typeof name === 'string' && name !== '' ? name : undefined;
}

function unknownMember(key: string, { template, label }: LimitedTo): MockError {
  const names = memberNames(template);
  names.delete('constructor');
  const known = [...names].slice(0, 20).join(', ');
  return new MockError(
    'ZT1505',
    `\`${key}\` does not exist in ${label}, which this mock is limited to.${didYouMean(key, names)}` +
      (known === '' ? '' : ` It has: ${known}.`),
    {
      hint: `A field that the constructor sets is not known: give it a value with mock.of(${label}, { ${key}: … }).`,
    },
  );
}

/** Read by `await`, by `expect`, by printers and by serialisers of whatever they are given. */
const PROBED: ReadonlySet<string> = new Set([
  'then',
  'toJSON',
  'asymmetricMatch',
  'toAsymmetricMatcher',
  '$$typeof',
  '_isMockFunction',
  'nodeType',
  'tagName',
  'inspect',
  '@@__IMMUTABLE_ITERABLE__@@',
  '@@__IMMUTABLE_RECORD__@@',
  '__esModule',
]);
