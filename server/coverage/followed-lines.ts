/** Where the lines of a text stand in a later one, by their hashes. Lines are 1-based; one that was changed stands nowhere. */

export interface FollowedLines {
  /** Both texts are the same. */
  readonly isSame: boolean;
  readonly toOld: (line: number) => number | undefined;
  readonly toNew: (line: number) => number | undefined;
}

export const SAME_LINES: FollowedLines = {
  isSame: true,
  toOld: (line) => line,
  toNew: (line) => line,
};

export function followLines(before: Uint32Array, after: Uint32Array): FollowedLines {
  if (before.length === after.length && before.every((hash, at) => hash === after[at]))
    return SAME_LINES;
  const olds = new Map<number, number>();
  const news = new Map<number, number>();
  matchLines(
    { before, after, onMatch: (old, now) => void olds.set(now + 1, old + 1) },
    { from: 0, to: before.length, fromNew: 0, toNew: after.length },
  );
  for (const [now, old] of olds) news.set(old, now);
  return {
    isSame: false,
    toOld: (line) => olds.get(line),
    toNew: (line) => news.get(line),
  };
}

interface Texts {
  readonly before: Uint32Array;
  readonly after: Uint32Array;
  /** Indices from 0. */
  readonly onMatch: (old: number, now: number) => void;
}

interface Part {
  readonly from: number;
  readonly to: number;
  readonly fromNew: number;
  readonly toNew: number;
}

/** Patience: what is equal at both ends, then lines that both texts have once, in the same order, and what lies between them. */
function matchLines(texts: Texts, part: Part): void {
  const { before, after, onMatch } = texts;
  let { from, to, fromNew, toNew } = part;
  while (from < to && fromNew < toNew && before[from] === after[fromNew])
    onMatch(from++, fromNew++);
  while (from < to && fromNew < toNew && before[to - 1] === after[toNew - 1])
    onMatch(--to, --toNew);
  const anchors = inOrder(commonOnce(texts, { from, to, fromNew, toNew }));
  if (anchors.length === 0) return;
  for (const { old, now } of anchors) {
    matchLines(texts, { from, to: old, fromNew, toNew: now });
    onMatch(old, now);
    from = old + 1;
    fromNew = now + 1;
  }
  matchLines(texts, { from, to, fromNew, toNew });
}

interface Match {
  readonly old: number;
  readonly now: number;
}

/** Lines that stand once in either part, in the order of the new one. */
function commonOnce(
  { before, after }: Texts,
  { from, to, fromNew, toNew }: Part,
): readonly Match[] {
  const places = onceIn(before, from, to);
  return [...onceIn(after, fromNew, toNew)].flatMap(([hash, now]) => {
    const old = places.get(hash);
    return old === undefined || old < 0 || now < 0 ? [] : [{ old, now }];
  });
}

/** Hash → its index; -1 when it stands there several times. */
function onceIn(hashes: Uint32Array, from: number, to: number): ReadonlyMap<number, number> {
  const places = new Map<number, number>();
  for (let at = from; at < to; at++) {
    const hash = hashes[at] ?? 0;
    places.set(hash, places.has(hash) ? -1 : at);
  }
  return places;
}

/** The longest row of them that ascends in both texts. */
function inOrder(matches: readonly Match[]): readonly Match[] {
  interface Chained extends Match {
    readonly previous: Chained | undefined;
  }
  const ends: Chained[] = [];
  for (const match of matches.toSorted((a, b) => a.now - b.now)) {
    const found = ends.findIndex(({ old }) => old > match.old);
    const at = found < 0 ? ends.length : found;
    ends[at] = { ...match, previous: ends[at - 1] };
  }
  const row: Match[] = [];
  for (let at = ends.at(-1); at !== undefined; at = at.previous) row.unshift(at);
  return row;
}
