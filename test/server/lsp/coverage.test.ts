/** What a run has counted, as an editor asks for it. */
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { expect, test } from 'ztest';
import { coverageDetails, openRoots, run } from '../../../server/protocol.ts';
import { startClient } from './language-client.ts';

const files = {
  'a.test.ts': `import { test } from 'ztest';
import { sign } from './sign.ts';
test('minus', () => { sign(-1); });
test('plus', () => { sign(1); });
`,
  'sign.ts': `export function sign(n: number) {
  if (n < 0) return 'minus';
  return 'plus';
}
export const unused = (a = 1) => a;
`,
};

test('shares of each file, then the code of one, also of one test', async () => {
  await using client = await startClient(files, { initializationOptions: { isTrusted: true } });
  await client.ask(openRoots, {});
  await client.until(() => client.changes.length > 0);
  const { root } = client;
  const uri = pathToFileURL(join(client.project.directory, 'sign.ts')).href;
  const answer = await client.ask(run, { runId: 'one', root, countsCode: true });
  expect(answer).toEqual({
    outcome: 'passed',
    problems: [],
    coverage: [
      {
        uri,
        statements: { covered: 4, total: 5 },
        branches: { covered: 2, total: 3 },
        functions: { covered: 1, total: 2 },
        tests: ['a.test.ts#minus', 'a.test.ts#plus'],
      },
    ],
  });
  const details = await client.ask(coverageDetails, { root, runId: 'one', uri });
  expect(
    details?.statements.map(({ range, executed }) => `${range.join(' ')} ${executed}`),
  ).toEqual([
    '2 2 2 28 true',
    '2 13 2 28 true',
    '3 2 3 16 true',
    '5 22 5 34 true',
    '5 33 5 34 false',
  ]);
  expect(details?.statements[0]?.branches).toEqual([
    { range: [2, 2, 2, 28], executed: true },
    { executed: true },
  ]);
  expect(details?.functions).toEqual([
    { name: 'sign', range: [1, 16, 4, 1], executed: true },
    { name: 'unused', range: [5, 22, 5, 34], executed: false },
  ]);
  const ofPlus = await client.ask(coverageDetails, {
    root,
    runId: 'one',
    uri,
    test: 'a.test.ts#plus',
  });
  expect(ofPlus?.statements.map(({ executed }) => executed)).toEqual([
    true,
    false,
    true,
    false,
    false,
  ]);
  expect(await client.ask(coverageDetails, { root, runId: 'none', uri })).toBeNull();
});
