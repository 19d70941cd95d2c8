/**
 * The functions that test files import, bound to the registry of whichever file is loading.
 * One set serves a host for its whole life.
 */
import type { Location, TestId } from '../protocol.ts';
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
  /** Where the caller of `below` stands, in the user's source. Absent: nodes have no location. */
  readonly captureLocation?: (below: UserFunction) => Location | undefined;
  /** Whether somebody reads where a node stands, or, without an id, where nodes of a table do. Default: no. */
  readonly wantsLocation?: (id?: TestId) => boolean;
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
  const locate: Locate = (below, id) =>
    options.wantsLocation?.(id) === true ? options.captureLocation?.(below) : undefined;
  const returnsCleanup = options.hookCleanups ?? true;
  const hook = (kind: Parameters<typeof declareHook>[0]) => {
    const declare = (fn: unknown, timeout?: unknown): void => {
      atCaller(declare, () => declareHook(kind, { fn, timeout, returnsCleanup }));
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

type Locate = (below: UserFunction, id?: TestId) => Location | undefined;

const FLAGS: Readonly<Record<string, Partial<Modifiers>>> = {
  only: { only: true },
  skip: { skip: true },
  todo: { todo: true },
  fails: { fails: true },
  failing: { fails: true },
  concurrent: { concurrent: true },
  sequential: { concurrent: false },
};

type Kind = 'test' | 'suite';

/** What stands behind `test`, `test.skip`, `test.skip.concurrent`, …: the functions of one file share what they have made. */
interface Link {
  readonly modifiers: Modifiers;
  readonly locate: Locate;
  readonly made: Map<string, UserFunction>;
}

/** By its function, which users see. */
const LINK = Symbol('link');

/** `test` or `suite` with all its modifiers; each step of a chain is made when it is first used, and kept. */
function createChain(kind: Kind, locate: Locate): UserFunction {
  return follow(kind, { modifiers: PLAIN, locate, made: new Map() });
}

function follow(kind: Kind, link: Link): UserFunction {
  const key = JSON.stringify(link.modifiers);
  let callable = link.made.get(key);
  if (callable === undefined) {
    callable = createCallable(kind, link);
    link.made.set(key, callable);
  }
  return callable;
}

function createCallable(kind: Kind, link: Link): UserFunction {
  const declare = kind === 'test' ? declareTest : declareSuite;
  const { modifiers, locate } = link;
  const callable = (...args: unknown[]): void => {
    atCaller(callable, () => declare(args, { modifiers, locate: (id) => locate(callable, id) }));
  };
  Object.setPrototypeOf(callable, PROTOTYPES[kind]);
  return Object.defineProperty(callable, LINK, { value: link });
}

/** The members of a step, made when they are asked for: every test file gets functions of its own. */
const PROTOTYPES: Readonly<Record<Kind, object>> = {
  test: createPrototype('test'),
  suite: createPrototype('suite'),
};

function createPrototype(kind: Kind): object {
  const prototype = {};
  Object.setPrototypeOf(prototype, Function.prototype);
  const define = (name: string, make: (link: Link) => unknown): void => {
    Object.defineProperty(prototype, name, {
      get(this: { readonly [LINK]: Link }) {
        return make(this[LINK]);
      },
    });
  };
  const next = (link: Link, flag: Partial<Modifiers>): UserFunction =>
    follow(kind, { ...link, modifiers: { ...link.modifiers, ...flag } });
  for (const [name, flag] of Object.entries(FLAGS)) {
    if (kind === 'suite' && flag.fails === true) continue;
    define(name, (link) => next(link, flag));
  }
  define('each', (link) => tableOf(kind, 'each', link));
  define('for', (link) => tableOf(kind, 'for', link));
  define('skipIf', (link) => (condition: unknown) => next(link, condition ? { skip: true } : {}));
  define('runIf', (link) => (condition: unknown) => next(link, condition ? {} : { skip: true }));
  return Object.freeze(prototype);
}

function tableOf(kind: Kind, style: 'each' | 'for', { modifiers, locate }: Link): UserFunction {
  const begin = (rows: unknown, ...values: unknown[]): UserFunction => {
    const beginning = locate(begin);
    const declareEach = (...args: unknown[]): void => {
      atCaller(declareEach, () => {
        const location = endOfTable(rows, { beginning, call: locate(declareEach) });
        declareRows(kind, args, {
          modifiers,
          locate: () => location,
          firstLine: beginning?.line,
          table: { style, rows, values },
        });
      });
    };
    return declareEach;
  };
  return begin;
}

/**
 * Tests of a table stand where its title does: behind the table, as with Jest and Vitest. The source map of a tagged template
 * leads to the last value in it; what follows in the template is known.
 */
function endOfTable(
  rows: unknown,
  { beginning, call }: Record<'beginning' | 'call', Location | undefined>,
): Location | undefined {
  if (beginning === undefined || call === undefined || !isTemplate(rows)) return call;
  const last = rows.raw.at(-1)?.split('\n') ?? [];
  const lines = rows.raw.join('').split('\n').length - 1;
  const isBehind = last.length < 2 || call.line - beginning.line >= lines;
  if (isBehind) return call;
  return { ...call, line: call.line + last.length - 1, column: (last.at(-1)?.length ?? 0) + 1 };
}

function isTemplate(rows: unknown): rows is TemplateStringsArray {
  return Array.isArray(rows) && 'raw' in rows;
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
