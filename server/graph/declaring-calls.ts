/** Which tests the calls of a test file declare, by their places. */
import type { TestId } from '../../test-host/protocol.ts';
import type { TreeNode } from '../discovery/file-tree.ts';
import type { CallbackFacts } from '../parsing/symbol-facts.ts';

export interface DeclaringCall {
  readonly kind: 'test' | 'suite';
  /** The tests that it declares, and all below. */
  readonly ids: readonly TestId[];
}

type Range = TreeNode['range'];
type Finder = (callback: Pick<CallbackFacts, 'range'>) => DeclaringCall | undefined;

const finders = new WeakMap<readonly TreeNode[], Finder>();

export function findDeclaringCall(
  nodes: readonly TreeNode[],
  callback: Pick<CallbackFacts, 'range'>,
): DeclaringCall | undefined {
  const finder = finders.get(nodes) ?? createFinder(nodes);
  finders.set(nodes, finder);
  return finder(callback);
}

function createFinder(nodes: readonly TreeNode[]): Finder {
  const calls = new Map<string, { kind: DeclaringCall['kind']; ids: TestId[] }>();
  const callOf = new Map<TestId, string>();
  const parents = new Map(nodes.map(({ id, parent }) => [id, parent]));
  for (const { id, kind, range, file } of nodes) {
    if (file !== undefined) continue; // a place in another file
    const key = keyOf(range);
    callOf.set(id, key);
    if (!calls.has(key)) calls.set(key, { kind: kind === 'suite' ? kind : 'test', ids: [] });
  }
  for (const { id, kind } of nodes) {
    if (kind === 'suite') continue;
    for (let at: TestId | undefined = id; at !== undefined; at = parents.get(at)) {
      calls.get(callOf.get(at) ?? '')?.ids.push(id);
    }
  }
  return ({ range }) => (range === undefined ? undefined : calls.get(keyOf(range)));
}

function keyOf({ start, end }: Range): string {
  return `${start.line}:${start.column}-${end.line}:${end.column}`;
}
