/** The beginning of values that are too large to be printed, part of the chunk `jest-expect`. */
import { types } from 'node:util';
import { isTooLarge } from './value-size.ts';

const maxMembers = 20;
const maxLength = 1000;

/** A value of the same type with the first members only; `value` itself where that would run code of it. */
export function excerpt(value: unknown): unknown {
  if (typeof value === 'string') return value.slice(0, maxLength);
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return value;
  if (Array.isArray(value)) return value.slice(0, maxMembers);
  if (value instanceof Map) return new Map(firstOf(value));
  if (value instanceof Set) return new Set(firstOf(value));
  if (ArrayBuffer.isView(value))
    return new Uint8Array(value.buffer, value.byteOffset, Math.min(value.byteLength, maxMembers));
  const keys = Object.keys(value);
  if (keys.length <= maxMembers) return value;
  return Object.fromEntries(keys.slice(0, maxMembers).map((key) => [key, readData(value, key)]));
}

/** How many properties of an object an excerpt of it leaves out. Items of lists are not counted: they are printed so. */
export function hiddenProperties(value: unknown): number {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return 0;
  const isList = Array.isArray(value) || Symbol.iterator in value || ArrayBuffer.isView(value);
  return isList ? 0 : Math.max(0, Object.keys(value).length - maxMembers);
}

function* firstOf<T>(items: Iterable<T>): Generator<T> {
  let count = 0;
  for (const item of items) {
    if (count++ === maxMembers) return;
    yield item;
  }
}

function readData(value: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}

/** Matchers that look into the received value. All others only say what is wrong with it. */
const lookInside = new Set([
  'toBe',
  'toEqual',
  'toStrictEqual',
  'toContainEqual',
  'toHaveProperty',
]);

/**
 * What Jest may see instead of a large value that is of the wrong kind for a matcher: it would print all of it.
 * @returns `undefined` when nothing is large, or when the matcher must see everything
 */
export function excerptForError(
  name: string,
  received: unknown,
): { readonly received: unknown } | undefined {
  if (lookInside.has(name)) return undefined;
  const isRead = typeof received === 'object' && (name === 'toContain' || name === 'toMatchObject');
  if (isRead || typeof received === 'function' || !isTooLarge(received)) return undefined;
  return { received: excerpt(received) };
}
