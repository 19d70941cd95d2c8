/** What a static value may be beside plain values of the language. */
import type { Runner } from '../parsing/test-apis.ts';
import type {
  CallExpression,
  FunctionExpression,
  TaggedExpression,
} from '../parsing/parsed-file.ts';
import type { Environment } from './environment.ts';

/** Known only when the file runs. */
export class Unknown {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

/** A function of the user's: it can be followed, never called. */
export class Closure {
  readonly expression: FunctionExpression;
  readonly environment: Environment;

  constructor(expression: FunctionExpression, environment: Environment) {
    this.expression = expression;
    this.environment = environment;
  }
}

export class ClassValue {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** An error, whose stack nobody knows. */
export class ErrorValue {
  readonly name: string;
  readonly message: string;

  constructor(name: string, message: string) {
    this.name = name;
    this.message = message;
  }
}

/** A function of ours that stands for one of the language or of a test module. */
export class Native {
  readonly call: (args: readonly unknown[], at?: CallPlace) => unknown;
  /** The value of a property. */
  readonly get: (name: string) => unknown;
  /** Of a global of the language: two with one name are the same. */
  readonly global: string | undefined;

  constructor(
    call: (args: readonly unknown[], at?: CallPlace) => unknown,
    get: (name: string) => unknown = (name) =>
      new Unknown(`"${name}" is known only when the file runs`),
    global?: string,
  ) {
    this.call = call;
    this.get = get;
    this.global = global;
  }
}

/** Where a call stands. */
export interface CallPlace {
  readonly call: CallExpression | TaggedExpression;
  readonly environment: Environment;
}

/** What an async function gives. */
export class Promised {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

/** A module as an object. */
export class Namespace {
  readonly get: (name: string) => unknown;

  constructor(get: (name: string) => unknown) {
    this.get = get;
  }
}

export interface TestModifiers {
  readonly only: boolean;
  readonly skip: boolean;
  readonly todo: boolean;
  /** A condition that only a run knows decides. */
  readonly mayBeSkipped: boolean;
  /** Why it may be no test function. */
  readonly doubt?: string;
}

export const NO_MODIFIERS: TestModifiers = {
  only: false,
  skip: false,
  todo: false,
  mayBeSkipped: false,
};

/** `test`, `suite.only`, … */
export class TestFunction {
  readonly kind: 'test' | 'suite';
  readonly runner: Runner;
  readonly modifiers: TestModifiers;

  constructor(kind: 'test' | 'suite', runner: Runner, modifiers: TestModifiers) {
    this.kind = kind;
    this.runner = runner;
    this.modifiers = modifiers;
  }

  with(more: Partial<TestModifiers>): TestFunction {
    return new TestFunction(this.kind, this.runner, { ...this.modifiers, ...more });
  }
}

/** The first thing in a value that is not known. */
export function findUnknown(value: unknown): Unknown | undefined {
  if (value instanceof Unknown) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  if (isOpaque(value)) return new Unknown('a function or an object of a class stands in it');
  return searchIn(value, new Set());
}

function searchIn(value: object, seen: Set<object>): Unknown | undefined {
  if (seen.has(value)) return undefined;
  seen.add(value);
  const members: unknown[] =
    value instanceof Map || value instanceof Set ? [...value].flat() : Object.values(value);
  for (const member of members) {
    if (member instanceof Unknown) return member;
    if (typeof member !== 'object' || member === null) continue;
    if (isOpaque(member)) return new Unknown('a function or an object of a class stands in it');
    const found = searchIn(member, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** One of ours, which stands for a value that we do not have. */
export function isOpaque(value: unknown): boolean {
  return (
    value instanceof Unknown ||
    value instanceof Closure ||
    value instanceof ClassValue ||
    value instanceof ErrorValue ||
    value instanceof Native ||
    value instanceof Promised ||
    value instanceof Namespace ||
    value instanceof TestFunction
  );
}
