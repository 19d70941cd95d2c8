/** Runs in workspaces where something is wrong: each ends, and says what. */
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'ztest';
import {
  openRoots,
  run,
  runEvents,
  type RunAnswer,
  type RunEvents,
} from '../../../server/protocol.ts';
import type { RunEvent } from '../../../test-host/protocol.ts';
import { createProject, type ProjectFiles } from '../../support/run-project.ts';
import { openClient, startClient, type LanguageClient } from './language-client.ts';

const passing = `import { test } from 'ztest';\ntest('passes', () => {});\n`;
const options = { initializationOptions: { isTrusted: true, hasTestViews: true } };

interface Trouble extends AsyncDisposable {
  readonly client: LanguageClient;
  readonly run: (...files: readonly string[]) => Promise<RunAnswer>;
  readonly events: readonly RunEvent[];
}

async function openTrouble(files: ProjectFiles): Promise<Trouble> {
  const client = await openClient(files, options);
  const events: RunEvent[] = [];
  client.connection.onNotification(runEvents.method, (params: RunEvents) => {
    events.push(...params.events);
  });
  return {
    client,
    events,
    run: async (...chosen) =>
      await client.ask(run, {
        runId: 'one',
        root: client.root,
        files: chosen.map((file) => ({ file })),
      }),
    [Symbol.asyncDispose]: async () => await client[Symbol.asyncDispose](),
  };
}

function outcomesIn(events: readonly RunEvent[]): readonly string[] {
  return events.flatMap((event) => {
    if (event.type === 'test-finished') return [`${event.id} ${event.outcome}`];
    if (event.type !== 'file-finished' || event.errors.length === 0) return [];
    return [`${event.file} ${event.outcome}: ${event.errors[0]?.message}`];
  });
}

test(
  'a host that dies: its file is errored, and the next run has another host',
  { timeout: '60s' },
  async () => {
    await using trouble = await openTrouble({
      'a.test.ts': `import { test } from 'ztest';
test('dies', () => process.kill(process.pid, 'SIGKILL'));
test('behind it', () => {});
`,
      'b.test.ts': passing,
    });
    expect(await trouble.run('a.test.ts')).toMatchObject({ outcome: 'failed' });
    expect(outcomesIn(trouble.events)).toEqual([
      'a.test.ts#dies failed',
      'a.test.ts#behind it errored',
    ]);
    expect(await trouble.run('b.test.ts')).toMatchObject({ outcome: 'passed' });
  },
);

test('a file that is gone is errored, the others run', { timeout: '60s' }, async () => {
  await using trouble = await openTrouble({ 'a.test.ts': passing });
  expect(await trouble.run('gone.test.ts', 'a.test.ts')).toMatchObject({ outcome: 'failed' });
  expect(outcomesIn(trouble.events).toSorted()).toEqual([
    'a.test.ts#passes passed',
    expect.stringMatching(/^gone\.test\.ts errored: .*gone\.test\.ts/),
  ]);
});

test('a file that is deleted while it runs ends as it began', { timeout: '60s' }, async () => {
  await using trouble = await openTrouble({
    'a.test.ts': `import { rmSync } from 'node:fs';
import { test } from 'ztest';
test('deletes its file', () => rmSync(new URL(import.meta.url)));
test('goes on', () => {});
`,
  });
  expect(await trouble.run('a.test.ts')).toMatchObject({ outcome: 'passed' });
  expect(await trouble.run('a.test.ts')).toMatchObject({ outcome: 'failed' });
});

test(
  'a broken configuration: found with the defaults, told at its line, not run',
  { timeout: '60s' },
  async () => {
    await using trouble = await openTrouble({
      'a.test.ts': passing,
      'ztest.toml': 'timeout = "5s"\nworkers = "many"\n',
    });
    expect(trouble.client.tree()).toEqual(['a.test.ts: passes@2']);
    const { outcome, problems } = await trouble.run('a.test.ts');
    expect(outcome).toBe('failed');
    expect(problems).toMatchObject([
      { severity: 'error', location: { file: expect.stringMatching(/ztest\.toml$/), line: 2 } },
    ]);
    const uri = trouble.client.uri('ztest.toml');
    const isTold = (): boolean =>
      (trouble.client.diagnostics.get(uri)?.diagnostics.length ?? 0) > 0;
    await trouble.client.until(isTold);
  },
);

const diagnosticsOf = ({ client }: Trouble, file: string): readonly string[] =>
  (client.diagnostics.get(client.uri(file))?.diagnostics ?? []).map(
    ({ range, message }) => `${range.start.line + 1}: ${JSON.stringify(message)}`,
  );

test.each([
  ['export default {\n  timeout: ,\n};\n', /^2: .*Expression expected/],
  ["export default {\n  workers: 'many',\n};\n", /^2: ".*workers.*must be/],
])(
  'what is wrong in a configuration in TypeScript is told without running it: %j',
  { timeout: '30s' },
  async (text, expected) => {
    await using trouble = await openTrouble({ 'a.test.ts': passing, 'ztest.config.ts': text });
    const { client } = trouble;
    expect(client.tree()).toEqual(['a.test.ts: passes@2']);
    await client.until(() => diagnosticsOf(trouble, 'ztest.config.ts').length > 0);
    expect(diagnosticsOf(trouble, 'ztest.config.ts')).toEqual([expect.stringMatching(expected)]);
    client.project.write({ 'ztest.config.ts': 'export default {};\n' });
    await client.until(() => diagnosticsOf(trouble, 'ztest.config.ts').length === 0);
  },
);

test(
  'a configuration that throws is told when it has run, until it is saved',
  { timeout: '30s' },
  async () => {
    const text =
      "const fail = (): never => {\n  throw new Error('no such machine');\n};\nexport default { timeout: fail() };\n";
    await using trouble = await openTrouble({ 'a.test.ts': passing, 'ztest.config.ts': text });
    const { client } = trouble;
    const tellsWhy = (): boolean =>
      diagnosticsOf(trouble, 'ztest.config.ts').some(
        (one) => one.startsWith('2: ') && one.includes('no such machine'),
      );
    await trouble.run('a.test.ts');
    await client.until(tellsWhy);
    await client.open('ztest.config.ts');
    await trouble.run('a.test.ts');
    expect(tellsWhy()).toBe(true);
    client.project.write({ 'ztest.config.ts': 'export default {};\n' });
    await client.until(() => !tellsWhy());
    expect(await trouble.run('a.test.ts')).toMatchObject({ outcome: 'passed' });
  },
);

test('two servers on one folder run beside each other', { timeout: '30s' }, async () => {
  await using trouble = await openTrouble({ 'a.test.ts': passing });
  await using other = await openClient({}, { ...options, otherRoots: [trouble.client.project] });
  const params = { runId: 'two', root: trouble.client.root };
  const answers = await Promise.all([trouble.run('a.test.ts'), other.ask(run, params)]);
  expect(answers.map(({ outcome }) => outcome)).toEqual(['passed', 'passed']);
});

test('a folder that nothing can be kept in is found and run', { timeout: '60s' }, async () => {
  await using trouble = await openTrouble({ 'a.test.ts': passing, '.ztest': 'not a folder' });
  expect(trouble.client.tree()).toEqual(['a.test.ts: passes@2']);
  expect(await trouble.run('a.test.ts')).toMatchObject({ outcome: 'passed' });
  expect(await trouble.run('a.test.ts')).toMatchObject({ outcome: 'passed' });
});

test('that the cache lies elsewhere is said once', { timeout: '60s' }, async () => {
  using project = createProject({ 'a.test.ts': passing });
  symlinkSync('/gone/nowhere', join(project.directory, '.ztest'));
  await using client = await startClient({}, { ...options, otherRoots: [project] });
  await client.ask(openRoots, {});
  const root = pathToFileURL(project.directory).href;
  for (const runId of ['one', 'two']) {
    const answer = await client.ask(run, { runId, root, files: [{ file: 'a.test.ts' }] });
    expect(answer).toMatchObject({ outcome: 'passed' });
  }
  expect(client.logged).toEqual([
    expect.stringMatching(/cannot be written to: .* keeps its cache in /),
  ]);
});

test('a folder whose configuration is broken: its tests say so, those beside it run', async () => {
  await using trouble = await openTrouble({
    'a.test.ts': passing,
    'bank/ztest.config.ts': `throw new Error('no vault');\nexport default {};\n`,
    'bank/b.test.ts': passing,
  });
  const answer = await trouble.run('a.test.ts', 'bank/b.test.ts');
  expect(answer.outcome).toBe('failed');
  expect(answer.problems).toMatchObject([
    { code: 'ZT1022', severity: 'error', location: { file: 'bank/ztest.config.ts', line: 1 } },
  ]);
  expect(outcomesIn(trouble.events)).toEqual(['a.test.ts#passes passed']);
  expect(await trouble.run('a.test.ts')).toMatchObject({ outcome: 'passed', problems: [] });
  expect(await trouble.run('bank/b.test.ts')).toMatchObject({
    outcome: 'failed',
    problems: [{ code: 'ZT1022' }],
  });
});

test('a folder of a package, with a broken configuration in the folder beside it: its tests run', async () => {
  using shops = createProject({
    'shop/a.test.ts': passing,
    'bank/ztest.config.ts': `throw new Error('no vault');\nexport default {};\n`,
    'bank/b.test.ts': passing,
  });
  const directory = join(shops.directory, 'shop');
  const shop = { ...shops, directory };
  await using client = await startClient({}, { ...options, otherRoots: [shop] });
  const root = pathToFileURL(directory).href;
  await client.ask(openRoots, {});
  expect(
    await client.ask(run, { runId: 'one', root, files: [{ file: 'a.test.ts' }] }),
  ).toMatchObject({ outcome: 'passed', problems: [] });
});
