/** What of a file's nodes must be said anew: an edit moves many of them, and changes few. Pure. */
import type { FilePath, TestId } from '../../test-host/protocol.ts';
import type { LinePlace, TreeNode } from '../discovery/file-tree.ts';
import { shiftNode, type FileChange } from '../protocol.ts';

/** @returns `undefined` when both are the same */
export function changeOf(
  file: FilePath,
  before: readonly TreeNode[],
  after: readonly TreeNode[],
): FileChange | undefined {
  const kept = keptIds(before, after);
  const shift = shiftOf(
    before.filter(({ id }) => kept.has(id)),
    after.filter(({ id }) => kept.has(id)),
  );
  const known = new Map(before.map((node) => [node.id, node]));
  const removed = before.flatMap(({ id }) => (kept.has(id) ? [] : id));
  const changed: TreeNode[] = [];
  const added: { index: number; node: TreeNode }[] = [];
  for (const [index, node] of after.entries()) {
    const old = kept.has(node.id) ? known.get(node.id) : undefined;
    if (old === undefined) added.push({ index, node });
    else if (!isSame(shiftNode(old, shift), node)) changed.push(node);
  }
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

/** Ids that are in both, in the same order: what stands elsewhere is removed and added again. */
function keptIds(before: readonly TreeNode[], after: readonly TreeNode[]): ReadonlySet<TestId> {
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

/** By how much the end of the file has moved, and from which line on everything has. */
function shiftOf(before: readonly TreeNode[], after: readonly TreeNode[]): FileChange['shift'] {
  const moves = before.flatMap((node, index) => {
    const to = after[index];
    return to === undefined || node.file !== undefined || to.file !== undefined
      ? []
      : { line: node.location.line, by: to.location.line - node.location.line };
  });
  const by = moves.at(-1)?.by ?? 0;
  if (by === 0) return undefined;
  const first = moves.findLastIndex((move) => move.by !== by) + 1;
  return { from: moves[first]?.line ?? 1, by };
}

/** Five times as fast as a comparison that knows nothing of nodes: every keystroke compares all of a file. */
function isSame(one: TreeNode, other: TreeNode): boolean {
  const { start, end } = one.range;
  return (
    isSameSpot(start, other.range.start) &&
    isSameSpot(end, other.range.end) &&
    isSameSpot(one.location, other.location) &&
    one.title === other.title &&
    one.kind === other.kind &&
    one.parent === other.parent &&
    one.file === other.file &&
    one.mode === other.mode &&
    one.mayBeSkipped === other.mayBeSkipped &&
    one.isDynamic === other.isDynamic &&
    one.why === other.why &&
    one.tags.length === other.tags.length &&
    one.tags.every((tag, index) => tag === other.tags[index])
  );
}

function isSameSpot(one: LinePlace, other: LinePlace): boolean {
  return one.line === other.line && one.column === other.column;
}
