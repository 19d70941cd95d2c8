import { expect, test } from 'ztest';
import { sourceOf, testsOf } from '../../../server/protocol.ts';
import { startClient, type LanguageClient } from './language-client.ts';

const files = {
  'a.test.ts':
    "import { test } from 'ztest';\nimport { add } from './cart.ts';\ntest('adds', () => void add());\n",
  'b.test.ts':
    "import { test } from 'ztest';\nimport { print } from './cart.ts';\ntest('prints', () => void print());\n",
  'cart.ts': 'export function add() {}\nexport function print() {}\n',
};

async function titles(client: LanguageClient, line?: number): Promise<readonly string[]> {
  const position = line === undefined ? {} : { position: { line, character: 17 } };
  const textDocument = { uri: client.uri('cart.ts') };
  const found = await client.ask(testsOf, { textDocument, ...position });
  return found.map(({ title, why }) => `${title}: ${why.join(', ')}`);
}

test('the tests of a file and of a symbol, as the documents are', async () => {
  await using client = await startClient(files);
  expect(await titles(client)).toEqual([
    'adds: a.test.ts loads cart.ts',
    'prints: b.test.ts loads cart.ts',
  ]);
  await client.open('cart.ts');
  expect(await titles(client, 0)).toEqual(['adds: a.test.ts uses add']);
  await client.open('a.test.ts');
  await client.edit('a.test.ts', '{ add }', '{ add, print }');
  await client.edit('a.test.ts', 'void add()', 'print(add())');
  expect(await titles(client, 1)).toHaveLength(2);
});

test('the tests of a place in a test are that test', async () => {
  await using client = await startClient({
    ...files,
    'a.test.ts':
      "import { test } from 'ztest';\ntest('one', () => {\n  check();\n});\ntest('two', () => {});\nfunction check() {}\n",
  });
  await client.open('a.test.ts');
  const at = async (line: number, character: number): Promise<readonly string[]> => {
    const textDocument = { uri: client.uri('a.test.ts') };
    const found = await client.ask(testsOf, { textDocument, position: { line, character } });
    return found.map(({ title }) => title);
  };
  expect(await at(1, 8)).toEqual(['one']);
  expect(await at(2, 4)).toEqual(['one']);
  expect(await at(4, 8)).toEqual(['two']);
  expect(await at(5, 12)).toEqual(['one']);
});

test('the source under test', async () => {
  await using client = await startClient(files);
  const textDocument = { uri: client.uri('a.test.ts') };
  const found = await client.ask(sourceOf, { textDocument });
  expect(found.map(({ uri }) => uri)).toEqual([client.uri('cart.ts')]);
});

test('both as commands, for clients that send nothing else', async () => {
  await using client = await startClient(files);
  const run = async (command: string, ...args: readonly object[]): Promise<unknown> =>
    await client.connection.sendRequest('workspace/executeCommand', { command, arguments: args });
  const source = { textDocument: { uri: client.uri('cart.ts') } };
  expect(await run('ztest.testsOf', source)).toMatchObject([
    { uri: client.uri('a.test.ts'), range: { start: { line: 2 } }, title: 'adds' },
    { uri: client.uri('b.test.ts'), title: 'prints' },
  ]);
  const testFile = { textDocument: { uri: client.uri('a.test.ts') } };
  expect(await run('ztest.sourceOf', testFile)).toMatchObject([{ uri: client.uri('cart.ts') }]);
  expect(await run('ztest.explain', { target: 'adds' })).toMatchObject({ answer: 'test' });
  await expect(run('ztest.unheardOf')).rejects.toMatchObject({ code: -32602 });
});

test('references are tests, the definition of a title is the source under test', async () => {
  await using client = await startClient(files);
  await client.open('cart.ts');
  await client.open('a.test.ts');
  const ask = async (method: string, file: string, position: object): Promise<unknown> =>
    await client.connection.sendRequest(method, {
      textDocument: { uri: client.uri(file) },
      position,
      context: { includeDeclaration: false },
    });
  const add = { line: 0, character: 17 };
  expect(await ask('textDocument/references', 'cart.ts', add)).toMatchObject([{ title: 'adds' }]);
  const title = { line: 2, character: 7 };
  expect(await ask('textDocument/definition', 'a.test.ts', title)).toMatchObject([
    { uri: client.uri('cart.ts') },
  ]);
});
