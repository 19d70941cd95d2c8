/** Title, options and function of a call of `test` or `suite`, by the rules of the host. */
import type { NewNode } from './tree-builder.ts';
import { ClassValue, Closure, isOpaque, Native, Unknown, type TestFunction } from './values.ts';

export interface Arguments {
  readonly title: string | Unknown;
  readonly fn: unknown;
  readonly given: unknown;
}

/** Sorts out title, options and function as the host does; in node:test the title may be missing. */
export function readArguments(args: readonly unknown[], { runner }: TestFunction): Arguments {
  if (runner === 'node') return readNodeArguments(args);
  const [title, second, third] = args;
  if (isFunction(second) || second === undefined) {
    return { title: readTitle(title), fn: second, given: third };
  }
  // What is not known is a function, unless one follows.
  if (second instanceof Unknown && third === undefined) {
    return { title: readTitle(title), fn: second, given: undefined };
  }
  return { title: readTitle(title), fn: third, given: second };
}

function readNodeArguments(args: readonly unknown[]): Arguments {
  const fn = args.find((arg) => isFunction(arg));
  const given = args.find((arg) => typeof arg === 'object' && arg !== null && !isOpaque(arg));
  const [first] = args;
  if (typeof first === 'string' || first instanceof Unknown) return { title: first, fn, given };
  const name: unknown = given === undefined ? undefined : Reflect.get(Object(given), 'name');
  if (typeof name === 'string' || name instanceof Unknown) return { title: name, fn, given };
  const own = fn instanceof Closure ? fn.expression.name : '';
  return { title: own === '' ? '<anonymous>' : own, fn, given };
}

function isFunction(value: unknown): boolean {
  return value instanceof Closure || value instanceof ClassValue || value instanceof Native;
}

function readTitle(title: unknown): string | Unknown {
  if (typeof title === 'string') return title;
  if (typeof title === 'number' || title === undefined) return String(title);
  if (title instanceof Unknown) return title;
  const name =
    title instanceof Closure
      ? title.expression.name
      : title instanceof ClassValue
        ? title.name
        : '';
  return name === '' ? new Unknown('it is neither text nor something with a name') : name;
}

/** By the same rules as in the host: skip before todo before only. */
export function readMode(
  { kind, runner, modifiers }: TestFunction,
  given: unknown,
  hasBody: boolean,
): Pick<NewNode, 'mode' | 'mayBeSkipped'> {
  const own = (name: string): unknown => (isPlain(given) ? Reflect.get(given, name) : undefined);
  const isSet = (name: string): boolean => own(name) === true || typeof own(name) === 'string';
  const mayBeSkipped = modifiers.mayBeSkipped || own('skip') instanceof Unknown;
  if (modifiers.skip || isSet('skip')) return { mode: 'skip', mayBeSkipped: false };
  const isTodo = modifiers.todo || isSet('todo');
  if (isTodo || (kind === 'test' && !hasBody && runner !== 'node')) {
    return { mode: 'todo', mayBeSkipped };
  }
  return modifiers.only || isSet('only') ? { mode: 'only', mayBeSkipped } : { mayBeSkipped };
}

export function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !isOpaque(value);
}

export function joinTags(inherited: readonly string[], given: unknown): readonly string[] {
  const own: unknown = isPlain(given) ? Reflect.get(given, 'tags') : undefined;
  const tags = (Array.isArray(own) ? own : [own]).filter((tag) => typeof tag === 'string');
  return tags.length === 0 ? inherited : [...new Set([...inherited, ...tags])];
}
