import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, suite, test } from 'ztest';
import { explain, openRoots, resolveChildren } from '../../../server/protocol.ts';
import { createProject } from '../../support/run-project.ts';
import { openClient, startClient } from './language-client.ts';

const cart = `import { suite, test, expect } from 'ztest';

suite('cart', () => {
  test('adds', () => {
    expect(1).toBe(1);
  });
  test('removes', () => {
    expect(1).toBe(1);
  });
});
`;
const cartTree = 'cart.test.ts: cart@3, adds@4, removes@7';

function oneTest(title: string): string {
  return `import { test } from 'ztest';\ntest('${title}', () => {});\n`;
}

suite('the tree', () => {
  test('of a folder comes when it is asked for, nothing before', async () => {
    await using client = await startClient({ 'cart.test.ts': cart });
    const answer = await client.ask(openRoots, {});
    expect(client.changes).toEqual([]);
    expect(answer).toEqual({ isTrusted: false, roots: [client.root] });
    await client.until(() => client.changes.length > 0);
    expect(client.tree()).toEqual([cartTree]);
    expect(client.changes).toMatchObject([{ root: client.root, version: 1, removed: [] }]);
  });

  test('follows what is typed, and says only what is new', async () => {
    await using client = await openClient({ 'cart.test.ts': cart });
    await client.open('cart.test.ts');
    const removes = "  test('removes'";
    await client.edit('cart.test.ts', removes, `  test('typed', () => {});\n\n${removes}`);
    await client.until(() => client.changes.length > 1);
    expect(client.tree()).toEqual(['cart.test.ts: cart@3, adds@4, typed@7, removes@9']);
    expect(client.changes[1]).toEqual({
      root: client.root,
      version: 2,
      removed: [],
      files: [
        {
          file: 'cart.test.ts',
          shift: { from: 7, by: 2 },
          added: [{ index: 2, node: expect.objectContaining({ title: 'typed' }) }],
        },
      ],
    });
  });

  test('says of a file that cannot be run why, and when it can again', async () => {
    await using client = await openClient({ 'a.test.ts': `${oneTest('a')}const x = ;\n` });
    expect(client.changes[0]?.files[0]).toMatchObject({
      file: 'a.test.ts',
      error: expect.stringMatching(/xpression.* \(3\)$/),
    });
    await client.open('a.test.ts');
    await client.edit('a.test.ts', 'const x = ;', 'const x = 1;');
    await client.until(() => client.changes.length > 1);
    expect(client.changes[1]?.files).toEqual([{ file: 'a.test.ts', error: '' }]);
  });

  test('says nothing when an edit changes no test and no line', async () => {
    await using client = await openClient({ 'cart.test.ts': cart });
    await client.open('cart.test.ts');
    await client.edit('cart.test.ts', 'toBe(1)', 'toBe(2)');
    await client.edit('cart.test.ts', "'adds'", "'sums'");
    await client.until(() => client.changes.length > 1);
    expect(client.tree()).toEqual(['cart.test.ts: cart@3, sums@4, removes@7']);
    expect(client.changes.map(({ version }) => version)).toEqual([1, 2]);
  });

  test('goes back to the file when a document is closed without being saved', async () => {
    await using client = await openClient({ 'cart.test.ts': cart });
    await client.open('cart.test.ts', cart.replace('adds', 'unsaved'));
    await client.until(() => client.changes.length > 1);
    expect(client.tree()).toEqual(['cart.test.ts: cart@3, unsaved@4, removes@7']);
    const textDocument = { uri: client.uri('cart.test.ts') };
    await client.connection.sendNotification('textDocument/didClose', { textDocument });
    await client.until(() => client.changes.length > 2);
    expect(client.tree()).toEqual([cartTree]);
  });

  test('follows files that come and go, without a client that watches them', async () => {
    await using client = await openClient({ 'cart.test.ts': cart });
    client.project.write({ 'deep/new.test.ts': oneTest('new') });
    await client.until(() => client.tree()[1] === 'deep/new.test.ts: new@2');
    client.project.write({ 'deep/new.test.ts': oneTest('newer') });
    await client.until(() => client.tree()[1] === 'deep/new.test.ts: newer@2');
    rmSync(join(client.project.directory, 'deep'), { recursive: true });
    await client.until(() => client.tree().length === 1);
  });

  test('follows the events of a client that watches files', async () => {
    const didChangeWatchedFiles = { dynamicRegistration: true };
    await using client = await openClient(
      { 'cart.test.ts': cart },
      { capabilities: { workspace: { didChangeWatchedFiles } } },
    );
    client.project.write({ 'new.test.ts': oneTest('new') });
    const changes = [{ uri: client.uri('new.test.ts'), type: 1 }];
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
    await client.until(() => client.tree()[1] === 'new.test.ts: new@2');
  });

  test('is sent anew to a client that asks again', async () => {
    await using client = await openClient({ 'cart.test.ts': cart });
    await client.ask(openRoots, {});
    await client.until(() => client.changes.length > 1);
    expect(client.changes.map(({ version }) => version)).toEqual([1, 1]);
    expect(client.tree()).toEqual([cartTree]);
  });

  test('is handed out level by level', async () => {
    await using client = await openClient({ 'cart.test.ts': cart });
    const of = { root: client.root, file: 'cart.test.ts' };
    const top = await client.ask(resolveChildren, of);
    expect(top.nodes.map(({ title }) => title)).toEqual(['cart']);
    const [{ id } = { id: '' }] = top.nodes;
    const below = await client.ask(resolveChildren, { ...of, parent: id });
    expect(below.nodes.map(({ title }) => title)).toEqual(['adds', 'removes']);
  });
});

test('two folders have a tree each, and one that is closed is followed no more', async () => {
  using other = createProject({ 'b.test.ts': oneTest('b') });
  await using client = await openClient(
    { 'cart.test.ts': cart },
    { otherRoots: [other], capabilities: { workspace: { workspaceFolders: true } } },
  );
  const folder = { uri: pathToFileURL(other.directory).href, name: 'other' };
  const changeFolders = async (event: object): Promise<void> =>
    await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event });
  expect(client.tree(folder.uri)).toEqual(['b.test.ts: b@2']);
  expect(client.tree()).toEqual([cartTree]);

  await changeFolders({ added: [], removed: [folder] });
  expect((await client.ask(openRoots, {})).roots).toEqual([client.root]);
  await changeFolders({ added: [folder], removed: [] });
  await client.until(() => client.changes.filter(({ root }) => root === folder.uri).length > 1);
  expect(client.tree(folder.uri)).toEqual(['b.test.ts: b@2']);
});

test('why a test is not there is told', async () => {
  await using client = await openClient({ 'cart.test.ts': cart, 'src/cart.ts': '' });
  expect(await client.ask(explain, { target: 'src/cart.ts' })).toMatchObject({ answer: 'no-test' });
  expect(await client.ask(explain, { target: 'adds' })).toMatchObject({ answer: 'test' });
});
