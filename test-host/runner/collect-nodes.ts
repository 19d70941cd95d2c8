/** The tree of a file as data. */
import type { SuiteNode, TestNode } from '../api/registry.ts';
import type { TestNodeInfo } from '../protocol.ts';
import type { PlannedSuite } from './plan.ts';

/** All nodes in the order of the source; those that the plan leaves out are marked. */
export function collectNodes(root: SuiteNode, plan: PlannedSuite): TestNodeInfo[] {
  const planned = new Set<SuiteNode | TestNode>();
  const addPlanned = (suite: PlannedSuite): void => {
    for (const child of suite.children) {
      planned.add(child.node);
      if (child.kind === 'suite') addPlanned(child);
    }
  };
  addPlanned(plan);

  const infos: TestNodeInfo[] = [];
  const describe = (suite: SuiteNode): void => {
    for (const node of suite.children) {
      infos.push(describeNode(node, planned.has(node)));
      if (node.kind === 'suite') describe(node);
    }
  };
  describe(root);
  return infos;
}

function describeNode(node: SuiteNode | TestNode, isPlanned: boolean): TestNodeInfo {
  const { id, kind, title, parent, location, options, type, mode } = node;
  const isInside = parent?.parent !== undefined;
  if (
    isPlanned &&
    mode === 'run' &&
    location === undefined &&
    options.tags.length === 0 &&
    type === undefined
  ) {
    return isInside ? { id, kind, title, parent: parent.id } : { id, kind, title };
  }
  return {
    id,
    kind,
    title,
    ...(isInside ? { parent: parent.id } : {}),
    ...(location === undefined ? {} : { location }),
    ...(options.tags.length === 0 ? {} : { tags: options.tags }),
    ...(type === undefined ? {} : { type }),
    ...(mode === 'run' ? {} : { mode }),
    ...(isPlanned ? {} : { isFiltered: true }),
  };
}
