/** What is to run next. Changes that come before it begins are one order; whether snapshots are written is not inherited. */
import type { RequestedFile } from '../../../server/engine.ts';
import type { FilePath, TestId } from '../../../test-host/protocol.ts';

export interface Order {
  /** Absent: all files. Those without ids run as a whole. */
  readonly files?: ReadonlyMap<FilePath, readonly TestId[] | undefined>;
  /** Why, a clause each: "lexer.ts changed". */
  readonly reasons: readonly string[];
  readonly updatesSnapshots?: boolean;
  /** Somebody has asked for it: what was running is not wanted any more. */
  readonly isAlone?: boolean;
}

export function mergeOrders(first: Order | undefined, then: Order): Order {
  if (first === undefined) return then;
  const reasons = [...new Set([...first.reasons, ...then.reasons])];
  if (first.files === undefined || then.files === undefined) return { reasons };
  const files = new Map(first.files);
  for (const [file, ids] of then.files) {
    const known = files.get(file);
    const isWhole = ids === undefined || (files.has(file) && known === undefined);
    files.set(file, isWhole ? undefined : [...new Set([...(known ?? []), ...ids])]);
  }
  return { reasons, files };
}

/** What an order is of the files that may run, those that failed last first. */
export function filesOf(
  { files }: Order,
  {
    all,
    failed,
  }: { readonly all: readonly RequestedFile[]; readonly failed: ReadonlySet<FilePath> },
): readonly RequestedFile[] {
  return all.flatMap((requested): readonly RequestedFile[] => {
    if (files !== undefined && !files.has(requested.file)) return [];
    const ids = files?.get(requested.file);
    return [
      {
        ...requested,
        ...(failed.has(requested.file) && { isFirst: true }),
        ...(ids !== undefined && { selection: { ...requested.selection, ids } }),
      },
    ];
  });
}

/** What a run that was ended leaves to the next one: what it has not run, and what failed in it. */
export function restOf(
  ran: readonly RequestedFile[],
  passed: ReadonlySet<FilePath>,
): NonNullable<Order['files']> {
  return new Map(
    ran.flatMap(({ file, selection }) =>
      passed.has(file) ? [] : [[file, selection?.ids] as const],
    ),
  );
}
