/** How many tests a selection means, as far as the source tells. */
import type { TreeNode } from '../../../server/protocol.ts';
import type { TestId } from '../../../test-host/protocol.ts';

/** @param ids of tests, or of suites with all that they hold; absent: all */
export function countTests(nodes: readonly TreeNode[], ids?: readonly TestId[]): number {
  const chosen = new Set(ids);
  let count = 0;
  for (const { id, kind, parent } of nodes) {
    // Parents stand before what they hold.
    if (ids !== undefined && parent !== undefined && chosen.has(parent)) chosen.add(id);
    if (kind !== 'suite' && (ids === undefined || chosen.has(id))) count += 1;
  }
  return count;
}
