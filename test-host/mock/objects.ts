/** What spies, automatic mocks and mocks of types ask about the objects that they are given. */

export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** The property as the nearest prototype has it. */
export function inheritedDescriptor(
  object: object,
  key: PropertyKey,
): PropertyDescriptor | undefined {
  let prototype: unknown = Object.getPrototypeOf(object);
  while (isObject(prototype)) {
    const descriptor = Object.getOwnPropertyDescriptor(prototype, key);
    if (descriptor !== undefined) return descriptor;
    prototype = Object.getPrototypeOf(prototype);
  }
  return undefined;
}

/** All names that can be read from an object, own and inherited, but for those of every object. */
export function memberNames(object: object): Set<string> {
  const names = new Set<string>();
  let owner: unknown = object;
  while (isObject(owner) && owner !== Object.prototype && owner !== Function.prototype) {
    for (const name of Object.getOwnPropertyNames(owner)) names.add(name);
    owner = Object.getPrototypeOf(owner);
  }
  return names;
}
