/** What a run has counted, as an editor asks for it. */
import { fileURLToPath, pathToFileURL } from 'node:url';
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
    { name: 'unused', range: [5, 33, 5, 34], executed: false }, // as a value it was made
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

test('files and numbers are those of the command for the same run', async () => {
  const all = {
    ...files,
    'idle.ts': 'export function idle() {\n  return 1;\n}\n',
    'types.ts': 'export interface Only { readonly types: true }\n',
    'ztest.toml': '[coverage]\ninclude = ["*.ts"]\nreport = ["json-summary"]\n',
  };
  await using client = await startClient(all, { initializationOptions: { isTrusted: true } });
  const { ask, root, project } = client;
  await ask(openRoots, {});
  await client.until(() => client.changes.length > 0);
  const { coverage = [] } = await ask(run, { runId: 'one', root, countsCode: true });
  await project.run(['--coverage']);
  const summary = JSON.parse(project.read('coverage/coverage-summary.json')) as Readonly<
    Record<string, Readonly<Record<string, { readonly covered: number; readonly total: number }>>>
  >;
  const shown = Object.fromEntries(
    coverage.map(({ uri, ...shares }) => [fileURLToPath(uri), shares]),
  );
  expect(Object.keys(shown).toSorted()).toEqual(
    Object.keys(summary)
      .filter((name) => name !== 'total')
      .toSorted(),
  );
  for (const [file, { statements, branches, functions }] of Object.entries(shown))
    expect(summary[file]).toMatchObject({ statements, branches, functions });
});
