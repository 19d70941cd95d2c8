/**
 * What putting back itself is done with. User code may have replaced it, so it comes first, and with nothing but syntax
 * and functions kept from before.
 */
const { defineProperty, getOwnPropertyDescriptor, ownKeys } = Reflect;

interface Tool {
  readonly object: object;
  readonly keys: readonly PropertyKey[];
  readonly methods: readonly PropertyDescriptor[];
}

const tools: readonly Tool[] = [
  Reflect,
  Object,
  Function.prototype,
  Array.prototype,
  Map.prototype,
  Set.prototype,
  WeakMap.prototype,
  String.prototype,
  Reflect.getPrototypeOf([][Symbol.iterator]()) ?? {},
  Reflect.getPrototypeOf(new Map().keys()) ?? {},
  Reflect.getPrototypeOf(new Set().keys()) ?? {},
].map(methodsOf);

export function restoreOwnTools(): void {
  for (let i = 0; i < tools.length; i++) {
    const tool = tools[i];
    if (tool === undefined) continue;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- any object can be read
    const object = tool.object as Record<PropertyKey, unknown>;
    for (let k = 0; k < tool.keys.length; k++) {
      const key = tool.keys[k];
      const method = tool.methods[k];
      if (key === undefined || method === undefined || object[key] === method.value) continue;
      defineProperty(object, key, method);
    }
  }
}

/** Without accessors, which cannot be called on a prototype. */
function methodsOf(object: object): Tool {
  const keys = ownKeys(object).filter(
    (key) => typeof getOwnPropertyDescriptor(object, key)?.value === 'function',
  );
  const methods = keys.flatMap((key) => getOwnPropertyDescriptor(object, key) ?? []);
  return { object, keys, methods };
}
