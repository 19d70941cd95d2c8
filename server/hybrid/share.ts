/** Which test files a share is: the same ones each time, and of a larger share all of a smaller one. Pure. */
import { splitPath, type FilePath } from '../../test-host/protocol.ts';
import { sha1 } from '../loading/sha1.ts';

export interface ShareRequest {
  readonly files: readonly FilePath[];
  /** 0–100. */
  readonly percent: number;
  /** Jest cannot run them. */
  readonly migrated: ReadonlySet<FilePath>;
  /** Their outcomes differ: they come last. */
  readonly different: ReadonlySet<FilePath>;
}

/** The files that ztest runs. */
export function shareOf({ files, percent, migrated, different }: ShareRequest): Set<FilePath> {
  const rank = (file: FilePath): number => (migrated.has(file) ? 0 : different.has(file) ? 2 : 1);
  const ordered = files
    .map((file) => ({ file, rank: rank(file), place: placeOf(file) }))
    .toSorted(
      (one, other) =>
        one.rank - other.rank || (one.place === other.place ? 0 : one.place < other.place ? -1 : 1),
    );
  const count = Math.max(
    Math.ceil((files.length * percent) / 100),
    ordered.filter((one) => one.rank === 0).length,
  );
  const last = ordered[count - 1];
  // A file of several projects is run by one of the two in all of them.
  const isIn = (i: number): boolean => i < count || ordered[i]?.place === last?.place;
  return new Set(ordered.filter((_, i) => isIn(i)).map(({ file }) => file));
}

/** Depends on nothing but the path. */
function placeOf(file: FilePath): string {
  return sha1(splitPath(file).file);
}

const STEPS = [10, 25, 50, 75, 100];

/** The share to go on with; `undefined`: there is no larger one. */
export function nextShare(percent: number): number | undefined {
  return STEPS.find((step) => step > percent);
}
