import { afterAll, beforeAll, expect, suite, test } from 'ztest';
import type { FileTree, TreeNode } from '../../../server/discovery/file-tree.ts';
import type { TestNodeInfo } from '../../../test-host/protocol.ts';
import { createProject, type Project, type ProjectFiles } from '../../support/run-project.ts';
import { DYNAMIC, HELPERS, STATIC } from './fixtures.ts';
import { staticTree } from './static-tree.ts';

const FILES: ProjectFiles = { ...HELPERS, ...STATIC, ...DYNAMIC };
const CONFIG = {
  'package.json': '{ "name": "project" }',
  'tsconfig.json': '{ "compilerOptions": { "jsx": "react" } }',
  'ztest.toml': 'locations = true',
};

/** The trees of the test files, as a host has loaded them. */
async function treesThatRan(project: Project): Promise<Map<string, readonly TestNodeInfo[]>> {
  const { events } = await project.run();
  const trees = new Map<string, readonly TestNodeInfo[]>();
  for (const event of events) {
    if (event.type === 'file-collected') trees.set(event.file, event.nodes);
    else if (event.type === 'file-finished' && event.reason === 'load') {
      throw new Error(`${event.file}: ${event.errors.map(({ message }) => message).join('\n')}`);
    }
  }
  return trees;
}

/** What a run and discovery both know of a node. */
function ranNode({ id, kind, title, parent, location, tags = [], mode }: TestNodeInfo) {
  return { id, kind, title, parent, location, tags, mode };
}

function foundNode(file: string, node: TreeNode) {
  const { id, kind, title, parent, location, tags, mode } = node;
  return {
    id,
    kind,
    title,
    parent,
    location: { file: node.file ?? file, ...location },
    tags,
    mode,
  };
}

let ran: ReadonlyMap<string, readonly TestNodeInfo[]>;
let project: Project;
beforeAll(async () => {
  project = createProject({ ...FILES, ...CONFIG });
  ran = await treesThatRan(project);
});
afterAll(() => project.dispose());

test.each(Object.keys(STATIC))('%s has the tree that runs', (file) => {
  const tree = staticTree(file, FILES);
  expect(tree.nodes.map((node) => foundNode(file, node))).toEqual(ran.get(file)?.map(ranNode));
  expect(tree.nodes.filter(({ isDynamic }) => isDynamic)).toEqual([]);
});

test('globals are the tests that run', async () => {
  const text = `
    const { it: renamed } = globalThis;
    describe('d', () => { it('x', () => {}); test.skip('y', () => {}); xit('z', () => {}); });
    fdescribe('only', () => { fit.each([1, 2])('%i', () => {}); });
    jest.fn();
    suite('s', () => { xtest('t', () => {}); });
  `;
  const files = { 'a.test.ts': text };
  using globals = createProject({ ...files, 'ztest.toml': 'locations = true\nglobals = true' });
  const found = staticTree('a.test.ts', files, { globals: 'ztest' }).nodes;
  const nodes = (await treesThatRan(globals)).get('a.test.ts');
  expect(found.map((node) => foundNode('a.test.ts', node))).toEqual(nodes?.map(ranNode));
});

suite('what is not static', () => {
  /** The nodes that ran and that discovery says it knows. */
  function known(tree: FileTree): readonly TreeNode[] {
    return tree.nodes.filter(({ isDynamic }) => isDynamic !== true);
  }

  test.each(Object.keys(DYNAMIC))('%s invents nothing and misses nothing', (file) => {
    const tree = staticTree(file, FILES);
    const nodes = ran.get(file) ?? [];
    const ids = new Set(nodes.map(({ id }) => id));
    expect(known(tree).filter(({ id }) => !ids.has(id))).toEqual([]);
    for (const node of nodes) {
      const same = known(tree).find(({ id }) => id === node.id);
      const { line, column } = node.location ?? {};
      const dynamic = tree.nodes.some(
        ({ isDynamic, location }) =>
          isDynamic === true && location.line === line && location.column === column,
      );
      if (same === undefined) expect([node.title, dynamic]).toEqual([node.title, true]);
      else {
        const { mode, ...found } = foundNode(file, same);
        const { mode: ranMode, ...wanted } = ranNode(node);
        expect(found).toEqual(wanted);
        if (same.mayBeSkipped !== true) expect(mode).toBe(ranMode);
      }
    }
  });

  test('is one node, with the reason', () => {
    const tree = staticTree('unknown.test.ts', FILES);
    const lines = tree.nodes
      .filter(({ isDynamic }) => isDynamic)
      .map(({ kind, title, why }) => `${kind}: ${title} | ${why}`);
    expect(lines).toEqual([
      'rows: at ${stamp} | Date.now is known only when the file runs',
      "rows: 'number ' + counter++ | it counts while the file runs",
      'rows: file %s | what "node:fs" gives is known only when the file runs',
      'rows: grown %i | "grown" changes while the file runs',
      'rows: row %i of %i | Date.now is known only when the file runs',
      `rows: 'loop ' + file | what "node:fs" gives is known only when the file runs`,
      `rows: 'each ' + file | what "node:fs" gives is known only when the file runs`,
      'suite: suite ${stamp} | Date.now is known only when the file runs',
      'test: below it | Date.now is known only when the file runs',
      'suite: rows %s | what "node:fs" gives is known only when the file runs',
      `rows: 'of ' + file | what "node:fs" gives is known only when the file runs`,
      'test: while | it stands in a loop',
      `rows: 'by a library ' + value | "at" changes while the file runs`,
      'rows: filled %s | "filled" is changed by a function',
      'test: by a wrapper | "Reflect" is known only when the file runs',
      'test: left out by a wrapper | "Reflect" is known only when the file runs',
      'test: 1_1 | a label is jumped to',
      'test: 1_2 | a label is jumped to',
      'test: 2_1 | a label is jumped to',
      'test: 2_2 | a label is jumped to',
      'rows: twice | "twice" is known only when the file runs',
      'rows: twice | "twice" is known only when the file runs',
      'rows: Merged.A + Merged.B | "Merged" is known only when the file runs',
    ]);
  });
});
