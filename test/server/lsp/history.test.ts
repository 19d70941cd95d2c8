import { PassThrough } from 'node:stream';
import {
  createConnection,
  createProtocolConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
  type ProtocolConnection,
} from 'vscode-languageserver/node';
import { expect, test } from 'ztest';
import { startServer } from '../../../server/lsp/server.ts';
import type { KnownTree, OpenRoot } from '../../../server/lsp/services.ts';
import { staticTree } from '../discovery/static-tree.ts';

const text = `import { suite, test, expect } from 'ztest';
suite('cart', () => {
  test('adds', () => { expect(1).toBe(1); });
});
`;
const uri = 'file:///project/a.test.ts';
const title = { textDocument: { uri }, position: { line: 2, character: 9 } };

/** A server with a history of our own, and its client in the same process. */
async function openWithHistory(renamed: string[]): Promise<ProtocolConnection> {
  const tree: KnownTree = staticTree('a.test.ts', { 'a.test.ts': text });
  const delta = { added: [tree], changed: [], removed: [], problems: [] };
  const openRoot: OpenRoot = () => ({
    discovery: {
      open: async () => await Promise.resolve(delta),
      change: async () => await Promise.resolve({ ...delta, added: [] }),
      trees: () => [tree],
      tree: (file) => (file === tree.file ? tree : undefined),
      missingImports: () => [],
      explain: () => ({ answer: 'nothing', headline: '', trail: [] }),
      configuredTags: () => [],
    },
    graph: {
      change: () => {},
      testsOf: async () => await Promise.resolve([]),
      sourceOf: async () => await Promise.resolve([]),
    },
    history: {
      lastResults: (id) => [`passed in 2 ms, as ${id}`],
      renamed: (id, to) => void renamed.push(`${id} → ${to}`),
    },
    [Symbol.dispose]: () => {},
  });
  const [up, down] = [new PassThrough(), new PassThrough()];
  const server = createConnection(ProposedFeatures.all, up, down);
  startServer(server, { version: '0', openRoot, isContinuousIntegration: false });
  const client = createProtocolConnection(
    new StreamMessageReader(down),
    new StreamMessageWriter(up),
  );
  client.listen();
  await client.sendRequest('initialize', {
    processId: null,
    rootUri: 'file:///project',
    // No watcher is started for a folder that is not there.
    capabilities: { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } },
  });
  client.onRequest('client/registerCapability', () => null);
  await client.sendNotification('initialized', {});
  const textDocument = { uri, languageId: 'typescript', version: 1, text };
  await client.sendNotification('textDocument/didOpen', { textDocument });
  return client;
}

test('a title that is renamed takes what history knows along', async () => {
  const renamed: string[] = [];
  const client = await openWithHistory(renamed);
  const edit = await client.sendRequest('textDocument/rename', { ...title, newName: 'sums up' });
  expect(edit).toMatchObject({ changes: { [uri]: [{ newText: 'sums up' }] } });
  expect(renamed).toEqual([expect.stringMatching(/adds.* → sums up$/)]);
  client.dispose();
});

test('hovering over a test tells its last results', async () => {
  const client = await openWithHistory([]);
  const hover = await client.sendRequest('textDocument/hover', title);
  expect(hover).toMatchObject({ contents: { value: expect.stringContaining('- passed in 2 ms') } });
  client.dispose();
});
