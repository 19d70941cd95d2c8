/**
 * Functions that carry properties for one test file only: `expect` is one function for all files of a process,
 * but `expect.toBeEven`, and what user code assigns to it, belong to the file.
 */
import { makerOf } from './asymmetric-custom.ts';
import { currentRegistry, customMatcher } from './registry.ts';

/** Properties that can be enumerated and replaced, as those of Jest's `expect`; replacing one is for the file. */
export function defineStatics(target: object, statics: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(statics)) {
    Object.defineProperty(target, name, {
      configurable: true,
      enumerable: true,
      get: () => {
        const { statics: own } = currentRegistry();
        return own.has(name) ? own.get(name) : value;
      },
      set: (replacement: unknown) => {
        currentRegistry().statics.set(name, replacement);
      },
    });
  }
}

/** Lets `target` find the file's matchers as asymmetric ones, and keep what is assigned to it for the file. */
export function findFileStatics(target: Function): void {
  const behind: unknown = Object.getPrototypeOf(target);
  if (typeof behind !== 'function' && typeof behind !== 'object') return;
  const proxy = new Proxy(Function.prototype, {
    get: (functionPrototype, name, receiver): unknown => {
      const { statics } = currentRegistry();
      if (statics.has(name)) return statics.get(name);
      return asymmetricMaker(name, false) ?? Reflect.get(functionPrototype, name, receiver);
    },
    has: (functionPrototype, name) =>
      name in functionPrototype ||
      currentRegistry().statics.has(name) ||
      customMatcher(name) !== undefined,
    set: (_functionPrototype, name, value) => {
      currentRegistry().statics.set(name, value);
      return true;
    },
  });
  Object.setPrototypeOf(target, proxy);
}

/** `expect.not`. */
export function createNegatedStatics(statics: Readonly<Record<string, unknown>>): object {
  const behind = new Proxy(Object.prototype, {
    get: (target, name, receiver): unknown =>
      asymmetricMaker(name, true) ?? Reflect.get(target, name, receiver),
    has: (target, name) => name in target || customMatcher(name) !== undefined,
  });
  const negated = { ...statics };
  Object.setPrototypeOf(negated, behind);
  return negated;
}

function asymmetricMaker(
  name: PropertyKey,
  inverse: boolean,
): ReturnType<typeof makerOf> | undefined {
  const matcher = customMatcher(name);
  return matcher === undefined ? undefined : makerOf(String(name), matcher, inverse);
}
