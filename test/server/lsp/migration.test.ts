/** From Jest to ztest, as an editor does it: a plan, what is kept, the editor's own changes, and the way back. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'ztest';
import {
  compareWithJest,
  keepOriginals,
  planMigration,
  settleMigration,
  undoMigration,
  type PlannedMigration,
} from '../../../server/protocol.ts';
import { startClient } from './language-client.ts';

const files = {
  'package.json': '{ "devDependencies": { "jest": "^30" }, "scripts": { "test": "jest" } }\n',
  'jest.config.js': 'module.exports = {};\n',
  'a.test.js': `it('a', () => {\n  expect(1).toBe(1);\n});\n`,
  'b.test.js': `it('b', () => {});\n`,
};
const trusted = { initializationOptions: { isTrusted: true } };

/** As an editor would. */
function apply({ changes }: PlannedMigration): void {
  for (const { uri, kind, edits } of changes) {
    const file = fileURLToPath(uri);
    if (kind === 'removed') rmSync(file);
    else if (kind === 'new') writeFileSync(file, edits[0]?.text ?? '');
    else {
      const lines = readFileSync(file, 'utf8').split(/(?<=\n)/);
      for (const { start, end, text } of edits.toReversed()) lines.splice(start, end - start, text);
      writeFileSync(file, lines.join(''));
    }
  }
}

test('a plan is applied by the editor, compared, and taken back', async () => {
  await using client = await startClient(files, trusted);
  const { root } = client;
  const plan = await client.ask(planMigration, { root });
  expect(plan?.report).toContain('| a.test.js | converts | 1 | 0 | none |');
  expect(plan?.changes.map(({ uri, kind }) => [uri.slice(root.length + 1), kind])).toEqual([
    ['a.test.js', 'changed'],
    ['b.test.js', 'changed'],
    ['jest.config.js', 'removed'],
    ['package.json', 'changed'],
    ['ztest.config.ts', 'new'],
  ]);
  expect(await client.ask(keepOriginals, { root })).toEqual({ ok: true, files: 5 });
  if (plan !== null) apply(plan);
  await client.ask(settleMigration, { root });
  expect(await client.ask(compareWithJest, { root })).toContain('ztest: 2 passed, 0 failed');
  expect(await client.ask(undoMigration, { root, force: false })).toEqual({ ok: true, files: 5 });
  const again = await client.ask(planMigration, { root });
  expect(again).toEqual({ ...plan, report: again?.report });
});

test('one file is planned alone, and a preview that was closed leaves nothing behind', async () => {
  await using client = await startClient(files, trusted);
  const { root } = client;
  const plan = await client.ask(planMigration, { root, uris: [`${root}/b.test.js`] });
  expect(plan?.changes).toEqual([
    {
      uri: `${root}/b.test.js`,
      kind: 'changed',
      edits: [{ start: 0, end: 0, text: `const { it } = require('ztest');\n\n` }],
    },
  ]);
  await client.ask(keepOriginals, { root });
  await client.ask(settleMigration, { root });
  const undone = await client.ask(undoMigration, { root, force: false });
  expect(undone).toEqual({ ok: false, reason: 'nothing', files: [] });
});

test('where nothing may be changed, only the plan is told', async () => {
  await using client = await startClient(files);
  const { root } = client;
  expect(await client.ask(planMigration, { root })).not.toBeNull();
  await expect(client.ask(keepOriginals, { root })).rejects.toThrow('that you trust');
  await expect(client.ask(compareWithJest, { root })).rejects.toThrow('that you trust');
});
