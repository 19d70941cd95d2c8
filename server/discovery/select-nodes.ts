/** What of a tree a selection is about: by the rules of a run (`test-host/runner/select.ts`), before there is one. */
import { matchesTags, parseTagExpression } from '../../titles/tag-expression.ts';
import type { TestId, TestSelection } from '../../test-host/protocol.ts';
import type { TreeNode } from './file-tree.ts';

/** The selected tests, and the suites that they are in. */
export function selectNodes(
  nodes: readonly TreeNode[],
  selection: TestSelection | undefined,
): readonly TreeNode[] {
  if (selection === undefined) return nodes;
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const filters = filtersOf(nodes, selection);
  const kept = new Set<TestId>();
  for (const node of nodes) {
    if (node.kind === 'suite') continue;
    const path = pathOf(node, byId);
    if (filters.every((accepts) => accepts(node, path))) for (const { id } of path) kept.add(id);
  }
  return nodes.filter(({ id }) => kept.has(id));
}

/** @param path from the outermost suite to the node itself */
type Filter = (node: TreeNode, path: readonly TreeNode[]) => boolean;

function filtersOf(nodes: readonly TreeNode[], selection: TestSelection): readonly Filter[] {
  const filters: Filter[] = [];
  const { ids, lines, titlePattern, tags } = selection;
  if (ids !== undefined) {
    const chosen = new Set(ids);
    filters.push((_, path) => path.some(({ id }) => chosen.has(id)));
  }
  if (lines !== undefined) {
    const chosen = new Set(lines.flatMap((line) => nodesAtLine(nodes, line)));
    filters.push((_, path) => path.some((node) => chosen.has(node)));
  }
  if (titlePattern !== undefined) {
    const pattern = new RegExp(titlePattern.source, titlePattern.flags.replaceAll(/[gy]/g, ''));
    // What a run will call it nobody knows yet: it stays.
    filters.push((node, path) => node.isDynamic === true || pattern.test(fullTitle(path)));
  }
  if (tags !== undefined) {
    const expression = parseTagExpression(tags, (problem) => {
      throw new Error(`the command line has checked it: ${problem}`);
    });
    filters.push((node) => matchesTags(expression, node.tags));
  }
  return filters;
}

/** Those that began last before or on the line; the rows of one table begin together. */
function nodesAtLine(nodes: readonly TreeNode[], line: number): readonly TreeNode[] {
  const own = nodes.filter((node) => node.file === undefined);
  const lastLine = Math.max(
    0,
    ...own.map(({ location }) => (location.line <= line ? location.line : 0)),
  );
  return own.filter(({ location }) => location.line === lastLine);
}

export function pathOf(node: TreeNode, byId: ReadonlyMap<TestId, TreeNode>): readonly TreeNode[] {
  const path: TreeNode[] = [];
  for (let at: TreeNode | undefined = node; at !== undefined;) {
    path.unshift(at);
    at = at.parent === undefined ? undefined : byId.get(at.parent);
  }
  return path;
}

function fullTitle(path: readonly TreeNode[]): string {
  return path.map(({ title }) => title).join(' ');
}
