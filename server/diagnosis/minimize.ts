/**
 * The smallest part of a list that still fails: delta debugging, after Zeller and Hildebrandt, "Simplifying and Isolating
 * Failure-Inducing Input" (2002). One culprit among 200 takes about 16 questions. Pure, but for what it asks.
 */

/**
 * @param items all together they fail, none of them alone would not
 * @returns none of it can be left out; order is kept
 */
export async function minimize<T>(
  items: readonly T[],
  fails: (part: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  let left = items;
  let parts = 2;
  while (left.length > 1) {
    const pieces = split(left, parts);
    const smaller = await firstFailing(pieces, left, fails);
    if (smaller !== undefined) {
      parts = smaller.isPiece ? 2 : Math.max(2, parts - 1);
      left = smaller.items;
    } else if (parts >= left.length) break;
    else parts = Math.min(left.length, parts * 2);
  }
  return left;
}

interface Smaller<T> {
  readonly items: readonly T[];
  /** One of the pieces, not all but one. */
  readonly isPiece: boolean;
}

async function firstFailing<T>(
  pieces: readonly (readonly T[])[],
  all: readonly T[],
  fails: (part: readonly T[]) => Promise<boolean>,
): Promise<Smaller<T> | undefined> {
  for (const piece of pieces) if (await fails(piece)) return { items: piece, isPiece: true };
  if (pieces.length === 2) return undefined;
  for (const piece of pieces) {
    const others = all.filter((item) => !piece.includes(item));
    if (await fails(others)) return { items: others, isPiece: false };
  }
  return undefined;
}

/** The last piece first: who did it is often near. */
function split<T>(items: readonly T[], parts: number): readonly (readonly T[])[] {
  const pieces: (readonly T[])[] = [];
  for (let part = parts; part > 0; part--) {
    const start = Math.floor(((part - 1) * items.length) / parts);
    const end = Math.floor((part * items.length) / parts);
    pieces.push(items.slice(start, end));
  }
  return pieces;
}
