/** Runs `task` for every item in order, at most `limit` at a time; ends when all have. */
import { RealPromise } from '../intrinsics.ts';
export async function runLimited<T>(
  items: readonly T[],
  limit: number,
  task: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    for (;;) {
      const item = items[next];
      if (item === undefined) return;
      next++;
      await task(item);
    }
  };
  const workers = Math.min(items.length, Math.max(1, limit));
  await RealPromise.all(Array.from({ length: workers }, work));
}
