/** Entry of the lazy chunk `vitest`: what `import … from 'vitest'` gives, made of what the host has anyway. */
import { createRequire } from 'node:module';
import type { TestFunctions } from '../api/test-api.ts';
import type { TestScope } from '../api/scope.ts';
import type { TestContext } from '../api/types.ts';
import type { Expect } from '../expect/types.ts';
import type { MockApi } from '../mock/api.ts';
import { vitestMatchers } from './matchers.ts';
import { vitestFunctions } from './test-functions.ts';
import { createSharedVi, createVi, type ViHost } from './vi.ts';

export { importMetaEnv } from './import-meta-env.ts';

export interface VitestParts extends ViHost {
  readonly currentTest: () => TestScope | undefined;
  readonly functions: TestFunctions;
  readonly expect: Expect;
  /** Of any module. */
  readonly mock: MockApi;
}

/** One for a test file; what it returns makes what a module of it imports. */
export type OpenVitest = (mock: MockApi, from: string) => object;

export function openVitest(parts: VitestParts): OpenVitest {
  const { functions, expect, mock, currentTest } = parts;
  for (const [name, value] of Object.entries(VARIABLES)) process.env[name] ??= value;
  const contexts = followTests(parts);
  expect.extend(vitestMatchers);
  const contextOf = (name: string): TestContext => {
    const test = currentTest();
    const context = test && contexts.get(test);
    if (context === undefined) throw new Error(`${name}() was called outside of a test.`);
    return context;
  };
  const shared = createSharedVi(mock, parts);
  return (own, from) => {
    const vi = createVi(shared, own);
    const chai = (): unknown => requireOfVitest(from, 'chai');
    const { test, describe } = vitestFunctions({
      functions,
      display: (value) => displayed(from, value),
    });
    const more = {
      __esModule: true,
      expect: withChai(expect, chai),
      vi,
      vitest: vi,
      onTestFinished: (fn: () => unknown) => contextOf('onTestFinished').onTestFinished(fn),
      onTestFailed: (fn: () => unknown) => contextOf('onTestFailed').onTestFailed(fn),
      assertType: () => {},
      expectTypeOf: () => typesOnly,
      get chai() {
        return chai();
      },
      get assert(): unknown {
        const assert: unknown = Reflect.get(Object(chai()), 'assert');
        return assert;
      },
    };
    return Object.defineProperties(more, {
      ...Object.getOwnPropertyDescriptors(functions),
      ...Object.getOwnPropertyDescriptors({ test, it: test, describe, suite: describe, bench }),
    });
  };
}

/** By which code knows that it runs under Vitest. */
const VARIABLES: Readonly<Record<string, string>> = {
  TEST: 'true',
  VITEST: 'true',
  VITEST_MODE: 'RUN',
  VITEST_POOL_ID: '1',
  VITEST_WORKER_ID: '1',
};

/** Outside of `vitest bench` Vitest refuses it, too. */
function bench(name: unknown): never {
  const title = typeof name === 'function' ? name.name : String(name);
  throw new Error(
    `bench("${title}") is run by "vitest bench", not among tests: keep it in a file of its own, such as *.bench.ts.`,
  );
}

/** As Vitest shortens a value in a title. */
function displayed(from: string, value: unknown): string {
  try {
    const utils: unknown = requireOfVitest(from, '@vitest/utils');
    const print: unknown = Reflect.get(Object(utils), 'objDisplay');
    if (typeof print === 'function') return String(Reflect.apply(print, undefined, [value]));
  } catch {
    // Vitest is not there, or hides it
  }
  return String(value);
}

/** What Chai's assertions begin with: words, and such assertions as ours have under another name. */
const OF_CHAI: ReadonlySet<PropertyKey> = new Set(
  (
    'to be is has have that which and with a an above at below closeTo contain contains deep eq eql equal equals exist exists ' +
    'greaterThan greaterThanOrEqual gt gte haveOwnProperty include includes instanceOf instanceof keys least length lengthOf ' +
    'lessThan lessThanOrEqual lt lte members most nested ok oneOf own property satisfies satisfy throw throws within'
  ).split(' '),
);

/** `expect(1).to.equal(1)` is said by the project's own Chai, which is loaded for it. */
function withChai(expect: Expect, chai: () => unknown): Expect {
  const begin = (actual: unknown, message?: string): object =>
    new Proxy(expect(actual), {
      get: (assertion, name) => {
        if (!OF_CHAI.has(name)) return ownWord(assertion, name, actual);
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Chai's own
        const { expect: chaiExpect } = chai() as { expect: (...args: unknown[]) => object };
        const begun = chaiExpect(actual, message);
        const said: unknown = Reflect.get(begun, name);
        if (typeof said !== 'function') return said;
        return (...args: readonly unknown[]): unknown => Reflect.apply(said, begun, args);
      },
    });
  Object.setPrototypeOf(begin, expect);
  Object.assign(begin, { oneOf: (values: readonly unknown[]) => oneOf(values, expect) });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the other members are those of its prototype
  return begin as unknown as Expect;
}

/** What matches no object matches in Vitest what it equals; in Jest it is a mistake. */
function ownWord(assertion: object, name: PropertyKey, actual: unknown): unknown {
  const isMatched = name === 'toMatchObject' || name === 'not';
  if (!isMatched || (typeof actual === 'object' && actual !== null))
    return Reflect.get(assertion, name);
  if (name === 'toMatchObject') return Reflect.get(assertion, 'toEqual');
  const negated: unknown = Reflect.get(assertion, name);
  return new Proxy(new Object(negated), { get: (not, word) => ownWord(not, word, actual) });
}

/** Equal to what equals one of the values. */
function oneOf(values: readonly unknown[], expect: Expect): object {
  return {
    $$typeof: Symbol.for('jest.asymmetricMatcher'),
    asymmetricMatch: (actual: unknown) =>
      values.some((value) => {
        try {
          expect(actual).toEqual(value);
          return true;
        } catch {
          return false;
        }
      }),
    toString: () => 'OneOf',
    getExpectedType: () => 'any',
  };
}

/** Functions that are no argument of the test lead to its context by the test that runs. */
function followTests({
  functions: { beforeEach },
  currentTest,
}: VitestParts): WeakMap<TestScope, TestContext> {
  const contexts = new WeakMap<TestScope, TestContext>();
  // Asynchronous, so that nobody takes its argument for a callback to wait for.
  beforeEach(async (t) => {
    const test = currentTest();
    if (test !== undefined) contexts.set(test, t);
    await Promise.resolve();
  });
  return contexts;
}

/** Whatever is asked of types at run time: it is said by the compiler, or not at all. */
const typesOnly: object = new Proxy(() => {}, {
  get: (_target, name) => (name === 'then' ? undefined : typesOnly),
  apply: () => typesOnly,
});

/** A package that Vitest has brought along. */
function requireOfVitest(from: string, name: string): unknown {
  const vitest = createRequire(from).resolve('vitest/package.json');
  return createRequire(vitest)(name);
}
