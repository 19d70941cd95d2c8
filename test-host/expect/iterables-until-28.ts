/** Until Jest 28 iterables were equal that hold the same, whatever other properties they have. */
import type { Tester } from './types.ts';

/** Pairs that are being compared: a cycle is left to Jest. */
const open = new Set<unknown>();

export const iterablesUntil28: Tester = function (a, b, testers) {
  if (!isOtherIterable(a) || !isOtherIterable(b) || open.has(a)) return undefined;
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return undefined;
  open.add(a);
  try {
    const others = [...b];
    const items = [...a];
    return (
      items.length === others.length &&
      items.every((item, i) => this.equals(item, others[i], [...testers]))
    );
  } finally {
    open.delete(a);
  }
};

function isOtherIterable(value: unknown): value is Iterable<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof Reflect.get(value, Symbol.iterator) === 'function' && // a proxy may say that it has whatever it is asked for
    Reflect.get(value, 'size') === undefined &&
    !Array.isArray(value) &&
    !ArrayBuffer.isView(value)
  );
}
