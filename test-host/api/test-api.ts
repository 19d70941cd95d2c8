/**
 * The functions that test files import, bound to the registry of whichever file is loading.
 * One set serves a host for its whole life.
 */
import type { Location } from '../protocol.ts';
import { raisedAt, CodedError } from './coded-error.ts';
import type { Modifiers } from './declare.ts';
import { declareHook, declareRows, declareSuite, declareTest, PLAIN } from './declare.ts';
import type { UserFunction } from './registry.ts';
import type {
  AfterAll,
  AfterEach,
  AroundEach,
  BeforeAll,
  BeforeEach,
  SuiteApi,
  TestApi,
} from './types.ts';

export interface TestApiOptions {
  /**
   * Where the caller of `below` stands, in the user's source; asked for only while `wantsLocations` holds.
   * Absent: nodes have no location.
   */
  readonly captureLocation?: (below: UserFunction) => Location | undefined;
  /** Whether somebody reads locations in this run. Default: no. */
  readonly wantsLocations?: () => boolean;
  /**
   * Whether a function that beforeAll or beforeEach returns is called as clean-up. Default true.
   * `false` for Jest's suites, which return things without meaning to.
   */
  readonly hookCleanups?: boolean;
}

export interface TestFunctions {
  readonly test: TestApi;
  readonly it: TestApi;
  readonly suite: SuiteApi;
  readonly describe: SuiteApi;
  readonly beforeAll: BeforeAll;
  readonly afterAll: AfterAll;
  readonly beforeEach: BeforeEach;
  readonly afterEach: AfterEach;
  readonly aroundEach: AroundEach;
  /** Jest's short names for `.skip` and `.only`. */
  readonly xtest: TestApi;
  readonly xit: TestApi;
  readonly fit: TestApi;
  readonly xdescribe: SuiteApi;
  readonly fdescribe: SuiteApi;
}

export function createTestApi(options: TestApiOptions = {}): TestFunctions {
  const locate = (below: UserFunction): Location | undefined =>
    options.wantsLocations?.() === true ? options.captureLocation?.(below) : undefined;
  const returnsCleanup = options.hookCleanups ?? true;
  const hook = (kind: Parameters<typeof declareHook>[0]) => {
    const declare = (fn: unknown, timeout?: unknown): void => {
      atCaller(declare, () =>
        declareHook(kind, { fn, timeout, returnsCleanup, location: locate(declare) }),
      );
    };
    return declare;
  };
  // The chain is built from descriptors, which no type can follow; `types.ts` is its contract, and the tests hold both together.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  const test = createChain('test', locate) as unknown as TestApi;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  const suite = createChain('suite', locate) as unknown as SuiteApi;
  return {
    test,
    it: test,
    suite,
    describe: suite,
    beforeAll: hook('beforeAll'),
    afterAll: hook('afterAll'),
    beforeEach: hook('beforeEach'),
    afterEach: hook('afterEach'),
    aroundEach: hook('aroundEach'),
    get xtest() {
      return test.skip;
    },
    get xit() {
      return test.skip;
    },
    get fit() {
      return test.only;
    },
    get xdescribe() {
      return suite.skip;
    },
    get fdescribe() {
      return suite.only;
    },
  };
}

type Locate = (below: UserFunction) => Location | undefined;

const FLAGS: Readonly<Record<string, Partial<Modifiers>>> = {
  only: { only: true },
  skip: { skip: true },
  todo: { todo: true },
  fails: { fails: true },
  failing: { fails: true },
  concurrent: { concurrent: true },
  sequential: { concurrent: false },
};

/** `test` or `suite` with all its modifiers; each step of a chain is made when it is first used, and kept. */
function createChain(kind: 'test' | 'suite', locate: Locate): UserFunction {
  const made = new Map<string, UserFunction>();
  const link = (modifiers: Modifiers): UserFunction => {
    const key = JSON.stringify(modifiers);
    const existing = made.get(key);
    if (existing !== undefined) return existing;
    const created = createLink(modifiers);
    made.set(key, created);
    return created;
  };

  const createLink = (modifiers: Modifiers): UserFunction => {
    const declare = kind === 'test' ? declareTest : declareSuite;
    const callable = (...args: unknown[]): void => {
      atCaller(callable, () => declare(args, { modifiers, location: locate(callable) }));
    };
    for (const [name, flag] of Object.entries(FLAGS)) {
      if (kind === 'suite' && flag.fails === true) continue;
      Object.defineProperty(callable, name, {
        get: () => link({ ...modifiers, ...flag }),
        configurable: true,
      });
    }
    const table =
      (style: 'each' | 'for') =>
      (rows: unknown, ...values: unknown[]) => {
        const declareEach = (...args: unknown[]): void => {
          atCaller(declareEach, () =>
            declareRows(kind, args, {
              modifiers,
              location: locate(declareEach),
              table: { style, rows, values },
            }),
          );
        };
        return declareEach;
      };
    return Object.assign(callable, {
      each: table('each'),
      for: table('for'),
      skipIf: (condition: unknown) => link(condition ? { ...modifiers, skip: true } : modifiers),
      runIf: (condition: unknown) => link(condition ? modifiers : { ...modifiers, skip: true }),
    });
  };

  return link(PLAIN);
}

/** Runs `declare`; the stack of an error of ours begins at the line that called us. */
function atCaller(callable: UserFunction, declare: () => void): void {
  try {
    declare();
  } catch (error) {
    if (error instanceof CodedError && !raised.has(error)) {
      raised.add(error);
      raisedAt(error, callable);
    }
    throw error;
  }
}

/** Errors that went through an inner declaration already keep its place. */
const raised = new WeakSet<CodedError>();
