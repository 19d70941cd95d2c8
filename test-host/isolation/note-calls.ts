/** Lets a function of Node's be heard: whoever calls it notices nothing. */

/** @param note hears of each call, before it happens */
export function noteCalls(
  owner: object,
  name: string,
  note: (receiver: unknown, args: readonly unknown[]) => void,
): void {
  const original: unknown = Reflect.get(owner, name);
  if (typeof original !== 'function') return;
  const noting = {
    [name](this: unknown, ...args: readonly unknown[]): unknown {
      note(this, args);
      return Reflect.apply(original, this, args);
    },
  }[name];
  if (noting === undefined) return;
  Object.defineProperties(noting, Object.getOwnPropertyDescriptors(original));
  Reflect.set(owner, name, noting);
}
