/** Workspace folders that come and go while the editor runs. */
import type * as vscode from 'vscode';
import { expect, mock, test } from 'ztest';
import { TestTree } from '../../../client/vscode/tree/test-tree.ts';
import { createTestItem, FakeItems } from './fake-vscode.ts';

mock.module('vscode', async () => await import('./fake-vscode.ts'), { virtual: true });

interface Explorer {
  readonly controller: vscode.TestController;
  readonly tree: TestTree;
  readonly rows: () => readonly string[];
}

function explorer(): Explorer {
  const items = new FakeItems();
  const controller = { createTestItem, items } as never as vscode.TestController;
  return { controller, tree: new TestTree(controller), rows: () => rowsOf(items) };
}

function rowsOf(items: FakeItems, indent = ''): string[] {
  return [...items].flatMap(([, { label, children }]) => [
    `${indent}${label}`,
    ...rowsOf(children, `${indent}  `),
  ]);
}

const [shop, bank] = ['file:///shop', 'file:///bank'];

function begin(root: string): Parameters<TestTree['apply']>[0] {
  return { root, version: 1, files: [{ file: 'src/a.test.ts' }], removed: [] };
}

test('one folder has its tests on the top level; with a second one both have a row', () => {
  const { tree, rows } = explorer();
  tree.open({ roots: [shop] });
  expect(tree.apply(begin(shop))).toBe('applied');
  expect(rows()).toEqual(['src', '  a.test.ts']);
  const before = tree.root(shop)?.file('src/a.test.ts')?.item;

  expect(tree.apply(begin(bank))).toBe('missed');
  tree.open({ roots: [shop, bank] });
  tree.apply(begin(shop));
  tree.apply(begin(bank));
  expect(rows()).toEqual(['/shop', '  src', '    a.test.ts', '/bank', '  src', '    a.test.ts']);
  expect(tree.root(shop)?.file('src/a.test.ts')?.item).toBe(before);

  tree.close([bank]);
  expect(rows()).toEqual(['src', '  a.test.ts']);
  tree.close([shop]);
  expect(rows()).toEqual([]);
});

test('a folder that was never open changes nothing when it goes', () => {
  const { tree, rows } = explorer();
  tree.open({ roots: [shop] });
  tree.apply(begin(shop));
  tree.close(['vscode-vfs://github/other']);
  expect(rows()).toEqual(['src', '  a.test.ts']);
});

test('the explorer is busy until each folder has its first tree', async () => {
  const { tree, controller } = explorer();
  const resolving = controller.resolveHandler?.(undefined);
  const isBusy = async (): Promise<boolean> =>
    await Promise.race([resolving, Promise.resolve('busy')]).then((first) => first === 'busy');
  tree.open({ roots: [shop, bank] });
  tree.apply(begin(shop));
  expect(await isBusy()).toBe(true);
  tree.apply(begin(bank));
  await resolving;
});

test('a file with a syntax error says so until it has none', () => {
  const { tree } = explorer();
  tree.open({ roots: [shop] });
  const error = (): unknown => tree.root(shop)?.file('src/a.test.ts')?.item.error;
  const broken = { file: 'src/a.test.ts', error: "';' expected. (3)" };
  tree.apply({ ...begin(shop), files: [broken] });
  expect(error()).toBe("';' expected. (3)");
  tree.apply({ ...begin(shop), version: 2, files: [{ file: 'src/a.test.ts' }] });
  expect(error()).toBe("';' expected. (3)");
  tree.apply({ ...begin(shop), version: 3, files: [{ ...broken, error: '' }] });
  expect(error()).toBeUndefined();
  tree.apply({ ...begin(shop), version: 4, files: [broken] });
  tree.apply(begin(shop));
  expect(error()).toBeUndefined();
});
