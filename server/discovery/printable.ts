/** Stand-ins for values that discovery does not have, so that titles are made of them by the formatter of the host. */
import { ClassValue, Closure, ErrorValue, isOpaque } from './values.ts';

/**
 * Two of them differ in everything that nobody knows: a title that comes out the same with both shows nothing of that.
 */
export type Variant = 0 | 1;

/** The value with stand-ins for all that is not known in it; the value itself where all is known. */
export function toPrintable(value: unknown, variant: Variant): unknown {
  return replace(value, variant, new Map());
}

function replace(value: unknown, variant: Variant, seen: Map<object, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isOpaque(value)) return standIn(value, variant);
  const known = seen.get(value);
  if (known !== undefined) return known;
  seen.set(value, value);
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value;
    const items = list.map((item) => replace(item, variant, seen));
    return items.some((item, index) => item !== list[index]) ? items : value;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  const entries = Object.entries(value);
  const replaced = entries.map(([key, member]) => [key, replace(member, variant, seen)] as const);
  return replaced.some(([, member], index) => member !== entries[index]?.[1])
    ? Object.fromEntries(replaced)
    : value;
}

function standIn(value: object, variant: Variant): unknown {
  if (value instanceof Closure) {
    const { name, isAsync } = value.expression;
    return named(name, isAsync === true ? ASYNC[variant] : PLAIN[variant]);
  }
  if (value instanceof ClassValue) return named(value.name, CLASS[variant]);
  if (value instanceof ErrorValue) {
    const error = new Error(value.message);
    error.name = value.name;
    error.stack = `stack ${variant}`;
    return error;
  }
  return variant === 0 ? '1' : ['2', '3'];
}

/** Their sources differ, their names do not. */
const PLAIN = [() => () => 0, () => () => 1] as const;
const ASYNC = [() => async () => 0, () => async () => 1] as const;
const CLASS = [
  () => class {},
  () =>
    class {
      readonly other = 1;
    },
] as const;

function named(name: string, make: () => unknown): unknown {
  return Object.defineProperty(Object(make()), 'name', { value: name });
}
