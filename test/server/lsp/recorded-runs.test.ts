/** Runs that an editor asks for are remembered, and what is remembered is told. */
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { expect, suite, test } from 'ztest';
import {
  addToQuarantine,
  followHealth,
  healthChanged,
  healthReport,
  openRoots,
  run,
  type HealthChange,
  type RunParams,
} from '../../../server/protocol.ts';
import type { Project } from '../../support/run-project.ts';
import { startClient, type LanguageClient } from './language-client.ts';

const files = {
  'a.test.ts': `import fs from 'node:fs';
import { expect, test } from 'ztest';
import { add } from './add.ts';
test('steady', () => expect(add(1, 2)).toBe(3));
test('moody', () => expect(fs.existsSync('/proc/self') && process.env.NEVER_SET).not.toBe(1));
`,
  'add.ts': 'export const add = (a: number, b: number): number => a + b;\n',
  'b.test.ts': `import { expect, test } from 'ztest';
test('flips', { retry: 1 }, () => expect((globalThis.n = (globalThis.n ?? 0) + 1)).toBe(2));
`,
};
const trusted = { initializationOptions: { isTrusted: true } };

interface Health {
  readonly changes: readonly HealthChange[];
  /** Fulfilled when there are so many changes. */
  readonly until: (count: number) => Promise<void>;
}

async function follow(client: LanguageClient): Promise<Health> {
  const changes: HealthChange[] = [];
  let heard = Promise.withResolvers<void>();
  client.connection.onNotification(healthChanged.method, (change: HealthChange) => {
    changes.push(change);
    heard.resolve();
    heard = Promise.withResolvers();
  });
  await client.ask(followHealth, {});
  return {
    changes,
    until: async (count) => {
      while (changes.length < count) await heard.promise;
    },
  };
}

function params(client: LanguageClient, more: Partial<RunParams> = {}): RunParams {
  return { runId: 'one', root: client.root, ...more };
}

function rowsOf({ directory }: Project, query: string): readonly Record<string, unknown>[] {
  using db = new DatabaseSync(join(directory, '.ztest/history.db'), { timeout: 10_000 });
  return db.prepare(query).all();
}

suite('runs of an editor', { timeout: '60s' }, () => {
  test('are remembered when it is idle, and what is flaky is told', async () => {
    await using client = await startClient(files, trusted);
    await client.ask(openRoots, {});
    await client.until(() => client.changes.length > 0);
    const health = await follow(client);
    expect(await client.ask(healthReport, { root: client.root })).toBe(null);
    await client.ask(run, params(client));
    await health.until(1);
    expect(health.changes[0]).toMatchObject({
      root: client.root,
      isFirst: true,
      tests: [{ id: 'b.test.ts#flips', health: 'flaky', failures: 1, trials: 1 }],
      healthy: [],
    });
    const steady = [{ file: 'a.test.ts', ids: ['a.test.ts#steady'] }];
    for (let time = 0; time < 3; time++) await client.ask(run, params(client, { files: steady }));
    await health.until(2);
    // Nothing is told twice.
    expect(health.changes[1]).toEqual({ root: client.root, tests: [], healthy: [] });
    expect(rowsOf(client.project, 'select source, scope, times, passed, failed from runs')).toEqual(
      [
        { source: 'editor', scope: 'all', times: 1, passed: 3, failed: 0 },
        { source: 'editor', scope: 'tests', times: 3, passed: 1, failed: 0 },
      ],
    );
    const report = await client.ask(healthReport, { root: client.root });
    expect(report).toMatchObject({ runs: 2, troubled: [{ id: 'b.test.ts#flips' }] });
    const { stdout } = await client.project.run(['history'], { records: false });
    expect(stdout).toMatch(/1 passed in .* \(a part of the tests, 3 runs in the editor\)/);
  });

  test('depend on the same things as those of the command, also when they count code', async () => {
    await using client = await startClient(files, trusted);
    await client.ask(openRoots, {});
    await client.until(() => client.changes.length > 0);
    const health = await follow(client);
    const { exitCode } = await client.project.run([]);
    expect(exitCode).toBe(0);
    await client.ask(run, params(client));
    await health.until(1);
    await client.ask(run, params(client, { countsCode: true }));
    await health.until(2);
    expect(rowsOf(client.project, 'select id, source from runs')).toHaveLength(3);
    // A row where the hash is another than before.
    expect(
      rowsOf(
        client.project,
        'select path, run from closures join files on id = file order by path',
      ),
    ).toEqual([
      { path: 'a.test.ts', run: 1 },
      { path: 'b.test.ts', run: 1 },
    ]);
  });

  test('are remembered also when the editor closes at once', async () => {
    await using client = await startClient(files, trusted);
    await client.ask(openRoots, {});
    await client.until(() => client.changes.length > 0);
    await client.ask(run, params(client));
    await client.connection.sendRequest('shutdown');
    expect(rowsOf(client.project, 'select passed from runs')).toEqual([{ passed: 3 }]);
  });

  test('of text that is in no file are not remembered', async () => {
    await using client = await startClient(files, trusted);
    await client.ask(openRoots, {});
    await client.until(() => client.changes.length > 0);
    await client.open('a.test.ts');
    await client.edit('a.test.ts', 'toBe(3)', 'toBe(4)');
    const unsaved = [client.uri('a.test.ts')];
    await client.ask(run, params(client, { files: [{ file: 'a.test.ts' }], unsaved }));
    await client.connection.sendRequest('shutdown');
    expect(client.project.has('.ztest/history.db')).toBe(false);
  });

  test('are read by nobody where the workspace is not trusted', async () => {
    await using client = await startClient(files, { initializationOptions: { isTrusted: false } });
    await client.project.run([]);
    await client.ask(openRoots, {});
    await client.ask(followHealth, {});
    expect(await client.ask(healthReport, { root: client.root })).toBe(null);
  });
});

const commands = [
  'ztest.repeatUntilFailure',
  'ztest.diagnoseTest',
  'ztest.findPolluters',
  'ztest.quarantineTest',
  'ztest.removeFromQuarantine',
];

async function hover(client: LanguageClient): Promise<string> {
  const { contents }: { contents: { value: string } } = await client.connection.sendRequest(
    'textDocument/hover',
    {
      textDocument: { uri: client.uri('b.test.ts') },
      position: { line: 1, character: 7 },
    },
  );
  return contents.value;
}

/** Titles of the quick fixes at the line of the test. */
async function fixes(client: LanguageClient): Promise<readonly string[]> {
  const position = { line: 1, character: 7 };
  const actions: readonly { title: string }[] = await client.connection.sendRequest(
    'textDocument/codeAction',
    {
      textDocument: { uri: client.uri('b.test.ts') },
      range: { start: position, end: position },
      context: { diagnostics: [] },
    },
  );
  return actions.map(({ title }) => title);
}

test('a flaky test has links and quick fixes for a client that carries them out', async () => {
  await using client = await startClient(files, {
    initializationOptions: { isTrusted: true, commands },
  });
  await client.project.run([]);
  await client.open('b.test.ts');
  const health = await follow(client);
  await health.until(1);
  const args = encodeURIComponent(JSON.stringify([{ root: client.root, id: 'b.test.ts#flips' }]));
  const text = await hover(client);
  expect(text).toContain('`↻` **flaky**: 1 of its last 1 run failed');
  expect(text).toContain(
    `[Repeat until failure](command:ztest.repeatUntilFailure?${args}) · [Diagnose](command:ztest.diagnoseTest?${args})`,
  );
  expect(text).toContain(`[Quarantine](command:ztest.quarantineTest?${args})`);
  expect(await fixes(client)).toContain('Quarantine "flips"');
  const test = { root: client.root, id: 'b.test.ts#flips' };
  await client.ask(addToQuarantine, { ...test, reason: 'a `race`', expires: 'never' });
  expect(await hover(client)).toContain('- in quarantine: a \\`race\\`\n');
  expect(await hover(client)).toContain(
    `[Remove from quarantine](command:ztest.removeFromQuarantine?${args})`,
  );
  expect(await fixes(client)).toContain('Remove "flips" from quarantine');
});
