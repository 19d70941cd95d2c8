/** What of a file's nodes must be said anew: an edit moves many of them, and changes few. Pure. */
import type { FilePath, TestId } from '../../test-host/protocol.ts';
import { isSameNode, type TreeNode } from '../discovery/file-tree.ts';
import { shiftNode, type FileChange } from '../protocol.ts';

/** A node and what has become of it. */
interface Kept {
  readonly old: TreeNode;
  readonly node: TreeNode;
}

/** @returns `undefined` when both are the same */
export function changeOf(
  file: FilePath,
  before: readonly TreeNode[],
  after: readonly TreeNode[],
): FileChange | undefined {
  const head = countSame(before, after, 0);
  const tail = countSameIds(before, after, head);
  const old = before.slice(head, before.length - tail);
  const now = after.slice(head, after.length - tail);
  const keptIds = idsInBoth(old, now);
  const kept = [
    ...pairs(
      old.filter(({ id }) => keptIds.has(id)),
      now.filter(({ id }) => keptIds.has(id)),
    ),
    ...pairs(before.slice(before.length - tail), after.slice(after.length - tail)),
  ];
  const shift = shiftOf(kept);
  const removed = old.flatMap(({ id }) => (keptIds.has(id) ? [] : id));
  const changed = [...pairs(before.slice(0, head), after), ...kept].flatMap((pair) =>
    isSaid(pair, shift) ? [] : pair.node,
  );
  const added = now.flatMap((node, index) =>
    keptIds.has(node.id) ? [] : { index: head + index, node },
  );
  const steps = removed.length + changed.length + added.length;
  if (steps === 0 && shift === undefined) return undefined;
  return {
    file,
    ...(removed.length > 0 && { removed }),
    ...(shift !== undefined && { shift }),
    ...(changed.length > 0 && { changed }),
    ...(added.length > 0 && { added }),
  };
}

/** How many nodes at the beginning are what they were: most of them, when the end is typed. */
function countSame(before: readonly TreeNode[], after: readonly TreeNode[], from: number): number {
  let count = from;
  for (;;) {
    const [old, node] = [before[count], after[count]];
    if (old === undefined || node === undefined || old.id !== node.id || !isSameNode(old, node)) {
      return count;
    }
    count += 1;
  }
}

/** How many nodes at the end are still there, wherever they stand now. */
function countSameIds(
  before: readonly TreeNode[],
  after: readonly TreeNode[],
  head: number,
): number {
  const most = Math.min(before.length, after.length) - head;
  let count = 0;
  while (count < most && before.at(-1 - count)?.id === after.at(-1 - count)?.id) count += 1;
  return count;
}

/** Ids that are in both, in the same order: what stands elsewhere is removed and added again. */
function idsInBoth(before: readonly TreeNode[], after: readonly TreeNode[]): ReadonlySet<TestId> {
  const places = new Map(before.map(({ id }, index) => [id, index]));
  const kept = new Set<TestId>();
  let last = -1;
  for (const { id } of after) {
    const place = places.get(id) ?? -1;
    if (place <= last) continue;
    kept.add(id);
    last = place;
  }
  return kept;
}

function pairs(before: readonly TreeNode[], after: readonly TreeNode[]): Kept[] {
  return before.flatMap((old, index) => {
    const node = after[index];
    return node === undefined ? [] : { old, node };
  });
}

/** By how much the end of the file has moved, and from which line on everything has. */
function shiftOf(kept: readonly Kept[]): FileChange['shift'] {
  const moves = kept.flatMap(({ old, node }) =>
    old.file !== undefined || node.file !== undefined
      ? []
      : { line: old.location.line, by: node.location.line - old.location.line },
  );
  const by = moves.at(-1)?.by ?? 0;
  if (by === 0) return undefined;
  const first = moves.findLastIndex((move) => move.by !== by) + 1;
  return { from: moves[first]?.line ?? 1, by };
}

/** Whether the shift says all that there is to say of a node. */
function isSaid({ old, node }: Kept, shift: FileChange['shift']): boolean {
  return isSameNode(shift === undefined ? old : shiftNode(old, shift), node);
}
