/** `test` and `describe` as Vitest has them, made of ours: fixtures, its titles of rows, what it has besides. */
import type { TestFunctions } from '../api/test-api.ts';
import type { TestContext } from '../api/types.ts';
import type { UserFunction } from '../api/registry.ts';
import { readTable, type TableStyle } from '../../titles/table.ts';
import { vitestTitle } from '../../titles/vitest-title.ts';
import { addFixtures, withFixtures, type Fixtures } from './fixtures.ts';

export interface VitestFunctions {
  readonly test: object;
  readonly describe: object;
}

interface Kit {
  readonly functions: TestFunctions;
  /** How Vitest itself shortens a value in a title. */
  readonly display: (value: unknown) => string;
}

const MODIFIERS = new Set(['only', 'skip', 'todo', 'fails', 'failing', 'concurrent', 'sequential']);
const HOOKS = new Set(['beforeEach', 'afterEach', 'beforeAll', 'afterAll', 'aroundEach']);

export function vitestFunctions(kit: Kit): VitestFunctions {
  return {
    test: testOf(kit.functions.test, new Map(), kit),
    describe: suiteOf(kit.functions.describe, kit),
  };
}

function testOf(api: object, fixtures: Fixtures, kit: Kit): object {
  return new Proxy(api, {
    apply: (target, _, args: readonly unknown[]) => call(target, withContext(args, fixtures)),
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (name === 'extend') {
        return (...given: readonly unknown[]) =>
          testOf(
            api,
            addFixtures(fixtures, given, (end) => kit.functions.afterAll(end)),
            kit,
          );
      }
      if (name === 'describe' || name === 'suite') return suiteOf(kit.functions.describe, kit);
      if (HOOKS.has(String(name)))
        return (fn: UserFunction, ...rest: readonly unknown[]) =>
          call(Reflect.get(kit.functions, name), [contextFunction(fn, fixtures), ...rest]);
      if (name === 'each' || name === 'for') return tableOf(target, { style: name, fixtures, kit });
      if (name === 'skipIf' || name === 'runIf')
        return (condition: unknown) => testOf(objectOf(call(value, [condition])), fixtures, kit);
      return MODIFIERS.has(String(name)) ? testOf(objectOf(value), fixtures, kit) : value;
    },
  });
}

function suiteOf(api: object, kit: Kit): object {
  const suite: object = new Proxy(api, {
    apply: (target, _, args: readonly unknown[]) => call(target, args.map(withoutShuffle)),
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (name === 'shuffle') return suite;
      if (name === 'each' || name === 'for')
        return tableOf(target, { style: name, fixtures: undefined, kit });
      if (name === 'skipIf' || name === 'runIf')
        return (condition: unknown) => suiteOf(objectOf(call(value, [condition])), kit);
      return MODIFIERS.has(String(name)) ? suiteOf(objectOf(value), kit) : value;
    },
  });
  return suite;
}

/** The order of a suite's tests is the run's own. */
function withoutShuffle(argument: unknown): unknown {
  if (typeof argument !== 'object' || argument === null || !('shuffle' in argument))
    return argument;
  const { shuffle: _, ...options } = argument;
  return options;
}

interface TableOptions {
  readonly style: TableStyle;
  /** Absent: of suites, which have none. */
  readonly fixtures: Fixtures | undefined;
  readonly kit: Kit;
}

/** A table without rows tests nothing, as with Vitest. */
function tableOf(api: object, { style, fixtures, kit }: TableOptions): UserFunction {
  return (rows: unknown, ...values: readonly unknown[]) => {
    if (Array.isArray(rows) && rows.length === 0) return () => {};
    const table = readTable({ style, rows, values, pretty: String });
    // What is wrong with a table is said by our own.
    if (typeof table !== 'function')
      return call(call(Reflect.get(api, style), [rows, ...values]), []);
    return (title: unknown, ...rest: readonly unknown[]) => {
      for (const [index, { args }] of table('').entries()) {
        const [first] = args;
        const items = args.length === 1 && Array.isArray(first) ? first : args;
        const text = typeof title === 'function' ? title.name : String(title);
        const bound = rest.map((one) =>
          isFunction(one) ? rowFunction(one, { args, style, fixtures }) : one,
        );
        call(api, [vitestTitle(text, { items, index, shorten: kit.display }), ...bound]);
      }
    };
  };
}

/** Only `for` hands over a context. */
function rowFunction(
  fn: UserFunction,
  {
    args,
    style,
    fixtures,
  }: { readonly args: readonly unknown[] } & Pick<TableOptions, 'style' | 'fixtures'>,
): UserFunction {
  if (fixtures === undefined && fn.constructor.name === 'AsyncFunction')
    return async () => await call(fn, args);
  if (style === 'each' || fixtures === undefined) return () => call(fn, args);
  return async (t: TestContext) =>
    await call(fn, [...args, await withFixtures(t, fixtures, { body: fn, index: 1 })]);
}

function withContext(args: readonly unknown[], fixtures: Fixtures): readonly unknown[] {
  return args.map((one, i) => (i > 0 && isFunction(one) ? contextFunction(one, fixtures) : one));
}

/** Nobody of Vitest's waits to be called back: a function that takes its context is no asker for that. */
function contextFunction(fn: UserFunction, fixtures: Fixtures): UserFunction {
  const hasAuto = [...fixtures.values()].some(({ isAuto }) => isAuto);
  if (fn.length === 0 && !hasAuto) return fn;
  return async (t: TestContext) =>
    await call(fn, [await withFixtures(t, fixtures, { body: fn, index: 0 })]);
}

function isFunction(value: unknown): value is UserFunction {
  return typeof value === 'function';
}

function objectOf(value: unknown): object {
  if ((typeof value === 'object' && value !== null) || isFunction(value)) return value;
  throw new TypeError('Vitest has no such function.');
}

function call(fn: unknown, args: readonly unknown[]): unknown {
  if (!isFunction(fn)) throw new TypeError('Vitest has no such function.');
  const result: unknown = Reflect.apply(fn, undefined, args);
  return result;
}
