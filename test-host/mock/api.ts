/**
 * The `mock` object. Each module gets its own, because module mocks are relative to the module that asks; everything
 * else is shared by the file. Nothing here costs anything before it is used.
 */
import { autoMock } from './automock.ts';
import { fileMocker } from './file-mocks.ts';
import { mockOf } from './mock-of.ts';
import { createModuleMockApi, type ModuleMockApi, type ModuleMocker } from './module-mocks.ts';
import { replaceProperty } from './replace-property.ts';
import { isMockFunction, spyOn } from './spy.ts';
import { mockTime } from './time.ts';
import type { MockTime } from './time-types.ts';
import type {
  FunctionLike,
  Mock,
  Mocked,
  MockedShallow,
  MockOf,
  MockInstance,
  Replaced,
  SpyOn,
  UnknownFunction,
} from './types.ts';
import { verifyCalls, verifyNoMoreCalls } from './verify-calls.ts';

/** The first arguments of a method's calls, or matchers for them, as `verifyCalls` takes them. */
export type ExpectedCallOf<T> = {
  [K in keyof T]: T[K] extends (...args: infer P) => unknown
    ? readonly [K, ...MatchedTuple<P>]
    : never;
}[keyof T];
type MatchedTuple<P extends readonly unknown[]> = {
  [I in keyof P]: P[I] | { asymmetricMatch(other: unknown): boolean };
};

/** A mock function or spy of whatever type. */
interface AnyMock {
  readonly _isMockFunction: true;
  getMockName(): string;
}

export interface VerifyCalls {
  /** Calls of several mock functions, in the order in which they were made. */
  (calls: readonly (readonly [AnyMock, ...unknown[]])[]): void;
  /** Calls of one mock function: its arguments. */
  <T extends FunctionLike>(
    mock: MockInstance<T>,
    calls: readonly MatchedTuple<Parameters<T>>[],
  ): void;
  /** Calls of an object's mock functions: the name of the method, then its arguments. */
  <T extends object>(object: T, calls: readonly ExpectedCallOf<T>[]): void;
}

/**
 * Mocks of functions, objects, modules and time.
 *
 * After each test, what the test did is undone: its spies, replaced properties and clocks are put back, and the
 * calls it made to mock functions that live longer are forgotten. What was done outside any test (at the top of
 * the file, in `beforeAll`) holds until the end of the suite or file. A mock function keeps the implementation that
 * it was last given. `mocks.restore: false` in the configuration turns all of it off, but for the end of the file.
 */
export interface MockApi extends ModuleMockApi {
  /**
   * A mock function: it remembers its calls, and does what it is told.
   * @example const add = mock.fn((a: number, b: number) => a + b)
   * @example const load = mock.fn<(id: string) => Promise<User>>().mockResolvedValue(user)
   */
  fn<T extends FunctionLike = UnknownFunction>(implementation?: T): Mock<T>;
  /**
   * Watches a method: it still does its work, and remembers its calls; told to, it does something else.
   * Works on objects, classes, and the namespaces of the project's own modules.
   *
   * @throws ZT1502 the property does not exist, ZT1503 it is not a function, ZT1504 it cannot be replaced: mock its module
   * @example const send = mock.spyOn(mailer, 'send').mockResolvedValue(undefined)
   * @example mock.spyOn(user, 'name', 'get').mockReturnValue('Ada')
   */
  spyOn: SpyOn;
  /**
   * Another value for a property that is no function.
   * @example mock.replaceProperty(process.env, 'API_URL', 'http://localhost')
   */
  replaceProperty<T extends object, K extends keyof T>(
    object: T,
    key: K,
    value: T[K],
  ): Replaced<T[K]>;
  /**
   * An object of type `T` whose members are mock functions, made when they are first read.
   *
   * @example const mailer = mock.of<Mailer>(); mailer.send.mockResolvedValue(undefined)
   * @example const config = mock.of<Config>({ retries: 3 })
   * @example const repository = mock.of(UserRepository) // only what the class has; ZT1505 for anything else
   */
  of: MockOf;
  /** A mock of everything in an object or class: functions become mock functions, arrays are empty, primitives stay. */
  auto<T>(exports: T): Mocked<T>;
  /** The value itself, typed as the mock that it is. */
  mocked<T>(value: T, options?: { readonly shallow?: false }): Mocked<T>;
  mocked<T>(value: T, options: { readonly shallow: true }): MockedShallow<T>;
  isMockFunction(value: unknown): value is Mock;
  /** Every mock function forgets its calls. */
  clearAll(): void;
  /** Every mock function forgets its calls and all that it was told: it returns `undefined`. */
  resetAll(): void;
  /** Puts back everything that was spied on or replaced. */
  restoreAll(): void;
  time: MockTime;
  /**
   * Checks that these calls were made, in this order; others may lie between them.
   * @throws ZT1506
   * @example mock.verifyCalls(mailer, [['connect'], ['send', 'a@b.c', expect.any(String)]])
   * @example mock.verifyCalls([[begin], [insert, user], [commit]])
   */
  verifyCalls: VerifyCalls;
  /**
   * Checks that {@link verifyCalls} has found every call of these mock functions, or of the mock functions in these objects.
   * @throws ZT1507
   */
  verifyNoMoreCalls(...mocks: readonly object[]): void;
}

export interface MockApiOptions {
  readonly modules: ModuleMocker;
  /** Absolute path of the module that gets the object. */
  readonly from: string;
}

export function createMockApi({ modules, from }: MockApiOptions): MockApi {
  return { ...shared, ...createModuleMockApi(modules, from) };
}

/* oxlint-disable typescript/no-unsafe-type-assertion -- the casts only put types to what the functions do with any value */
const shared: Omit<MockApi, keyof ModuleMockApi> = {
  fn: (implementation) => fileMocker().fn(implementation),
  spyOn: ((object: object, key: PropertyKey, access?: 'get' | 'set') =>
    spyOn(fileMocker(), { object, key, access })) as SpyOn,
  replaceProperty: <T extends object, K extends keyof T>(object: T, key: K, value: T[K]) =>
    replaceProperty(fileMocker(), { object, key }, value) as Replaced<T[K]>,
  of: ((source?: object, more?: object) => mockOf(fileMocker(), source, more)) as MockOf,
  auto: (exports) => autoMock(fileMocker(), exports),
  mocked: ((value: unknown) => value) as MockApi['mocked'],
  isMockFunction,
  clearAll: () => fileMocker().clearAll(),
  resetAll: () => fileMocker().resetAll(),
  restoreAll: () => fileMocker().restoreAll(),
  time: ((first?: never, second?: never) => mockTime(fileMocker(), first, second)) as MockTime,
  verifyCalls: ((first: object, second?: readonly (readonly unknown[])[]) =>
    second === undefined && Array.isArray(first)
      ? verifyCalls(undefined, first)
      : verifyCalls(first, second ?? [])) as VerifyCalls,
  verifyNoMoreCalls: (...mocks) => verifyNoMoreCalls(mocks),
};
