/** Tags as the Test Explorer shows and filters them. */
import type * as vscode from 'vscode';
import { expect, mock, test } from 'ztest';
import type { TreeNode } from '../../../server/protocol.ts';
import { TestTree } from '../../../client/vscode/tree/test-tree.ts';
import { createTestItem, FakeItems, type FakeItem } from './fake-vscode.ts';

mock.module('vscode', async () => await import('./fake-vscode.ts'), { virtual: true });

const FILE = 'a.test.ts';

function node(kind: 'suite' | 'test', title: string, more: Partial<TreeNode>): TreeNode {
  const place = { line: 1, column: 1 };
  const range = { start: place, end: place };
  return { id: `${FILE}#${title}`, kind, title, range, location: place, tags: [], ...more };
}

function show(nodes: readonly TreeNode[]): FakeItems {
  const items = new FakeItems();
  const controller = { createTestItem, items } as never as vscode.TestController;
  const tree = new TestTree(controller);
  tree.open({ roots: ['file:///shop'] });
  const added = nodes.map((one, index) => ({ index, node: one }));
  tree.apply({ root: 'file:///shop', version: 1, files: [{ file: FILE, added }], removed: [] });
  return items;
}

function rows(items: FakeItems): readonly string[] {
  return [...items].flatMap(([, item]: [string, FakeItem]) => [
    [item.label, item.description, `[${item.tags?.map(({ id }) => id).join(' ') ?? ''}]`]
      .filter(Boolean)
      .join(' '),
    ...rows(item.children),
  ]);
}

test('rows show the tags that they add, and are found by all that hold for them', async () => {
  const items = show([
    node('suite', 'shop', { tags: ['db'] }),
    node('test', 'sells', { parent: `${FILE}#shop`, tags: ['db', 'slow'] }),
    node('test', 'counts', { parent: `${FILE}#shop`, tags: ['db'] }),
    node('test', 'adds', {}),
  ]);
  expect(rows(items)).toEqual(['a.test.ts [db slow]']);
  // Also of files that nobody has opened.
  await expect
    .poll(() => rows(items))
    .toEqual([
      'a.test.ts [db slow]',
      'shop @db [db]',
      'sells @slow [db slow]',
      'counts [db]',
      'adds []',
    ]);
});

test('in large projects, tests wait until somebody looks at their file', async () => {
  const many = Array.from({ length: 20_001 }, (_, index) => node('test', `test ${index}`, {}));
  const items = show(many);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(rows(items)).toHaveLength(1);
});
