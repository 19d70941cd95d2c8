import { expect, test } from 'ztest';
import {
  addToQuarantine,
  proposeQuarantine,
  quarantine,
  removeFromQuarantine,
} from '../../../server/protocol.ts';
import { startClient } from './language-client.ts';

const files = { 'a.test.ts': `import { test } from 'ztest';\ntest('a', () => {});\n` };

test('an editor puts a test into quarantine, gives it more time and takes it out', async () => {
  await using client = await startClient(files);
  const { root } = client;
  const id = 'a.test.ts#a';
  expect(await client.ask(quarantine, { root })).toEqual({ entries: [], problems: [] });
  const added = await client.ask(addToQuarantine, {
    root,
    id,
    owner: 'ann',
    expires: '2026-01-31',
  });
  expect(added).toMatchObject({
    isDone: true,
    entries: [{ id, owner: 'ann', expires: '2026-01-31', line: 4, isExpired: true }],
  });
  const extended = await client.ask(addToQuarantine, { root, id, expires: '2999-01-31' });
  expect(extended.entries).toMatchObject([{ id, owner: 'ann', isExpired: false }]);
  expect(await client.ask(proposeQuarantine, { root })).toEqual({
    add: [],
    release: [],
    renamed: [],
    gone: [],
    problems: [],
  });
  expect(await client.ask(removeFromQuarantine, { root, ids: [id] })).toEqual({
    entries: [],
    problems: [],
    isDone: true,
  });
});

test('a file that is broken is left as it is, and the editor is told why', async () => {
  await using client = await startClient({ ...files, 'ztest.quarantine.json': '[' });
  const { root } = client;
  const added = await client.ask(addToQuarantine, { root, id: 'a.test.ts#a' });
  expect(added).toMatchObject({ isDone: false, problems: [{ code: 'ZT2301' }] });
  expect(client.project.read('ztest.quarantine.json')).toBe('[');
});

test('what is wrong in the file stands at its line, until it is mended', async () => {
  const file = 'ztest.quarantine.json';
  const entry = (expires: string): string =>
    JSON.stringify({ tests: [{ id: 'a.test.ts#a', expires }] }, undefined, 1);
  await using client = await startClient({ ...files, [file]: entry('2026-01-31') });
  const told = (): readonly unknown[] =>
    client.diagnostics
      .get(client.uri(file))
      ?.diagnostics.map(({ code, range }) => [code, range.start.line]) ?? [];
  await client.until(() => told().length > 0);
  expect(told()).toEqual([['ZT2308', 2]]);
  client.project.write({ [file]: entry('2999-01-31') });
  await client.until(() => told().length === 0);
});
