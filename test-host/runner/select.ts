/** Which tests of a file a run selects. */
import type { SuiteNode, TestNode } from '../api/registry.ts';
import { titlesOf } from '../api/registry.ts';
import type { FilePath, TestSelection } from '../protocol.ts';
import { matchesTags } from '../../titles/tag-expression.ts';
import { parseTags } from './tags.ts';

/** Asks for each test; all given parts of the selection must hold. */
export type TestFilter = (test: TestNode) => boolean;

/**
 * @param root of the file's tree; nodes have locations when `selection.lines` is given
 * @throws CodedError when the tag expression cannot be read
 */
export function createFilter(
  root: SuiteNode,
  file: FilePath,
  selection: TestSelection | undefined,
): TestFilter {
  const filters: TestFilter[] = [];
  if (selection?.ids !== undefined) {
    const ids = new Set(selection.ids);
    filters.push((test) => isInside(test, (node) => ids.has(node.id)));
  }
  if (selection?.lines !== undefined) {
    const chosen = nodesAtLines(root, file, selection.lines);
    filters.push((test) => isInside(test, (node) => chosen.has(node)));
  }
  if (selection?.titlePattern !== undefined) {
    const { source, flags } = selection.titlePattern;
    const pattern = new RegExp(source, flags.replace(/[gy]/g, '')); // stateless
    // Joined as Jest does, and as reports and lists show them.
    filters.push((test) => {
      const titles = titlesOf(test);
      return [' ', ' > ', ' › '].some((separator) => pattern.test(titles.join(separator)));
    });
  }
  if (selection?.tags !== undefined) {
    const expression = parseTags(selection.tags);
    filters.push((test) => matchesTags(expression, test.options.tags));
  }
  return (test) => filters.every((filter) => filter(test));
}

/** Somebody pointed at single tests: an `only` elsewhere in the file must not take them away. */
export function namesSingleTests(selection: TestSelection | undefined): boolean {
  return selection?.ids !== undefined || selection?.lines !== undefined;
}

function isInside(test: TestNode, isChosen: (node: SuiteNode | TestNode) => boolean): boolean {
  for (let node: SuiteNode | TestNode | undefined = test; node !== undefined; node = node.parent) {
    if (isChosen(node)) return true;
  }
  return false;
}

/** For each line the nodes that began last before or on it; the rows of one table begin together. */
function nodesAtLines(
  root: SuiteNode,
  file: FilePath,
  lines: readonly number[],
): Set<SuiteNode | TestNode> {
  const nodes = nodesBelow(root).filter((node) => node.location?.file === file);
  const chosen = new Set<SuiteNode | TestNode>();
  for (const line of lines) {
    let lastLine = 0;
    for (const node of nodes) {
      const first = firstLineOf(node);
      if (first !== undefined && first <= line) lastLine = Math.max(lastLine, first);
    }
    for (const node of nodes) if (firstLineOf(node) === lastLine) chosen.add(node);
  }
  return chosen;
}

function firstLineOf({ firstLine, location }: SuiteNode | TestNode): number | undefined {
  return firstLine ?? location?.line;
}

/** All nodes under a suite, in the order of the source. */
function nodesBelow(suite: SuiteNode): (SuiteNode | TestNode)[] {
  const nodes: (SuiteNode | TestNode)[] = [];
  const collect = (parent: SuiteNode): void => {
    for (const child of parent.children) {
      nodes.push(child);
      if (child.kind === 'suite') collect(child);
    }
  };
  collect(suite);
  return nodes;
}
