/**
 * What another tool has counted of a file that we know, in our places. It begins code where we do, or on the same line; where code
 * ends it may not know, having counted what a compiler made of it. Istanbul's own merge adds up only what has equal places.
 */
import type { FileCoverageData, Range } from 'istanbul-lib-coverage';

/** What begins where nothing of ours does is left out. */
export function addForeignHits(own: FileCoverageData, other: FileCoverageData): FileCoverageData {
  const s = { ...own.s };
  for (const [id, theirs] of pairs(own.statementMap, other.statementMap, (range) => [range, '']))
    s[id] = (s[id] ?? 0) + (other.s[theirs] ?? 0);
  const f = { ...own.f };
  for (const [id, theirs] of pairs(own.fnMap, other.fnMap, ({ loc }) => [loc, '']))
    f[id] = (f[id] ?? 0) + (other.f[theirs] ?? 0);
  const b = { ...own.b };
  for (const [id, theirs] of pairs(own.branchMap, other.branchMap, ({ loc, type, locations }) => [
    loc,
    `${type} ${locations.length}`,
  ]))
    b[id] = (b[id] ?? []).map((count, i) => count + (other.b[theirs]?.[i] ?? 0));
  return { ...own, s, f, b };
}

type IdPair = readonly [own: string, other: string];

/** Ids of what is the same: of several that begin alike, the first is the first. */
function pairs<T>(
  own: Readonly<Record<string, T>>,
  others: Readonly<Record<string, T>>,
  placeOf: (one: T) => readonly [Range, kind: string],
): readonly IdPair[] {
  const found: IdPair[] = [];
  const left = { own: Object.entries(own), others: Object.entries(others) };
  for (const keyOf of [startKey, lineKey]) {
    const known = Map.groupBy(left.others, ([, one]) => keyOf(...placeOf(one)));
    left.own = left.own.filter(([id, one]) => {
      const other = known.get(keyOf(...placeOf(one)))?.shift();
      if (other !== undefined) found.push([id, other[0]]);
      return other === undefined;
    });
    left.others = [...known.values()].flat();
  }
  return found;
}

function startKey({ start }: Range, kind: string): string {
  return `${start.line}:${start.column} ${kind}`;
}

function lineKey({ start }: Range, kind: string): string {
  return `${start.line} ${kind}`;
}
