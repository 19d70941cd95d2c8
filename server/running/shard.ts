/**
 * Which files of a run one machine of several takes. All machines must come to the same answer, so it depends on nothing but the
 * files and the durations that are given.
 *
 * Rules: longest first, each to the shard that has least so far; a file that nobody has timed counts as the median of the
 * others. Where no file was timed, the hashes of their paths deal them out. Ties in order of the path.
 */
import type { FilePath } from '../../test-host/protocol.ts';
import { hashText } from '../../modules/text-hash.ts';

export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly count: number;
}

export interface ShardPlan extends Shard {
  /** Files of all shards. */
  readonly total: number;
  readonly isTimed: boolean;
  /** The same for shards that leave nothing out and do nothing twice. */
  readonly plan: string;
}

export function planShard(
  files: readonly FilePath[],
  shard: Shard,
  durations: Readonly<Record<FilePath, number>>,
): { readonly own: ReadonlySet<FilePath>; readonly plan: ShardPlan } {
  const isTimed = files.some((file) => durations[file] !== undefined);
  const dealt = isTimed ? dealByTime(files, shard, durations) : dealByHash(files, shard);
  const parts = Array.from({ length: shard.count }, (_, at) =>
    files.filter((file) => dealt.get(file) === at + 1),
  );
  const plan = planOfParts(parts, shard, files.length);
  return { own: new Set(parts[shard.index - 1]), plan: { ...plan, isTimed } };
}

/** A plan that somebody else has made: the files of each part. */
export function planOfParts(
  parts: readonly (readonly FilePath[])[],
  shard: Shard,
  total: number,
): ShardPlan {
  const rows = parts.flatMap((files, at) => files.map((file) => `${file}\0${at + 1}`)).toSorted();
  const plan = hashText([shard.count, ...rows].join('\n')).slice(0, 8);
  return { ...shard, total, isTimed: false, plan };
}

/** File → the shard that it belongs to. */
type Dealt = ReadonlyMap<FilePath, number>;

function dealByTime(
  files: readonly FilePath[],
  { count }: Shard,
  durations: Readonly<Record<FilePath, number>>,
): Dealt {
  const known = files.flatMap((file) => durations[file] ?? []).toSorted((a, b) => a - b);
  const median = known[known.length >> 1] ?? 0;
  const timed = files
    .map((file) => ({ file, duration: durations[file] ?? median }))
    .toSorted((a, b) => b.duration - a.duration || compareText(a.file, b.file));
  const loads = Array.from({ length: count }, () => ({ time: 0, files: 0 }));
  return new Map(
    timed.map(({ file, duration }) => {
      let least = 0;
      for (const [index, load] of loads.entries()) {
        const best = loads[least];
        if (best === undefined) continue;
        if (load.time < best.time || (load.time === best.time && load.files < best.files))
          least = index;
      }
      const chosen = loads[least];
      if (chosen !== undefined) {
        chosen.time += duration;
        chosen.files++;
      }
      return [file, least + 1];
    }),
  );
}

function dealByHash(files: readonly FilePath[], { count }: Shard): Dealt {
  return new Map(
    files
      .map((file) => ({ file, hash: hashText(file) }))
      .toSorted((a, b) => compareText(a.hash, b.hash) || compareText(a.file, b.file))
      .map(({ file }, at) => [file, (at % count) + 1]),
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
