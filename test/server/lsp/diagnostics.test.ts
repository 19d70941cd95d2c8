import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type {
  DocumentDiagnosticReport,
  PublishDiagnosticsParams,
  WorkspaceDiagnosticReport,
} from 'vscode-languageserver/node';
import { expect, suite, test } from 'ztest';
import { openClient, type LanguageClient } from './language-client.ts';

const focused = `import { test, expect } from 'ztest';
test.only('a', () => {
  expect(1).toBe(1);
});
`;
const fine = focused.replace('.only', '');

function codes({
  diagnostics,
}: {
  diagnostics: PublishDiagnosticsParams['diagnostics'];
}): unknown[] {
  return diagnostics.map(({ code, range }) => `${code}@${range.start.line}-${range.end.line}`);
}

async function published(client: LanguageClient, file: string): Promise<PublishDiagnosticsParams> {
  const found = (): PublishDiagnosticsParams | undefined =>
    client.diagnostics.get(client.uri(file));
  await client.until(() => found() !== undefined);
  return found() ?? { uri: '', diagnostics: [] };
}

suite('a client that does not ask', () => {
  test('is sent what is wrong in every file, drawn on one line', async () => {
    await using client = await openClient({ 'a.test.ts': focused, 'b.test.ts': fine });
    const sent = await published(client, 'a.test.ts');
    expect(codes(sent)).toEqual(['ZT2002@1-1']);
    expect(sent).not.toHaveProperty('version');
    expect([...client.diagnostics.keys()]).toEqual([client.uri('a.test.ts')]);
  });

  test('is told the version of the document that it holds for, once the author pauses', async () => {
    await using client = await openClient({ 'a.test.ts': fine });
    await client.open('a.test.ts');
    await client.edit('a.test.ts', 'test(', 'test.');
    await client.edit('a.test.ts', "test.'a'", "test.only('a'");
    expect(codes(await published(client, 'a.test.ts'))).toEqual(['ZT2002@1-1']);
    expect((await published(client, 'a.test.ts')).version).toBe(3);
    await client.edit('a.test.ts', '.only', '');
    await client.until(() => client.diagnostics.get(client.uri('a.test.ts'))?.version === 4);
    expect(codes(await published(client, 'a.test.ts'))).toEqual([]);
  });

  test('sees imports that lead nowhere in what is open, until they lead somewhere', async () => {
    const text = `import { x } from './x';\nimport gone from 'no-such-package';\n${fine}`;
    await using client = await openClient({ 'a.test.ts': text });
    await client.open('a.test.ts');
    expect(codes(await published(client, 'a.test.ts'))).toEqual(['ZT1116@0-0', 'ZT1116@1-1']);
    client.project.write({ 'x.ts': 'export const x = 1;' });
    await client.until(
      () => client.diagnostics.get(client.uri('a.test.ts'))?.diagnostics.length === 1,
    );
  });

  test.each([
    ['export default { test: {}, resolve: { alias: { "@": "./src" } } };', 1],
    ['export default { test: {} };', 2],
  ])('sees none that another tool may know: %s', async (config, count) => {
    const imports = `import '@/cart';\nimport '$lib/cart';\nimport 'cart';\nimport './cart';\n`;
    const text = imports + fine.replace("'ztest'", "'vitest'");
    const files = { 'a.test.ts': text, 'vitest.config.ts': config };
    await using client = await openClient({ ...files, 'node_modules/vitest/index.js': '' });
    await client.open('a.test.ts');
    const sent = await published(client, 'a.test.ts');
    expect(codes(sent)).toEqual(['ZT1116@2-2', 'ZT1116@3-3'].slice(-count));
  });

  test('sees them no more once the document is closed', async () => {
    await using client = await openClient({ 'a.test.ts': `import './gone';\n${fine}` });
    await client.open('a.test.ts');
    expect(codes(await published(client, 'a.test.ts'))).toEqual(['ZT1116@0-0']);
    const textDocument = { uri: client.uri('a.test.ts') };
    await client.connection.sendNotification('textDocument/didClose', { textDocument });
    await client.until(
      () => client.diagnostics.get(client.uri('a.test.ts'))?.diagnostics.length === 0,
    );
  });

  test('sees what a change of the configuration makes of tests', async () => {
    const tagged = fine.replace("'a', ", "'a', { tags: ['slwo'] }, ");
    await using client = await openClient({ 'a.test.ts': tagged });
    client.project.write({ 'ztest.toml': '[tags.slow]\n' });
    expect(codes(await published(client, 'a.test.ts'))).toEqual(['ZT2009@1-1']);
    client.project.write({ 'ztest.toml': '[tags.slow]\n[tags.slwo]\n' });
    await client.until(
      () => client.diagnostics.get(client.uri('a.test.ts'))?.diagnostics.length === 0,
    );
  });

  test('sees what a title makes that another file exports', async () => {
    const titled = (title: string): string => `export const title = '${title}';\n`;
    const text = `import { title } from './title.ts';\n${fine}${fine.replace("'a'", 'title')}`;
    await using client = await openClient({ 'a.test.ts': text, 'title.ts': titled('b') });
    client.project.write({ 'title.ts': titled('a') });
    expect(codes(await published(client, 'a.test.ts'))).toEqual(['ZT1101@6-6']);
  });

  test.each([
    ['1', 1],
    ['', 2],
  ])('on a machine with CI=%j sees only as severity %i', async (CI, severity) => {
    await using client = await openClient({ 'a.test.ts': focused }, { env: { CI } });
    const { diagnostics } = await published(client, 'a.test.ts');
    expect(diagnostics).toMatchObject([{ code: 'ZT2002', severity }]);
  });

  test('sees what is wrong with a configuration where it stands', async () => {
    await using client = await openClient({
      'a.test.ts': fine,
      'ztest.config.ts': `export default {\n  include: makeList(),\n};\n`,
    });
    expect(codes(await published(client, 'ztest.config.ts'))).toEqual(['ZT1034@1-1']);
  });
});

suite('a client that asks', () => {
  const capabilities = { textDocument: { diagnostic: {} }, workspace: { diagnostics: {} } };
  const ask = async (client: LanguageClient, previousResultId?: string) =>
    await client.connection.sendRequest<DocumentDiagnosticReport>('textDocument/diagnostic', {
      textDocument: { uri: client.uri('a.test.ts') },
      ...(previousResultId !== undefined && { previousResultId }),
    });

  test('gets what is wrong with the last edit in it, and is told when nothing is new', async () => {
    await using client = await openClient({ 'a.test.ts': fine }, { capabilities });
    await client.open('a.test.ts');
    await client.edit('a.test.ts', 'test(', 'test.only(');
    const report = await ask(client);
    expect(report).toMatchObject({ kind: 'full', items: [{ code: 'ZT2002', source: 'ztest' }] });
    expect(await ask(client, report.resultId)).toEqual({
      kind: 'unchanged',
      resultId: report.resultId,
    });
    expect(client.diagnostics.size).toBe(0);
  });

  test('is told to ask again when what an import leads to comes or goes', async () => {
    const workspace = { diagnostics: { refreshSupport: true } };
    await using client = await openClient(
      { 'a.test.ts': `import { x } from './x';\n${fine}` },
      { capabilities: { ...capabilities, workspace } },
    );
    await client.open('a.test.ts');
    expect(await ask(client)).toMatchObject({ items: [{ code: 'ZT1116' }] });
    client.project.write({ 'x.ts': 'export const x = 1;' });
    await client.until(() => client.refreshes() > 0);
    expect(await ask(client)).toMatchObject({ items: [] });
    await client.edit('a.test.ts', 'toBe(1)', 'toBe(2)');
    expect(await ask(client)).toMatchObject({ kind: 'full' });
    const before = client.refreshes();
    rmSync(join(client.project.directory, 'x.ts'));
    await client.until(() => client.refreshes() > before);
    expect(await ask(client)).toMatchObject({ items: [{ code: 'ZT1116' }] });
  });

  test('gets what is wrong in the whole workspace, and what is no longer', async () => {
    await using client = await openClient(
      { 'a.test.ts': focused, 'b.test.ts': fine },
      { capabilities },
    );
    const askAll = async (previousResultIds: readonly object[]) =>
      await client.connection.sendRequest<WorkspaceDiagnosticReport>('workspace/diagnostic', {
        previousResultIds,
      });
    const { items } = await askAll([]);
    expect(items).toMatchObject([{ uri: client.uri('a.test.ts'), kind: 'full', version: null }]);
    await client.open('a.test.ts', fine);
    const again = await askAll(items.map(({ uri, resultId }) => ({ uri, value: resultId })));
    expect(again.items).toMatchObject([{ kind: 'full', version: 1, items: [] }]);
  });
});
