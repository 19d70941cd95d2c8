/** What kind of thing a value is, as isolation tells them apart. */
import { ownKeys } from '../intrinsics.ts';

export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

export function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Reflect.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || prototype === Array.prototype;
}

/** Of a class, not of a mere function. */
export function isClassPrototype(prototype: unknown): boolean {
  return typeof prototype === 'object' && prototype !== null && ownKeys(prototype).length > 1;
}

/** Enumerable properties that no getter makes. */
export function* dataOf(object: object): Generator<readonly [string, unknown]> {
  for (const key of Object.keys(object)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(object, key);
    if (descriptor !== undefined && 'value' in descriptor) yield [key, descriptor.value];
  }
}

/** The listeners of an emitter are put back one by one. */
export function isOfEmitter(key: PropertyKey): boolean {
  return key === '_events' || key === '_eventsCount';
}
