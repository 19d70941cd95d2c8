/** What a call of `test`, `suite` or a hook means, and the nodes that it adds to the registry. */
import { printValue } from '../../titles/print-value.ts';
import type { TableStyle } from '../../titles/table.ts';
import { CodedError } from './coded-error.ts';
import { tableRows } from './each.ts';
import {
  asyncSuite,
  badFunction,
  badHook,
  badTitle,
  missingFunction,
  returningSuite,
  returningSuiteWarning,
} from './messages.ts';
import type { OwnOptions } from './options.ts';
import { readOptions, readTimeout } from './options.ts';
import type { Declaration, DeclaredMode, HookNode, Registry, UserFunction } from './registry.ts';
import { currentRegistry } from './registry.ts';
import { isThenable } from './thenable.ts';

/** What the chain in front of the call says. */
export interface Modifiers {
  readonly only: boolean;
  readonly skip: boolean;
  readonly todo: boolean;
  readonly fails: boolean;
  /** Absent: as the suite says. */
  readonly concurrent: boolean | undefined;
}

export const PLAIN: Modifiers = {
  only: false,
  skip: false,
  todo: false,
  fails: false,
  concurrent: undefined,
};

interface Call {
  readonly modifiers: Modifiers;
  readonly locate: Declaration['locate'];
  readonly firstLine?: number | undefined;
}

interface Arguments {
  readonly title: string;
  readonly fn: UserFunction | undefined;
  readonly options: unknown;
}

/** @param args title, options?, function?, timeout? */
export function declareTest(args: readonly unknown[], call: Call): void {
  const registry = currentRegistry();
  const given = readArguments('test', args, call.modifiers);
  addTest(registry, given, { call, row: [] });
}

/** @param args title, options?, function? */
export function declareSuite(args: readonly unknown[], call: Call): void {
  const registry = currentRegistry();
  const given = readArguments('suite', args, call.modifiers);
  addSuite(registry, given, { call, row: [] });
}

/** A test or suite for each row of a table. */
export function declareRows(
  kind: 'test' | 'suite',
  args: readonly unknown[],
  call: Call & {
    readonly table: {
      readonly style: TableStyle;
      readonly rows: unknown;
      readonly values: readonly unknown[];
    };
  },
): void {
  const registry = currentRegistry();
  const given = readArguments(kind, args, call.modifiers);
  const add = kind === 'test' ? addTest : addSuite;
  try {
    const { style, rows, values } = call.table;
    for (const row of tableRows(style, rows, values)(given.title)) {
      add(registry, { ...given, title: row.title }, { call, row: row.args });
    }
  } catch (error) {
    // A bad table fails a test of its own, so that the rest of the file still runs.
    if (kind === 'suite' || !(error instanceof CodedError) || error.code !== 'ZT1308') throw error;
    const fail = (): never => {
      throw error;
    };
    addTest(registry, { ...given, fn: fail }, { call, row: [] });
  }
}

export function declareHook(
  kind: HookNode['kind'],
  hook: {
    readonly fn: unknown;
    readonly timeout: unknown;
    readonly returnsCleanup: boolean;
  },
): void {
  if (!isFunction(hook.fn)) throw badHook(kind, printValue(hook.fn));
  currentRegistry().addHook({
    kind,
    fn: hook.fn,
    timeout: hook.timeout === undefined ? undefined : readTimeout(kind, hook.timeout),
    returnsCleanup: hook.returnsCleanup && (kind === 'beforeAll' || kind === 'beforeEach'),
  });
}

function addTest(
  registry: Registry,
  given: Arguments,
  from: { readonly call: Call; readonly row: readonly unknown[] },
): void {
  const { declared, own } = readDeclaration('test', registry, { given, call: from.call });
  const hasBody = given.fn !== undefined;
  registry.addTest(hasBody || declared.mode === 'skip' ? declared : { ...declared, mode: 'todo' }, {
    fn: given.fn,
    args: from.row,
    fails: own.fails || from.call.modifiers.fails,
  });
}

function addSuite(
  registry: Registry,
  given: Arguments,
  from: { readonly call: Call; readonly row: readonly unknown[] },
): void {
  const { fn } = given;
  const { declared } = readDeclaration('suite', registry, { given, call: from.call });
  const body = (): unknown => fn && Reflect.apply(fn, undefined, from.row);
  const { suiteReturns, awaitsSuites } = registry.defaults;
  if (awaitsSuites === true && isAsyncFunction(fn)) return registry.addWaitingSuite(declared, body);
  const returned = registry.addSuite(declared, body);
  const isPromise = isThenable(returned);
  if (isPromise) returned.then(undefined, () => {}); // what it throws later is a consequence of this error
  if (returned === undefined || suiteReturns === 'ignored') return;
  if (suiteReturns === 'warned') {
    registry.problems.push(returningSuiteWarning(registry.file.path, given.title));
  } else if (isPromise) throw asyncSuite(given.title);
  else if (suiteReturns === 'refused') throw returningSuite(given.title);
}

function isAsyncFunction(fn: unknown): boolean {
  return Object.prototype.toString.call(fn) === '[object AsyncFunction]';
}

function readDeclaration(
  kind: 'test' | 'suite',
  registry: Registry,
  from: { readonly given: Arguments; readonly call: Call },
): { readonly declared: Declaration; readonly own: OwnOptions } {
  const { given, call } = from;
  const { modifiers } = call;
  const parent = registry.current;
  const { options, own } = readOptions(`The ${kind} "${given.title}"`, given.options, {
    kind,
    inherited: parent.options,
  });
  return {
    own,
    declared: {
      title: given.title,
      mode: chooseMode(modifiers, own),
      note: typeof own.skip === 'string' ? own.skip : undefined,
      options,
      concurrent: modifiers.concurrent ?? own.concurrent ?? parent.concurrent,
      locate: call.locate,
      firstLine: call.firstLine,
      type: undefined,
      meta: undefined,
    },
  };
}

function chooseMode(modifiers: Modifiers, own: OwnOptions): DeclaredMode {
  if (modifiers.skip || own.skip !== false) return 'skip';
  if (modifiers.todo || own.todo) return 'todo';
  if (modifiers.only || own.only) return 'only';
  return 'run';
}

/** Sorts out title, options and function, whose order Jest, Vitest and ztest write differently. */
function readArguments(
  kind: 'test' | 'suite',
  args: readonly unknown[],
  modifiers: Modifiers,
): Arguments {
  if (args.length === 0) throw badTitle(kind, 'missing');
  const title = readTitle(kind, args[0]);
  const [, second, third, fourth] = args;
  if (isFunction(second)) return { title, fn: second, options: third };
  const needsFunction = !modifiers.todo && !modifiers.skip;
  if (second === undefined) {
    // A function that was meant to be there and is undefined must not pass for a todo.
    if (kind === 'suite' ? needsFunction : args.length > 1 && needsFunction) {
      throw missingFunction(kind, title);
    }
    return { title, fn: undefined, options: third };
  }
  if (typeof second !== 'object' || second === null) {
    throw badFunction(kind, title, printValue(second));
  }
  if (third !== undefined && !isFunction(third)) {
    throw badFunction(kind, title, printValue(third));
  }
  if (third === undefined && (args.length > 2 || kind === 'suite') && needsFunction) {
    if (!('todo' in second || 'skip' in second)) throw missingFunction(kind, title);
  }
  const options = fourth === undefined ? second : { ...second, timeout: fourth };
  return { title, fn: third, options };
}

function readTitle(kind: 'test' | 'suite', title: unknown): string {
  if (typeof title === 'string') return title;
  if (typeof title === 'number' || title === undefined) return String(title);
  if (typeof title === 'function' && title.name !== '') return title.name;
  // oxlint-disable-next-line typescript/no-base-to-string -- what Jasmine makes of a title
  if (currentRegistry().defaults.isLenient === true) return String(title);
  throw badTitle(kind, printValue(title));
}

function isFunction(value: unknown): value is UserFunction {
  return typeof value === 'function';
}
