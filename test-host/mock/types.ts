/**
 * The types of mock functions. Same names and meaning as Jest 30's, so that annotations of a migrated
 * suite keep their sense. Nothing here is imported from a package: users need no `@types`.
 */

/** Any function. `never` for the arguments makes every function fit without `any`. */
export type FunctionLike = (...args: never) => unknown;
/** Any class, abstract ones too. */
export type ClassLike = abstract new (...args: never) => unknown;

export type UnknownFunction = (...args: unknown[]) => unknown;
export type UnknownClass = new (...args: unknown[]) => unknown;

/** Keys of `T` whose value can be called with `new`. */
export type ConstructorLikeKeys<T> = keyof {
  [K in keyof T as Required<T>[K] extends ClassLike ? K : never]: T[K];
};
/** Keys of `T` whose value can be called. */
export type MethodLikeKeys<T> = keyof {
  [K in keyof T as Required<T>[K] extends FunctionLike ? K : never]: T[K];
};
/** The other keys of `T`. */
export type PropertyLikeKeys<T> = Exclude<keyof T, ConstructorLikeKeys<T> | MethodLikeKeys<T>>;

/** What one call to a mock function came to. `incomplete` while it has not returned. */
export type MockResult<T extends FunctionLike = UnknownFunction> =
  | { type: 'incomplete'; value: undefined }
  | { type: 'return'; value: ReturnType<T> }
  | { type: 'throw'; value: unknown };

/** All that a mock function remembers of its calls: entry `i` of each list is about the same call. */
export interface MockState<T extends FunctionLike = UnknownFunction> {
  /** The arguments. */
  calls: Parameters<T>[];
  /** `this`; what `new` made when it was a constructor call. */
  instances: ReturnType<T>[];
  /** `this`. */
  contexts: ThisParameterType<T>[];
  /** The place of each call among the calls to all mock functions of the file, from 1. */
  invocationCallOrder: number[];
  results: MockResult<T>[];
  /** The arguments of the last call; absent before the first. */
  lastCall?: Parameters<T>;
}

/** Something that stands for any value that it accepts, such as `expect.any(String)`. */
export interface AsymmetricMatcherLike {
  asymmetricMatch(other: unknown): boolean;
}

/** Each argument itself, or a matcher for it. */
export type MatchedParameters<T extends FunctionLike> =
  Parameters<T> extends infer P extends readonly unknown[]
    ? { [K in keyof P]: P[K] | AsymmetricMatcherLike }
    : never;

/** What every mock function can do, whatever it stands for. */
export interface MockInstance<T extends FunctionLike = UnknownFunction> extends Disposable {
  _isMockFunction: true;
  /** What an automatically mocked method falls back to: the mock on its prototype. */
  _protoImpl: Function | undefined;
  /** The calls so far. */
  mock: MockState<T>;
  /** What it runs now, without the ones that are for one call only. */
  getMockImplementation(): T | undefined;
  getMockName(): string;
  /** Names it in failure messages and snapshots. */
  mockName(name: string): this;
  /** Forgets the calls. */
  mockClear(): this;
  /** Forgets the calls and all that it was told to do: it returns `undefined` from now on. */
  mockReset(): this;
  /** `mockReset`, and puts the original back when it is a spy. Also what `using` does at the end of a scope. */
  mockRestore(): void;
  /** Runs `implementation` on each call. */
  mockImplementation(implementation?: T): this;
  /** Runs `implementation` on the next call that has no other such; can be queued. */
  mockImplementationOnce(implementation: T): this;
  /** Runs `implementation` while `body` runs, also when it is asynchronous. */
  withImplementation(implementation: T, body: () => Promise<unknown>): Promise<void>;
  withImplementation(implementation: T, body: () => void): void;
  mockReturnThis(): this;
  mockReturnValue(value: ReturnType<T>): this;
  mockReturnValueOnce(value: ReturnType<T>): this;
  mockResolvedValue(value: ResolvedValue<T>): this;
  mockResolvedValueOnce(value: ResolvedValue<T>): this;
  mockRejectedValue(value: RejectedValue<T>): this;
  mockRejectedValueOnce(value: RejectedValue<T>): this;
  /**
   * A mock function that answers the calls with these arguments (compared as `toEqual` does).
   * @example load.whenCalledWith('a.txt').mockResolvedValue('A')
   */
  whenCalledWith(...args: MatchedParameters<T>): Mock<T>;
}

/** A mock function: callable, also with `new`. */
export interface Mock<T extends FunctionLike = UnknownFunction> extends Function, MockInstance<T> {
  new (...args: Parameters<T>): ReturnType<T>;
  (...args: Parameters<T>): ReturnType<T>;
}

// TypeScript's ReturnType sees the last overload only; a promise may be in an earlier one (`end(): Promise<void>`
// beside `end(callback): void`).
type AnyReturn<T> = T extends {
  (...args: never): infer A;
  (...args: never): infer B;
  (...args: never): infer C;
  (...args: never): infer D;
}
  ? A | B | C | D
  : T extends (...args: never) => infer R
    ? R
    : never;
type PromisedReturn<T> = Extract<AnyReturn<T>, PromiseLike<unknown>>;
type ResolvedValue<T> = [PromisedReturn<T>] extends [never]
  ? never
  : PromisedReturn<T> extends PromiseLike<infer U>
    ? U
    : never;
type RejectedValue<T> = [PromisedReturn<T>] extends [never] ? never : unknown;

/** `T` with everything that can be called, at any depth, as a mock function. */
export type Mocked<T> = T extends ClassLike
  ? MockedClass<T>
  : T extends FunctionLike
    ? MockedFunction<T>
    : T extends object
      ? MockedObject<T>
      : T;

export type MockedClass<T extends ClassLike> = MockInstance<
  (...args: ConstructorParameters<T>) => Mocked<InstanceType<T>>
> &
  MockedObject<T>;

export type MockedFunction<T extends FunctionLike> = MockInstance<T> & MockedObject<T>;

export type MockedObject<T extends object> = {
  [K in keyof T]: T[K] extends ClassLike
    ? MockedClass<T[K]>
    : T[K] extends FunctionLike
      ? MockedFunction<T[K]>
      : T[K] extends object
        ? MockedObject<T[K]>
        : T[K];
} & T;

/** Like {@link Mocked}, one level deep. */
export type MockedShallow<T> = T extends ClassLike
  ? MockedClass<T>
  : T extends FunctionLike
    ? MockInstance<T> & T
    : T extends object
      ? {
          [K in keyof T]: T[K] extends ClassLike
            ? MockedClass<T[K]>
            : T[K] extends FunctionLike
              ? MockInstance<T[K]> & T[K]
              : T[K];
        } & T
      : T;

export type SpiedClass<T extends ClassLike = UnknownClass> = MockInstance<
  (...args: ConstructorParameters<T>) => InstanceType<T>
>;
export type SpiedFunction<T extends FunctionLike = UnknownFunction> = MockInstance<
  (...args: Parameters<T>) => ReturnType<T>
>;
export type SpiedGetter<T> = MockInstance<() => T>;
export type SpiedSetter<T> = MockInstance<(arg: T) => void>;
/** What `spyOn` returns for a member of type `T`. */
export type Spied<T extends ClassLike | FunctionLike> = T extends ClassLike
  ? SpiedClass<T>
  : T extends FunctionLike
    ? SpiedFunction<T>
    : never;

/** A property whose value was replaced by `mock.replaceProperty`. */
export interface Replaced<T = unknown> extends Disposable {
  /** Puts the original value back. */
  restore(): void;
  /** Replaces it once more; `restore` still leads to the original. */
  replaceValue(value: T): this;
}

/** Spies on a method, a class, or (with `access`) on a getter or setter. */
export interface SpyOn {
  <
    T extends object,
    K extends PropertyLikeKeys<T>,
    V extends Required<T>[K],
    A extends 'get' | 'set',
  >(
    object: T,
    key: K,
    access: A,
  ): A extends 'get' ? SpiedGetter<V> : A extends 'set' ? SpiedSetter<V> : never;
  <
    T extends object,
    K extends ConstructorLikeKeys<T> | MethodLikeKeys<T>,
    V extends Required<T>[K],
  >(
    object: T,
    key: K,
  ): V extends ClassLike | FunctionLike ? Spied<V> : never;
}

/** `mock.of`; see `MockApi.of`. */
export interface MockOf {
  /** Only the members that the class has exist; others throw. `partial` adds or replaces some. */
  <C extends ClassLike>(type: C, partial?: Partial<InstanceType<C>>): Mocked<InstanceType<C>>;
  /**
   * With an instance of a class, or with `limited`, only the members of the object exist, and its functions do not
   * run. Otherwise as with a partial one.
   */
  <T extends object>(object: T, options?: MockOfOptions): Mocked<T>;
  /** Any member exists. Those of `partial` are as given, its functions as mock functions. */
  <T extends object>(partial?: Partial<T>, options?: MockOfOptions): Mocked<T>;
}

export interface MockOfOptions {
  /** Only the members that the object has exist. Default: true for instances of classes, false for object literals. */
  readonly limited?: boolean;
  /** What failure messages call it, before the name of the member. */
  readonly name?: string;
}
