/** Named locks within one host, for when nobody keeps them for the whole run. */
import { RealPromise } from '../intrinsics.ts';
export function createLocalLocks(): (names: readonly string[]) => Promise<() => void> {
  const tails = new Map<string, Promise<void>>();
  return async (names) => {
    const { promise, resolve } = RealPromise.withResolvers<void>();
    // All places in the queues are taken in one step, so two tests never wait for each other.
    const ahead = names.map(async (name) => tails.get(name));
    for (const [i, name] of names.entries()) {
      tails.set(
        name,
        RealPromise.all([ahead[i], promise]).then(() => {}),
      );
    }
    await RealPromise.all(ahead);
    return resolve;
  };
}
