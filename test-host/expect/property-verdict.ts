/** `toHaveProperty`, for paths and objects without surprises. */
import { realIsArray } from '../intrinsics.ts';
import { compare } from './compare.ts';
import { NO, byToEqual, UNSURE, YES, type Verdict } from './comparison.ts';
import { customTesters } from './registry.ts';

/** @param args the path, and the value when the user gave one (`undefined` counts) */
export function propertyVerdict(actual: unknown, args: readonly unknown[]): Verdict {
  const path = pathOf(args[0]);
  if (path === undefined || args.length > 2) return UNSURE;
  let holder = actual;
  for (const key of path.slice(0, -1)) {
    if (typeof holder !== 'object' || holder === null) return UNSURE;
    holder = Reflect.get(holder, key);
    if (holder === undefined || holder === null) return NO;
  }
  const last = path.at(-1);
  if (typeof holder !== 'object' || holder === null || last === undefined) return UNSURE;
  const value: unknown = Reflect.get(holder, last); // Jest reads it in any case, which may throw
  const has = last in holder;
  if (args.length < 2 || !has) return has ? YES : NO;
  return customTesters().length > 0 ? UNSURE : compare(value, args[1], byToEqual);
}

/** Brackets, empty parts and the like are Jest's to read. */
function pathOf(path: unknown): readonly PropertyKey[] | undefined {
  if (typeof path === 'string')
    return /^[^.[\]]+(?:\.[^.[\]]+)*$/.test(path) ? path.split('.') : undefined;
  return realIsArray(path) && path.length > 0 && path.every(isKey) ? path : undefined;
}

function isKey(value: unknown): value is PropertyKey {
  return typeof value === 'string' || typeof value === 'number';
}
