/**
 * Module mocks: what test files call. The loader does the work behind {@link ModuleMocker}, and gives each module an
 * API of its own, because a specifier means something only together with the module that wrote it.
 */
import { MockError } from './errors.ts';
import type { Mocked } from './types.ts';

/**
 * Makes the exports of a mocked module; may be asynchronous when the module is imported, not required.
 *
 * @param importOriginal imports the actual module
 */
export type ModuleFactory<T = unknown> = (importOriginal: <M = T>() => Promise<M>) => unknown;

/**
 * How a mock comes by its exports: `factory`: it is called; `auto`: the `__mocks__` file beside the module, else
 * `MockApi.auto` of the actual exports; `manual`: the `__mocks__` file, which has to exist.
 */
export type ModuleMockKind = 'factory' | 'auto' | 'manual';

export interface ModuleMockRegistration {
  readonly specifier: string;
  /** Absolute path of the module that mocks. */
  readonly from: string;
  readonly kind: ModuleMockKind;
  /** Present for `factory`. Called once, when the module is first loaded; again after `resetModules`. */
  readonly factory?: ModuleFactory | undefined;
  /** The module need not exist. */
  readonly virtual: boolean;
}

/** What the loader does for module mocks. `from`: absolute path of the module that asks. */
export interface ModuleMocker {
  /** From now on whoever loads the module that `specifier` names gets the mock. Replaces an earlier mock of it. */
  register(mock: ModuleMockRegistration): void;
  /** From now on the actual module is loaded, also when everything is mocked automatically. */
  unregister(specifier: string, from: string): void;
  importActual(specifier: string, from: string): Promise<unknown>;
  requireActual(specifier: string, from: string): unknown;
  /** The mock that is registered, else an `auto` one. */
  importMock(specifier: string, from: string): Promise<unknown>;
  requireMock(specifier: string, from: string): unknown;
  /** Forgets all loaded modules of the file: the next load makes them anew. Mocks stay registered. */
  resetModules(): void;
  /** Runs `body` with a registry of modules of its own; until its promise is settled, when it returns one. */
  isolateModules<T>(body: () => T): T;
  /** For Jest suites: the same for what does not wait; packages are shared as before. */
  apart<T>(body: () => T): T;
  /** For Jest suites: whether modules of the project are mocked without being asked. */
  setAutomock(on: boolean): void;
}

export interface ModuleMockOptions {
  /** The module need not exist. Default false. */
  readonly virtual?: boolean;
  /** Only the `__mocks__` file beside the module will do. Default false: without one the module is mocked automatically. */
  readonly manual?: boolean;
}

/** The part of the `mock` object that is about modules. */
export interface ModuleMockApi {
  /**
   * Mocks a module for the whole test file, for static, dynamic and re-exported imports and for `require`.
   * The call is moved above the imports of the file, so the factory may only use what it makes itself, what
   * {@link hoisted} returns, and imports that it awaits.
   *
   * Without a factory: the `__mocks__` file beside the module if there is one, else every function is a mock function.
   *
   * The result of the factory is the module: with a `default` of its own (or `__esModule`) an ES module, otherwise
   * the default import is the result itself.
   *
   * @example mock.module('./mailer', () => ({ send: mock.fn() }))
   * @example mock.module('./config', async (original) => ({ ...(await original()), retries: 0 }))
   */
  module<T = unknown>(
    specifier: string,
    factory?: ModuleFactory<T> | ModuleMockOptions,
    options?: ModuleMockOptions,
  ): void;
  /** Like {@link module}, but done where it stands: it holds for modules that are loaded afterwards. */
  doModule<T = unknown>(
    specifier: string,
    factory?: ModuleFactory<T> | ModuleMockOptions,
    options?: ModuleMockOptions,
  ): void;
  /** Undoes {@link module}. Moved above the imports as well. */
  unmock(specifier: string): void;
  /** Like {@link unmock}, but done where it stands. */
  doUnmock(specifier: string): void;
  /** Imports the actual module, whether it is mocked or not. */
  importActual<T = unknown>(specifier: string): Promise<T>;
  // oxlint-disable-next-line typescript/no-explicit-any -- as Jest has it: `...mock.requireActual('x')` is what factories do
  requireActual<T = any>(specifier: string): T;
  /** Imports the mock of a module, whether it is mocked or not. */
  importMock<T = unknown>(specifier: string): Promise<Mocked<T>>;
  requireMock<T = unknown>(specifier: string): Mocked<T>;
  /**
   * Runs `make` above the imports of the file and returns its value: for what the factories of {@link module} share with tests.
   * @example const { send } = mock.hoisted(() => ({ send: mock.fn() }))
   */
  hoisted<T>(make: () => T): T;
  /** Forgets all loaded modules: the next `import()` or `require` makes them anew. Mocks stay. */
  resetModules(): void;
  /** Runs `body` with modules of its own, as if nothing had been loaded. Asynchronous when `body` is. */
  isolateModules<T>(body: () => T): T;
}

/** @param from absolute path of the module that gets this API */
export function createModuleMockApi(modules: ModuleMocker, from: string): ModuleMockApi {
  const register: ModuleMockApi['doModule'] = (specifier, factoryOrOptions, options) => {
    modules.register(toRegistration(specifier, from, { factoryOrOptions, options }));
  };
  /* oxlint-disable typescript/no-unsafe-type-assertion -- the type of a module is what its importer says it is */
  return {
    module: register,
    doModule: register,
    unmock: (specifier) => modules.unregister(checkSpecifier('unmock', specifier), from),
    doUnmock: (specifier) => modules.unregister(checkSpecifier('doUnmock', specifier), from),
    importActual: <T>(specifier: string) =>
      modules.importActual(checkSpecifier('importActual', specifier), from) as Promise<T>,
    requireActual: <T>(specifier: string) =>
      modules.requireActual(checkSpecifier('requireActual', specifier), from) as T,
    importMock: <T>(specifier: string) =>
      modules.importMock(checkSpecifier('importMock', specifier), from) as Promise<Mocked<T>>,
    requireMock: <T>(specifier: string) =>
      modules.requireMock(checkSpecifier('requireMock', specifier), from) as Mocked<T>,
    hoisted: (make) => make(),
    resetModules: () => modules.resetModules(),
    isolateModules: (body) => modules.isolateModules(body),
  };
}

interface RegisterArguments {
  readonly factoryOrOptions: ModuleFactory | ModuleMockOptions | undefined;
  readonly options: ModuleMockOptions | undefined;
}

function toRegistration(
  specifier: unknown,
  from: string,
  args: RegisterArguments,
): ModuleMockRegistration {
  const { factoryOrOptions } = args;
  if (
    factoryOrOptions === null ||
    (factoryOrOptions !== undefined && !['function', 'object'].includes(typeof factoryOrOptions))
  ) {
    throw new MockError(
      'ZT1510',
      `The factory of the mock of '${String(specifier)}' is not a function, it is of type ${typeof factoryOrOptions}`,
      {
        hint: 'Pass a function that returns the exports: mock.module(specifier, () => ({ … })).',
      },
    );
  }
  const factory = typeof factoryOrOptions === 'function' ? factoryOrOptions : undefined;
  const options = args.options ?? (typeof factoryOrOptions === 'object' ? factoryOrOptions : {});
  return {
    specifier: checkSpecifier('module', specifier),
    from,
    kind: factory !== undefined ? 'factory' : options.manual === true ? 'manual' : 'auto',
    factory,
    virtual: options.virtual ?? false,
  };
}

function checkSpecifier(method: string, specifier: unknown): string {
  if (typeof specifier === 'string' && specifier !== '') return specifier;
  throw new MockError(
    'ZT1510',
    `mock.${method}() needs the specifier of a module, and was given ${specifier === '' ? 'an empty string' : String(specifier)}`,
    {
      hint: "Write it as the import does: mock.module('./mailer').",
    },
  );
}
