/** Follows statements in their order, as a host would run them while it loads a file. */
import type { Expression, Pattern, Statement } from '../parsing/parsed-file.ts';
import type { Environment, Machine } from './environment.ts';
import { truth, type EvaluateOptions } from './evaluate.ts';
import { bindPattern } from './patterns.ts';
import { itemsOf } from './methods.ts';
import { needsRun } from './needs-run.ts';
import { Closure, Promised, Unknown } from './values.ts';

/** How a list of statements ends early. */
export interface Return {
  readonly how: 'return' | 'break' | 'continue';
  readonly value: unknown;
  /** False: only under a condition that nobody knows. */
  readonly isSure: boolean;
}

const MAX_ITERATIONS = 100_000;

export function execute(
  statements: readonly Statement[],
  environment: Environment,
  options: EvaluateOptions,
): Return | undefined {
  declareNames(statements, environment, options);
  let early: Return | undefined;
  for (const statement of statements) {
    if (!options.machine.step()) return undefined;
    const run = (): Return | undefined => executeOne(statement, environment, options);
    const ended: Return | undefined =
      early === undefined ? run() : options.machine.maybe('it may not get that far', run);
    if (ended === undefined) continue;
    if (ended.isSure && early === undefined) return ended;
    early ??= { ...ended, value: new Unknown('it may return early'), isSure: false };
    if (ended.isSure) return early;
  }
  return early;
}

/** All names of a block are known from its start; a value is made when it is read first. */
function declareNames(
  statements: readonly Statement[],
  environment: Environment,
  options: EvaluateOptions,
): void {
  for (const statement of statements) {
    if (statement.do === 'function') {
      environment.set(statement.name, new Closure(statement.value, environment));
    } else if (statement.do === 'enum') {
      environment.defer(statement.name, () => evaluateEnum(statement, environment, options));
    } else if (statement.do === 'let') {
      let isBound = false;
      for (const name of namesOf(statement.target)) {
        environment.defer(name, () => {
          if (!isBound) bindLet(statement, environment, options);
          isBound = true;
          return environment.get(name);
        });
      }
    }
  }
}

function namesOf(pattern: Pattern): string[] {
  const rest = 'name' in pattern || pattern.rest === undefined ? [] : namesOf(pattern.rest);
  if ('name' in pattern) return [pattern.name];
  const inner =
    'items' in pattern
      ? pattern.items.filter((item) => item !== null)
      : pattern.entries.map(({ target }) => target);
  return [...inner.flatMap(namesOf), ...rest];
}

function bindLet(
  statement: Extract<Statement, { readonly do: 'let' }>,
  environment: Environment,
  options: EvaluateOptions,
): void {
  const value = options.machine.evaluate(statement.value, environment);
  bindPattern(statement.target, value, { environment, options });
}

function evaluateEnum(
  { members }: Extract<Statement, { readonly do: 'enum' }>,
  environment: Environment,
  { machine }: EvaluateOptions,
): unknown {
  const values: Record<string, unknown> = {};
  const inner = environment.inner();
  let next: unknown = 0;
  for (const { name, value: expression } of members) {
    const value = expression === undefined ? next : machine.evaluate(expression, inner);
    inner.set(name, value);
    values[name] = value;
    if (typeof value === 'number') values[String(value)] = name;
    next =
      typeof value === 'number' ? value + 1 : new Unknown(`the value of "${name}" is not known`);
  }
  return values;
}

function executeOne(
  statement: Statement,
  environment: Environment,
  options: EvaluateOptions,
): Return | undefined {
  const { machine } = options;
  switch (statement.do) {
    case 'let':
      if (statement.runs === true && needsRun(statement.value, environment)) {
        for (const name of namesOf(statement.target)) environment.get(name);
      }
      return undefined;
    case 'function':
    case 'enum':
      return undefined;
    case 'run':
      if (needsRun(statement.value, environment)) machine.evaluate(statement.value, environment);
      return undefined;
    case 'piece': {
      const value = environment.module.parsed.pieces?.get(statement.piece);
      const inner = environment.inner(statement.from);
      if (value !== undefined && needsRun(value, inner)) machine.evaluate(value, inner);
      return undefined;
    }
    case 'return':
      return {
        how: 'return',
        value: valueOf(statement.value, environment, options),
        isSure: true,
      };
    case 'break':
    case 'continue':
      return { how: statement.do, value: undefined, isSure: true };
    case 'block':
      return execute(statement.body, environment.inner(), options);
    case 'if':
      return executeIf(statement, environment, options);
    case 'maybe':
      return unsure(
        afterLoop(
          machine.maybe(statement.reason, () =>
            execute(statement.body, environment.inner(), options),
          ),
        ),
      );
    case 'each':
      return executeEach(statement, environment, options);
    case 'count':
      return executeCount(statement, environment, options);
    default:
      return statement satisfies never;
  }
}

function valueOf(
  expression: Expression | undefined,
  environment: Environment,
  { machine }: EvaluateOptions,
): unknown {
  return expression === undefined ? undefined : machine.evaluate(expression, environment);
}

/** What ends a loop does not end what stands around it. */
function afterLoop(ended: Return | undefined): Return | undefined {
  return ended?.how === 'return' ? ended : undefined;
}

/** Runs one iteration after the other, until one ends the loop. */
function iterate(
  values: Iterable<unknown>,
  run: (value: unknown) => Return | undefined,
  machine: Machine,
): Return | undefined {
  let early: Return | undefined;
  for (const value of values) {
    if (!machine.step()) return undefined;
    const ended: Return | undefined =
      early === undefined ? run(value) : machine.maybe('the loop may end before', () => run(value));
    if (ended === undefined || ended.how === 'continue') continue;
    if (ended.isSure && early === undefined) return afterLoop(ended);
    early ??= unsure(ended);
  }
  return afterLoop(early);
}

function unsure(ended: Return | undefined): Return | undefined {
  return ended === undefined ? undefined : { ...ended, isSure: false };
}

function executeIf(
  statement: Extract<Statement, { readonly do: 'if' }>,
  environment: Environment,
  options: EvaluateOptions,
): Return | undefined {
  const { machine } = options;
  const test = machine.evaluate(statement.test, environment);
  const run = (body: readonly Statement[]): Return | undefined =>
    execute(body, environment.inner(), options);
  const isTrue = truth(test);
  if (isTrue !== undefined) return run(isTrue ? statement.then : statement.else);
  const reason = test instanceof Unknown ? test.reason : '';
  const first = unsure(machine.maybe(reason, () => run(statement.then)));
  const second = unsure(machine.maybe(reason, () => run(statement.else)));
  return first ?? second;
}

function executeEach(
  statement: Extract<Statement, { readonly do: 'each' }>,
  environment: Environment,
  options: EvaluateOptions,
): Return | undefined {
  const { machine } = options;
  const values = machine.evaluate(statement.values, environment);
  const run = (value: unknown): Return | undefined => {
    const inner = environment.inner();
    bindPattern(statement.target, value, { environment: inner, options });
    return execute(statement.body, inner, options);
  };
  const items = itemsOf(values);
  if (items === undefined) {
    const unknown =
      values instanceof Unknown ? values : new Unknown('what is looped over is no list');
    return unsure(afterLoop(machine.maybe(unknown.reason, () => run(unknown))));
  }
  return iterate(items, run, machine);
}

function executeCount(
  statement: Extract<Statement, { readonly do: 'count' }>,
  environment: Environment,
  options: EvaluateOptions,
): Return | undefined {
  const { machine } = options;
  const from = machine.evaluate(statement.from, environment);
  const inner = environment.inner();
  inner.set(statement.name, from);
  const to = machine.evaluate(statement.to, inner);
  const run = (value: unknown): Return | undefined => {
    const each = environment.inner();
    each.set(statement.name, value);
    return execute(statement.body, each, options);
  };
  if (typeof from !== 'number' || typeof to !== 'number' || to - from > MAX_ITERATIONS) {
    const reason = 'how often the loop runs is not known';
    return unsure(afterLoop(machine.maybe(reason, () => run(new Unknown(reason)))));
  }
  return iterate(countUp(from, statement.isInclusive ? to + 1 : to), run, machine);
}

function* countUp(from: number, to: number): Generator<number> {
  for (let at = from; at < to; at++) yield at;
}

/** Follows the body of a function. */
export function callClosure(
  { expression, environment }: Closure,
  args: readonly unknown[],
  options: EvaluateOptions,
): unknown {
  const { params, rest, body, isAsync } = expression;
  if (body === undefined)
    return new Unknown(
      `what ${expression.name || 'a function'}() gives is known only when the file runs`,
    );
  const inner = environment.inner();
  for (const [index, param] of params.entries()) {
    bindPattern(param, args[index], { environment: inner, options });
  }
  if (rest !== undefined) {
    bindPattern(rest, args.slice(params.length), { environment: inner, options });
  }
  const value = execute(body, inner, options)?.value;
  return isAsync === true ? new Promised(value) : value;
}
