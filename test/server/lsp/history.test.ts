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
import type { TestHistory } from '../../../server/history/test-history.ts';
import type { KnownTree, OpenRoot } from '../../../server/lsp/services.ts';
import { staticTree } from '../discovery/static-tree.ts';

const text = `import { suite, test, expect } from 'ztest';
suite('cart', () => {
  test('adds', () => { expect(1).toBe(1); });
});
`;
const uri = 'file:///project/a.test.ts';
const title = { textDocument: { uri }, position: { line: 2, character: 9 } };

function pastOf(id: string): TestHistory {
  const result = {
    run: 7,
    at: 0,
    commit: undefined,
    outcome: 'passed',
    times: 2,
    reason: undefined,
    duration: 2,
    attempts: 1,
    seed: undefined,
    error: undefined,
    place: undefined,
  } as const;
  const failed = { ...result, outcome: 'failed', times: 1, commit: 'abcdef0123456' } as const;
  return {
    id,
    results: [result, { ...failed, run: 8, error: 'Error: `no` answer' }],
    passedBefore: 0,
    failingSince: failed,
    causes: ['network'],
    health: 'suspect',
    failures: 1,
    trials: 3,
    unexplained: 1,
  };
}

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
      about: async (ids) => await Promise.resolve(ids.map(pastOf)),
      report: async () => await Promise.resolve(undefined),
      last: undefined,
      listen: () => ({ [Symbol.dispose]: () => {} }),
      diagnosed: async () => await Promise.resolve(),
      renamed: async (id, to) => await Promise.resolve(void renamed.push(`${id} → ${to}`)),
      flush: async () => await Promise.resolve(),
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

test('hovering over a test tells its last outcomes, durations, and since when it fails', async () => {
  const client = await openWithHistory([]);
  const hover: { contents: { value: string } } = await client.sendRequest(
    'textDocument/hover',
    title,
  );
  const { value } = hover.contents;
  expect(value).toContain(
    '`✓✓✗` **suspect**: 1 of its last 3 runs failed, 1 × with nothing changed, depends on the network\n',
  );
  expect(value).toContain('- takes 2 ms (2 ms to 2 ms)\n');
  expect(value).toMatch(/- failing since run 7, \d{4}-\d\d-\d\d \d\d:\d\d at abcdef012\n/);
  expect(value).toContain('Error: \\`no\\` answer');
  expect(value).not.toContain('command:');
  client.dispose();
});
