import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { eventually, itemAt, type HostSuite } from './host-suite.ts';

export const tree: HostSuite = {
  'has folders before files, and in large projects tests when somebody looks': async (host) => {
    const { controller } = host;
    assert.deepEqual(shown(controller.items), [
      '0src src',
      '1broken.test.ts broken.test.ts',
      '1loop.test.ts loop.test.ts',
      '1many.test.ts many.test.ts',
    ]);
    const file = find((await itemAt(host, 'src')).children, 'rows.test.ts');
    assert.equal(file.canResolveChildren, true);
    assert.equal(file.children.size, 0);
    await controller.resolveHandler?.(file);
    assert.equal(file.canResolveChildren, false);
    assert.deepEqual(shown(file.children), [
      '000000 row 1',
      '000001 row 2',
      '000002 of the environment %d',
    ]);
  },

  'has each test at its place, with its tags': async (host) => {
    const test = await itemAt(host, 'src', 'sum.test.ts', 'sum', 'adds');
    assert.equal(test.uri?.path, `${host.folder.path}/src/sum.test.ts`);
    const { start, end } = test.range ?? {};
    assert.deepEqual([start?.line, start?.character, end?.line], [3, 2, 3]);
    assert.deepEqual(
      test.tags.map(({ id }) => id),
      ['unit'],
    );
    assert.equal(test.description, '@unit');
  },

  'says which rows only a run knows': async (host) => {
    const rows = await itemAt(host, 'src', 'rows.test.ts', 'of the environment %d');
    assert.notEqual(rows.description, '');
    const { description } = await itemAt(host, 'src', 'rows.test.ts', 'row 1');
    assert.equal(description, '');
  },

  'says why a file cannot be run': async (host) => {
    const { error } = await itemAt(host, 'broken.test.ts');
    assert.ok(typeof error === 'string');
    assert.match(error, /\(2\)$/); // the line
    assert.equal((await itemAt(host, 'src', 'sum.test.ts')).error, undefined);
  },

  'is complete when the explorer is no longer busy': async ({ controller }) => {
    await controller.resolveHandler?.(undefined);
    assert.equal(controller.items.size, 4);
  },

  'keeps items and ids when the server is started anew': async (host) => {
    const { api, controller } = host;
    const before = allItems(controller.items);
    await api.commands.executeCommand('ztest.restartServer');
    // It has the first tree when it answers what follows from it.
    await itemAt(host, 'src', 'sum.test.ts', 'sum', 'adds');
    const after = allItems(controller.items);
    assert.deepEqual([...after.keys()], [...before.keys()]);
    for (const [id, item] of before) assert.equal(after.get(id), item, id);
  },

  'follows a file that comes, changes and goes': async (host) => {
    const { api, controller, folder } = host;
    const uri = api.Uri.joinPath(folder, 'new/born.test.ts');
    const write = async (titles: readonly string[]): Promise<void> => {
      const tests = titles.map((title) => `test('${title}', () => {});\n`).join('');
      const text = `import { test } from 'ztest';\n${tests}`;
      await api.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    };
    const labels = (): readonly string[] =>
      [...allItems(controller.items).values()].map(({ label }) => label);
    await write(['one']);
    await eventually(() => labels().includes('born.test.ts'), 'the new file is there');
    await itemAt(host, 'new', 'born.test.ts', 'one');
    await write(['one', 'two']);
    await eventually(() => labels().includes('two'), 'the new test is there');
    await api.workspace.fs.delete(api.Uri.joinPath(folder, 'new'), { recursive: true });
    await eventually(() => !labels().includes('new'), 'its folder is gone');
  },
};

function shown(items: vscode.TestItemCollection): readonly string[] {
  return [...items].map(([, { sortText, label }]) => `${sortText} ${label}`).toSorted();
}

function find(items: vscode.TestItemCollection, label: string): vscode.TestItem {
  const found = [...items].map(([, item]) => item).find((item) => item.label === label);
  assert.ok(found, label);
  return found;
}

function allItems(items: vscode.TestItemCollection): Map<string, vscode.TestItem> {
  return new Map(
    [...items].flatMap(([id, item]) => [[id, item] as const, ...allItems(item.children)]),
  );
}
