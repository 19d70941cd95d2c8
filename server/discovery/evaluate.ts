/** The value of an expression as far as it is static. Nothing of the user's is run. */
import type { Expression, Item } from '../parsing/parsed-file.ts';
import { builtinNamed, construct } from './builtins.ts';
import { itemsOf, methodOf } from './methods.ts';
import { createRuleTester } from './rule-tester.ts';
import { compute, isObject, joinTemplate, typeOf, unary } from './operators.ts';
import type { Environment, Machine } from './environment.ts';
import { needsRun } from './needs-run.ts';
import {
  ClassValue,
  Closure,
  ErrorValue,
  findUnknown,
  isOpaque,
  Namespace,
  Native,
  Promised,
  TestFunction,
  Unknown,
  type CallPlace,
} from './values.ts';

export interface EvaluateOptions {
  readonly machine: Machine;
  /** A name that no declaration of the file explains. */
  readonly globalNamed: (name: string) => unknown;
  /** The module that a specifier stands for. */
  readonly moduleNamed: (specifier: string, environment: Environment) => unknown;
  /** A property of a test function: `test.only`. */
  readonly testMember: (test: TestFunction, name: string) => unknown;
  readonly callTest: (test: TestFunction, args: readonly unknown[], at: CallPlace) => unknown;
}

export function evaluateExpression(
  expression: Expression,
  environment: Environment,
  options: EvaluateOptions,
): unknown {
  const { machine } = options;
  if (!machine.step()) return new Unknown('the file does too much to be followed');
  const evaluate = (inner: Expression): unknown => machine.evaluate(inner, environment);
  switch (expression.is) {
    case 'value':
    case 'json':
      return expression.value;
    case 'bigint':
      return toBigInt(expression.text);
    case 'regexp':
      return toRegExp(expression.source, expression.flags);
    case 'name':
      return valueOfName(expression.name, environment, options);
    case 'member':
      return memberOf(evaluate(expression.of), evaluate(expression.key), {
        options,
        isOptional: expression.isOptional === true,
      });
    case 'call': {
      const callee = evaluate(expression.callee);
      if (expression.isOptional === true && isNullish(callee)) return undefined;
      // To what is not known, nothing matters but what could declare tests.
      const given =
        callee instanceof Unknown
          ? expression.args.filter((arg) => matters(arg, environment))
          : expression.args;
      const args = evaluateItems(given, environment, machine);
      return callValue(callee, args, { options, at: { call: expression, environment } });
    }
    case 'tagged': {
      const strings = Object.assign([...expression.strings], { raw: expression.raw });
      const args = [strings, ...expression.values.map(evaluate)];
      return callValue(evaluate(expression.tag), args, {
        options,
        at: { call: expression, environment },
      });
    }
    case 'new': {
      const args = evaluateItems(expression.args, environment, machine);
      if (args instanceof Unknown) return args;
      const { of } = expression;
      if (of.is === 'name' && of.name.endsWith('RuleTester')) return createRuleTester(options);
      if (of.is === 'name' && !environment.has(of.name)) return construct(of.name, args);
      return new Unknown('an object of a class is known only when the file runs');
    }
    case 'array':
      return evaluateItems(expression.items, environment, machine);
    case 'object':
      return evaluateObject(expression, environment, machine);
    case 'template':
      return joinTemplate(expression.strings, expression.values.map(evaluate));
    case 'function':
      return new Closure(expression, environment);
    case 'class':
      return new ClassValue(expression.name);
    case 'unary': {
      const { operator, of } = expression;
      const isGlobal = operator === 'typeof' && of.is === 'name' && !environment.has(of.name);
      return isGlobal ? typeOfGlobal(of.name, options) : unary(operator, evaluate(of));
    }
    case 'binary':
      return binary(expression, environment, machine);
    case 'if':
      return choose(expression, environment, machine);
    case 'await': {
      const value = evaluate(expression.of);
      return value instanceof Promised ? value.value : value;
    }
    case 'module':
      return options.moduleNamed(expression.specifier, environment);
    case 'unknown':
      for (const part of expression.parts ?? []) evaluate(part);
      return new Unknown(expression.reason);
    default:
      return expression satisfies never;
  }
}

function matters(arg: Item, environment: Environment): boolean {
  if (arg.is === 'name') return environment.mayDeclare(arg.name);
  return arg.is === 'function' || needsRun(arg, environment);
}

function toBigInt(text: string): unknown {
  try {
    return BigInt(text);
  } catch {
    return new Unknown(`"${text}n" is no number`); // half-typed
  }
}

function toRegExp(source: string, flags: string): unknown {
  try {
    return new RegExp(source, flags);
  } catch {
    return new Unknown('the regular expression cannot be read'); // half-typed
  }
}

function valueOfName(name: string, environment: Environment, options: EvaluateOptions): unknown {
  if (environment.has(name)) {
    const value = environment.get(name);
    return isObject(value) && options.machine.changed.has(value)
      ? new Unknown(`"${name}" is changed by a function`)
      : value;
  }
  if (name === 'undefined') return undefined;
  if (name === 'NaN') return Number.NaN;
  if (name === 'Infinity') return Number.POSITIVE_INFINITY;
  return (
    options.globalNamed(name) ??
    builtinNamed(name, options.machine) ??
    new Unknown(`"${name}" is known only when the file runs`)
  );
}

export function memberOf(
  of: unknown,
  key: unknown,
  from: { readonly options: EvaluateOptions; readonly isOptional: boolean },
): unknown {
  if (of instanceof Unknown) return of;
  const unknown = findUnknown(key);
  if (unknown !== undefined) return unknown;
  if (isNullish(of)) {
    return from.isOptional ? undefined : new Unknown('a property of nothing is asked for');
  }
  const name = typeof key === 'symbol' ? key : String(key);
  if (typeof name === 'symbol') return new Unknown('a symbol names the property');
  if (of instanceof TestFunction) return from.options.testMember(of, name);
  if (of instanceof Namespace || of instanceof Native) return of.get(name);
  if (of instanceof Closure && name === 'name') return of.expression.name;
  if ((of instanceof ClassValue || of instanceof ErrorValue) && name === 'name') return of.name;
  if (of instanceof ErrorValue && name === 'message') return of.message;
  if (isOpaque(of)) return new Unknown(`"${name}" is known only when the file runs`);
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- Object() of a value is an object
  const holder: object = Object(of);
  if (Object.hasOwn(holder, name)) return Reflect.get(holder, name);
  const method = methodOf(of, name, from.options.machine);
  if (method !== undefined) return method;
  if (typeof of === 'object' && !(name in holder)) return undefined;
  const value: unknown = Reflect.get(holder, name, of);
  return typeof value === 'function' || typeof value === 'object'
    ? new Unknown(`"${name}" is known only when the file runs`)
    : value;
}

function isNullish(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function callValue(
  called: unknown,
  args: readonly unknown[] | Unknown,
  from: { readonly options: EvaluateOptions; readonly at: CallPlace },
): unknown {
  const { options, at } = from;
  const { machine } = options;
  // What CommonJS exports as a whole may be a function.
  const callee = called instanceof Namespace ? called.get('default') : called;
  if (args instanceof Unknown) {
    // Nobody knows how many there are.
    return callee instanceof TestFunction ? options.callTest(callee, [args], at) : args;
  }
  if (callee instanceof TestFunction) {
    const declare = (): unknown => options.callTest(callee, args, at);
    const { doubt } = callee.modifiers;
    return doubt === undefined ? declare() : machine.maybe(doubt, declare);
  }
  if (callee instanceof Native) return callee.call(args, at);
  if (callee instanceof Closure && callee.expression.body !== undefined) {
    return machine.call(callee, args);
  }
  // Whatever it is may call the functions that it is given.
  const reason =
    callee instanceof Unknown
      ? callee.reason
      : `what ${nameOf(at.call)}() does is known only when the file runs`;
  for (const arg of args) {
    if (!(arg instanceof Closure) || arg.expression.body === undefined) continue;
    machine.maybe(reason, () => machine.call(arg, unknownArguments(arg, reason)));
  }
  // What wraps a test function most probably is one.
  const wrapped = args.find((arg) => arg instanceof TestFunction);
  return wrapped?.with({ doubt: reason }) ?? new Unknown(reason);
}

/** `suite.each` of `suite.each(…)` */
function nameOf(call: CallPlace['call']): string {
  const parts: string[] = [];
  let at: Expression = call.is === 'call' ? call.callee : call.tag;
  while (at.is === 'member') {
    parts.unshift(at.key.is === 'value' ? String(at.key.value) : '…');
    at = at.of;
  }
  const root = at.is === 'name' ? at.name : at.is === 'module' ? `require('${at.specifier}')` : '…';
  return [root, ...parts].join('.');
}

function unknownArguments(fn: Closure, reason: string): unknown[] {
  return fn.expression.params.map(() => new Unknown(reason));
}

function evaluateItems(
  items: readonly Item[],
  environment: Environment,
  machine: Machine,
): unknown[] | Unknown {
  const values: unknown[] = [];
  let unknown: Unknown | undefined;
  for (const item of items) {
    if (item.is !== 'spread') {
      values.push(machine.evaluate(item, environment));
      continue;
    }
    const given = machine.evaluate(item.of, environment);
    const spread = itemsOf(given);
    if (spread !== undefined) values.push(...spread);
    else unknown ??= given instanceof Unknown ? given : new Unknown('what is spread is no list');
  }
  return unknown ?? values;
}

function evaluateObject(
  expression: Extract<Expression, { readonly is: 'object' }>,
  environment: Environment,
  machine: Machine,
): unknown {
  const result = {};
  let unknown: Unknown | undefined;
  for (const entry of expression.entries) {
    if ('spread' in entry) {
      const given = machine.evaluate(entry.spread, environment);
      if (given instanceof Unknown) unknown ??= given;
      else if (isOpaque(given)) unknown ??= new Unknown('what is spread is no plain object');
      else Object.assign(result, given);
      continue;
    }
    const key = machine.evaluate(entry.key, environment);
    const value = machine.evaluate(entry.value, environment);
    const keyUnknown = findUnknown(key);
    if (keyUnknown !== undefined) unknown ??= keyUnknown;
    else {
      Object.defineProperty(result, typeof key === 'symbol' ? key : String(key), {
        value,
        enumerable: true,
        writable: true,
        configurable: true,
      });
    }
  }
  return unknown ?? result;
}

/** Of what Node itself has: a browser's globals may be put there by the configuration. */
function typeOfGlobal(name: string, options: EvaluateOptions): unknown {
  const value = options.globalNamed(name);
  if (value !== undefined) return typeOf(value);
  return name in globalThis
    ? typeof Reflect.get(globalThis, name)
    : new Unknown(`whether there is a "${name}" is known only when the file runs`);
}

/** Whether a value counts as true; `undefined` where nobody knows. */
export function truth(value: unknown): boolean | undefined {
  return value instanceof Unknown ? undefined : Boolean(value);
}

function binary(
  expression: Extract<Expression, { readonly is: 'binary' }>,
  environment: Environment,
  machine: Machine,
): unknown {
  const { operator } = expression;
  const left = machine.evaluate(expression.left, environment);
  const right = (): unknown => machine.evaluate(expression.right, environment);
  if (operator === ',') return right();
  if (operator === '&&' || operator === '||' || operator === '??') {
    if (left instanceof Unknown) {
      machine.maybe(left.reason, right);
      return left;
    }
    if (operator === '??') return isNullish(left) ? right() : left;
    return Boolean(left) === (operator === '&&') ? right() : left;
  }
  return compute(operator, left, right());
}

function choose(
  expression: Extract<Expression, { readonly is: 'if' }>,
  environment: Environment,
  machine: Machine,
): unknown {
  const test = machine.evaluate(expression.test, environment);
  const then = (): unknown => machine.evaluate(expression.then, environment);
  const otherwise = (): unknown => machine.evaluate(expression.else, environment);
  if (!(test instanceof Unknown)) return truth(test) === true ? then() : otherwise();
  const [first, second] = [machine.maybe(test.reason, then), machine.maybe(test.reason, otherwise)];
  // `(isCI ? test.skip : test)('title', …)`
  if (
    first instanceof TestFunction &&
    second instanceof TestFunction &&
    first.kind === second.kind
  ) {
    const isSkipped = first.modifiers.skip || second.modifiers.skip;
    return first.with({ ...second.modifiers, skip: false, mayBeSkipped: isSkipped });
  }
  return test;
}
