import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { CancellationTokenSource, LSPErrorCodes } from 'vscode-languageserver/node';
import { expect, suite, test } from 'ztest';
import { explain, openRoots } from '../../../server/protocol.ts';
import { createProject } from '../../support/run-project.ts';
import { openClient, startClient } from './language-client.ts';

const files = { 'a.test.ts': `import { test } from 'ztest';\ntest('a', () => {});\n` };
const server = resolve(import.meta.dirname, '../../../dist/server.cjs');

suite('a client', () => {
  test.each([
    'no header at all\r\n\r\n',
    'Content-Length: 12\r\n\r\n{ "jsonrpc":',
    'Content-Length: 5\r\n\r\nnull\n',
    'Content-Length: 2\r\n\r\n[]',
    'Content-Length: -3\r\n\r\n',
    'Content-Length: abc\r\n\r\n{}',
    '\0\u{FFFD}\u{1F600}\r\n\r\n',
    'Content-Length: 47\r\n\r\n{"jsonrpc":"2.0","id":{},"method":7,"params":3}',
    'Content-Length: 40\r\n\r\n{"jsonrpc":"2.0","id":{},"method":7,"params":3}',
    'Content-Length: 60\r\n\r\n{"jsonrpc":"2.0","id":{},"method":7,"params":3}',
    'Content-Length: 999999999\r\n\r\n{}',
    'Content-Length: 2\r\n\r\n{}',
  ])('that sends garbage (%j) is answered all the same', async (garbage) => {
    await using client = await openClient(files);
    client.process.stdin?.write(garbage);
    expect((await client.ask(openRoots, {})).roots).toEqual([client.root]);
  });

  test('that asks for what there is not is told so', async () => {
    await using client = await openClient(files);
    const { connection } = client;
    await expect(connection.sendRequest('ztest/unheardOf', {})).rejects.toMatchObject({
      code: -32601,
    });
    await connection.sendNotification('ztest/unheardOf', { a: 1 });
    await connection.sendNotification('$/unheardOf', { a: 1 });
    expect((await client.ask(openRoots, {})).roots).toEqual([client.root]);
  });

  test('that sends parameters of other types is told which', async () => {
    await using client = await openClient(files);
    const { connection } = client;
    const textDocument = { uri: client.uri('a.test.ts') };
    const position = { line: 1, character: 7 };
    const wrong = [
      ['textDocument/hover', { textDocument: { uri: 7 }, position }, 'textDocument'],
      ['textDocument/hover', { textDocument, position: { line: -1, character: 0 } }, 'position'],
      ['textDocument/rename', { textDocument, position, newName: 7 }, 'newName'],
      ['textDocument/codeAction', { textDocument, range: { start: {} }, context: {} }, 'range'],
      ['workspace/diagnostic', { previousResultIds: [null] }, 'previousResultIds'],
      ['ztest/explain', { target: ['a'] }, 'target'],
      ['ztest/testsOf', { textDocument, position: 3 }, 'position'],
      ['ztest/coveringTests', { textDocument, line: -1 }, 'line'],
      ['ztest/coverageDetails', { root: client.root, runId: 'a', uri: 7 }, 'uri'],
      ['ztest/knownCoverage', { root: client.root }, 'runId'],
      ['ztest/uncoveredChanges', { root: client.root, base: 1 }, 'base'],
      ['ztest/prepareCounting', { root: client.root, files: 'a.test.ts' }, 'files'],
      ['workspace/executeCommand', { command: 'ztest.explain', arguments: [{}] }, 'target'],
    ] as const;
    for (const [method, params, name] of wrong) {
      await expect(connection.sendRequest(method, params)).rejects.toMatchObject({
        code: -32602,
        message: expect.stringContaining(`"${name}" is missing or of a wrong type`),
      });
    }
    await connection.sendNotification('textDocument/didOpen', { textDocument: { uri: 7 } });
    await connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [null] });
    expect((await client.ask(openRoots, {})).roots).toEqual([client.root]);
  });

  test('that initializes twice is refused, and keeps what it has', async () => {
    await using client = await openClient(files);
    const again = client.connection.sendRequest('initialize', { capabilities: {} });
    await expect(again).rejects.toMatchObject({ code: -32600 });
    expect((await client.ask(openRoots, {})).roots).toEqual([client.root]);
  });

  test('that stops reading ends the server without a word', async () => {
    await using client = await openClient(files);
    client.process.stdout?.destroy();
    void client.ask(openRoots, {}).catch(() => {});
    expect(await client.ended).toBe(1);
  });

  test('that leaves parameters out gets an error, and answers afterwards', async () => {
    await using client = await openClient(files);
    const { connection } = client;
    for (const method of [
      'ztest/explain',
      'ztest/testsOf',
      'ztest/resolveChildren',
      'ztest/coveringTests',
      'ztest/uncoveredChanges',
      'textDocument/hover',
    ]) {
      await expect(connection.sendRequest(method)).rejects.toMatchObject({
        code: expect.any(Number),
      });
    }
    await connection.sendNotification('textDocument/didChange', { nothing: true });
    await connection.sendNotification('textDocument/didOpen', {});
    expect((await client.ask(openRoots, {})).roots).toEqual([client.root]);
  });

  test('that names a folder which is not open is told so', async () => {
    await using client = await openClient(files);
    const asking = client.ask(explain, { root: 'file:///elsewhere', target: 'a' });
    await expect(asking).rejects.toThrow('file:///elsewhere is not open');
  });

  test('that cancels gets no answer but that', async () => {
    const many = Array.from({ length: 300 }, (_, i) => [`t${i}.test.ts`, files['a.test.ts']]);
    await using client = await startClient(Object.fromEntries(many));
    const source = new CancellationTokenSource();
    const asking = client.connection.sendRequest(explain.method, { target: 'a' }, source.token);
    source.cancel();
    await expect(asking).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });
    expect(await client.ask(explain, { target: 't1.test.ts' })).toMatchObject({ answer: 'test' });
  });

  test('that goes away in the middle of a request takes the server with it', async () => {
    await using client = await startClient(files);
    void client.ask(explain, { target: 'a' }).catch(() => {});
    client.process.stdin?.destroy();
    client.process.stdout?.destroy();
    expect(await client.ended).toBe(1);
  });

  test('that says goodbye ends it without an error', async () => {
    await using client = await openClient(files);
    await client.connection.sendRequest('shutdown');
    await client.connection.sendNotification('exit');
    expect(await client.ended).toBe(0);
  });

  test('that kills the server loses nothing but the last moments', async () => {
    await using client = await openClient(files);
    const keeps = (): boolean => client.project.has('.ztest/discovery/trees.log');
    await expect.poll(keeps, { timeout: 20_000 }).toBe(true);
    client.process.kill('SIGKILL');
    expect(await client.ended).toBe(null);
  });

  test('that opens no folder is served without one', async () => {
    await using client = await startClient(files, { withoutRoots: true });
    expect(await client.ask(openRoots, {})).toEqual({ isTrusted: false, roots: [] });
    await client.open('a.test.ts');
    const textDocument = { uri: client.uri('a.test.ts') };
    expect(
      await client.connection.sendRequest('textDocument/documentSymbol', { textDocument }),
    ).toBeNull();
  });
});

test('the command serves an editor too', async () => {
  using project = createProject(files);
  const command = resolve(import.meta.dirname, '../../../bin/ztest.cjs');
  const child = spawn(process.execPath, [command, 'lsp'], {
    cwd: project.directory,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const params = { processId: null, rootUri: null, capabilities: {} };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params });
  child.stdin.write(`Content-Length: ${body.length}\r\n\r\n${body}`);
  const [answer] = await once(child.stdout.setEncoding('utf8'), 'data');
  expect(answer).toMatch(/^Content-Length/);
  child.stdin.end();
  expect(await ended).toEqual([1, null]);
});

suite('over IPC', () => {
  test('the server answers, and ends when its parent closes the channel', async () => {
    using project = createProject(files);
    const child = spawn(process.execPath, [server, '--node-ipc'], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const ended = once(child, 'exit');
    const params = {
      processId: null,
      rootUri: null,
      rootPath: project.directory,
      capabilities: {},
    };
    child.send({ jsonrpc: '2.0', id: 1, method: 'initialize', params });
    const [answer] = await once(child, 'message');
    expect(answer).toMatchObject({ id: 1, result: { serverInfo: { name: 'ztest' } } });
    child.disconnect();
    expect(await ended).toEqual([1, null]);
  });
});

test('an untrusted workspace is shown, and nothing of it is executed', async () => {
  const config = `import { writeFileSync } from 'node:fs';
writeFileSync(new URL('ran.txt', import.meta.url), '');
export default { tags: { slow: { timeout: '1m' } } };`;
  const body = `import { writeFileSync } from 'node:fs';
import { test } from 'ztest';
writeFileSync(new URL('ran.txt', import.meta.url), '');
test('a', { tags: ['x'] }, () => {});
`;
  await using client = await openClient(
    {
      'ztest.config.ts': config,
      'jest.config.js': config,
      'nested/vitest.config.ts': config,
      'nested/vite.config.mts': config,
      'babel.config.js': config,
      'index.js': config,
      'tsconfig.json': '{ "compilerOptions": { "plugins": [{ "name": "./index.js" }] } }',
      'package.json': '{ "type": "module", "scripts": { "test": "touch ran.txt" } }',
      '.npmrc': 'script-shell=./index.js\n',
      'node_modules/ztest/index.js': config,
      'node_modules/typescript/index.js': config,
      'node_modules/esbuild/index.js': config,
      'a.test.ts': body,
    },
    { initializationOptions: { isTrusted: false } },
  );
  expect(client.tree()).toEqual(['a.test.ts: a@4']);
  await client.open('a.test.ts');
  const textDocument = { uri: client.uri('a.test.ts') };
  const position = { line: 3, character: 20 };
  const items = await client.connection.sendRequest('textDocument/completion', {
    textDocument,
    position,
  });
  expect(items).toMatchObject([{ label: 'slow' }, { label: 'x' }]);
  expect(client.project.has('ran.txt')).toBe(false);
});
