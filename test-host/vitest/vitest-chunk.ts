/** Entry of the lazy chunk `vitest`: what `import … from 'vitest'` gives, made of what the host has anyway. */
import { createRequire } from 'node:module';
import type { TestFunctions } from '../api/test-api.ts';
import type { TestScope } from '../api/scope.ts';
import type { TestContext } from '../api/types.ts';
import type { Expect } from '../expect/types.ts';
import type { MockApi } from '../mock/api.ts';
import { withChai, type ChaiExpect } from './chai-words.ts';
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
      expect: withChai({
        expect,
        currentTest,
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Chai's own
        chai: () => (chai() as { readonly expect: ChaiExpect }).expect,
      }),
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
  let vitest: string;
  try {
    vitest = createRequire(from).resolve('vitest/package.json');
  } catch (cause) {
    throw new Error(
      `This is said by ${name}, which comes with Vitest, and that is not installed: npm install -D vitest`,
      { cause },
    );
  }
  return createRequire(vitest)(name);
}
