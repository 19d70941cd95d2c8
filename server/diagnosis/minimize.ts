/**
 * The smallest part of a list that still fails. The shortest beginning that fails ends with a culprit: bisection finds it, then
 * the next one before it. One culprit among 200 takes 9 questions, two take 20. Where culprits undo each other, that leaves too
 * many; then what is left is tried without each of them. Pure, but for what it asks.
 */

type Fails<T> = (part: readonly T[]) => Promise<boolean>;

/**
 * @param items all together they fail, none of them alone would not
 * @returns none of it can be left out; order is kept
 */
export async function minimize<T>(items: readonly T[], fails: Fails<T>): Promise<readonly T[]> {
  let culprits: readonly T[] = [];
  let left = items;
  while (left.length > 0 && (culprits.length === 0 || !(await fails(culprits)))) {
    const length = await shortestFailing(left, async (part) => await fails([...part, ...culprits]));
    culprits = [...left.slice(length - 1, length), ...culprits];
    left = left.slice(0, length - 1);
  }
  return culprits.length > 2 ? await withoutSpare(culprits, fails) : culprits;
}

/** @returns the length of a beginning that fails, although it does not without its last */
async function shortestFailing<T>(items: readonly T[], fails: Fails<T>): Promise<number> {
  let [passing, failing] = [0, items.length];
  while (failing - passing > 1) {
    const middle = (passing + failing) >> 1;
    if (await fails(items.slice(0, middle))) failing = middle;
    else passing = middle;
  }
  return failing;
}

/** The first is needed: it was found last, when the others did not suffice. */
async function withoutSpare<T>(items: readonly T[], fails: Fails<T>): Promise<readonly T[]> {
  let left = items;
  for (const item of items.slice(1)) {
    const others = left.filter((one) => one !== item);
    if (await fails(others)) left = others;
  }
  return left;
}
