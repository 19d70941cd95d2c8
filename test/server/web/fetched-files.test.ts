import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, suite, test } from 'ztest';
import { explain, refresh } from '../../../server/protocol.ts';
import { createProject } from '../../support/run-project.ts';
import { openInWorker, type WorkerClient } from './worker-client.ts';

const files = {
  '.gitignore': 'out\n',
  'out/old.test.ts': "import { test } from 'ztest';\ntest('old', () => {});\n",
  'node_modules/lodash/index.js': '',
  'src/rows.ts': "export { rows } from './data.ts';\n",
  'src/data.ts': "export const rows = ['one', 'two'];\n",
  'src/other.ts': 'export const other = 1;\n',
  'src/rows.test.ts':
    "import { test } from 'ztest';\nimport { rows } from './rows.ts';\ntest.each(rows)('row %s', () => {});\n",
};

function titles({ trees }: WorkerClient): string[] {
  return [...trees].flatMap(([file, nodes]) => nodes.map(({ title }) => `${file}: ${title}`));
}

suite('files that are fetched', () => {
  test('are those that discovery looks at, each once', async () => {
    using project = createProject(files);
    using client = await openInWorker(project.directory);
    expect(titles(client)).toEqual(['src/rows.test.ts: row one', 'src/rows.test.ts: row two']);
    expect(client.asked.toSorted()).toEqual([
      '',
      '.gitignore',
      'package.json',
      'src',
      'src/data.ts',
      'src/rows.test.ts',
      'src/rows.ts',
    ]);
  });

  test('are fetched again when they have changed', async () => {
    using project = createProject(files);
    using client = await openInWorker(project.directory);
    const happened = async (file: string, type: number): Promise<void> =>
      await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
        changes: [{ uri: client.uri(file), type }],
      });
    project.write({ 'src/data.ts': "export const rows = ['three'];\n" });
    await happened('src/data.ts', 2);
    await client.until(() => titles(client).includes('src/rows.test.ts: row three'));
    project.write({ 'src/new.test.ts': "import { test } from 'ztest';\ntest('new', () => {});\n" });
    await happened('src/new.test.ts', 1);
    await client.until(() => titles(client).includes('src/new.test.ts: new'));
    rmSync(join(project.directory, 'src/rows.test.ts'));
    await happened('src/rows.test.ts', 3);
    await client.until(() => !client.trees.has('src/rows.test.ts'));
    expect(titles(client)).toEqual(['src/new.test.ts: new']);
  });

  test('stand behind documents', async () => {
    using project = createProject(files);
    using client = await openInWorker(project.directory);
    const textDocument = {
      uri: client.uri('src/data.ts'),
      languageId: 'typescript',
      version: 1,
      text: "export const rows = ['typed'];\n",
    };
    await client.connection.sendNotification('textDocument/didOpen', { textDocument });
    await client.until(() => titles(client).includes('src/rows.test.ts: row typed'));
  });

  test('are all looked at again when somebody asks for it', async () => {
    using project = createProject(files);
    using client = await openInWorker(project.directory);
    project.write({ 'src/data.ts': "export const rows = ['three'];\n" });
    await client.connection.sendRequest(refresh.method, {});
    expect(titles(client)).toEqual(['src/rows.test.ts: row three']);
    expect(client.changes.flatMap(({ removed }) => removed)).toEqual([]);
  });

  test('are fetched to explain why a test is not there', async () => {
    using project = createProject(files);
    using client = await openInWorker(project.directory);
    const ask = async (target: string): Promise<unknown> =>
      await client.connection.sendRequest(explain.method, { target });
    expect(await ask('src/other.ts')).toMatchObject({ answer: 'no-test' });
    expect(await ask('out/old.test.ts')).toMatchObject({
      trail: [expect.stringContaining('.gitignore')],
    });
  });
});
