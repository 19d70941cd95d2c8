/** Runs and what they need, as a plain client asks for them. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'ztest';
import { commandLine, processesBelow } from '../../../bench/process-tree.ts';
import {
  affected,
  explain,
  openRoots,
  refresh,
  run,
  runEvents,
  type RunEvents,
  type RunParams,
} from '../../../server/protocol.ts';
import { readIndex } from '../../../modules/store.ts';
import { createProject } from '../../support/run-project.ts';
import { openClient, startClient, type LanguageClient } from './language-client.ts';

const files = {
  'a.test.ts': `import { test, expect } from 'ztest';\nimport { add } from './cart.ts';\ntest('adds', () => expect(add()).toBe(1));\ntest('fails', () => expect(add()).toBe(2));\n`,
  'b.test.ts': `import { test } from 'ztest';\ntest('other', () => {});\n`,
  'cart.ts': 'export function add() { return 1; }\n',
};
const trusted = { initializationOptions: { isTrusted: true } };

interface Heard {
  readonly outcomes: () => readonly string[];
  readonly events: readonly RunEvents[];
}

function hear(client: LanguageClient): Heard {
  const events: RunEvents[] = [];
  client.connection.onNotification(runEvents.method, (params: RunEvents) => {
    events.push(params);
  });
  return {
    events,
    outcomes: () =>
      events
        .flatMap((one) => one.events)
        .flatMap((event) =>
          event.type === 'test-finished' && event.reason !== 'filter'
            ? [`${event.id} ${event.outcome}`]
            : [],
        )
        .toSorted(),
  };
}

function params(client: LanguageClient, more: Partial<RunParams> = {}): RunParams {
  return { runId: 'one', root: client.root, ...more };
}

test('all tests of a root, then one of them', async () => {
  await using client = await startClient(files, trusted);
  await client.ask(openRoots, {});
  const { outcomes, events } = hear(client);
  await client.until(() => client.changes.length > 0);
  expect(await client.ask(run, params(client))).toEqual({ outcome: 'failed', problems: [] });
  expect(outcomes()).toEqual([
    'a.test.ts#adds passed',
    'a.test.ts#fails failed',
    'b.test.ts#other passed',
  ]);
  expect(new Set(events.map(({ runId }) => runId))).toEqual(new Set(['one']));
  const chosen = [{ file: 'a.test.ts', ids: ['a.test.ts#adds'] }];
  const answer = await client.ask(run, params(client, { runId: 'two', files: chosen }));
  expect(answer.outcome).toBe('passed');
  expect(events.at(-1)?.runId).toBe('two');
});

test.skipIf(process.platform !== 'linux')(
  'a host is ready when somebody has opened a test file, and not before',
  async () => {
    await using client = await openClient(files, trusted);
    const hosts = (): number =>
      processesBelow(client.process.pid ?? 0).filter((pid) =>
        commandLine(pid).includes('bin/host.cjs'),
      ).length;
    await client.open('cart.ts');
    await client.ask(explain, { target: 'adds' });
    expect(hosts()).toBe(0);
    await client.open('a.test.ts');
    await expect.poll(hosts, { timeout: 10_000 }).toBe(1);
  },
);

test('a run tells where a test stands that the source does not tell', async () => {
  const source = `import { test } from 'ztest';\ntest('plain', () => {});\nfor (const name of Object.keys(process.versions).slice(0, 1))\n  test(name + '!', () => {});\ntest.each([1])('row %i', () => {});\n`;
  await using client = await startClient({ 'a.test.ts': source }, trusted);
  await client.ask(openRoots, {});
  const { events } = hear(client);
  await client.until(() => client.changes.length > 0);
  await client.ask(run, params(client));
  const nodes = events
    .flatMap((one) => one.events)
    .flatMap((event) => (event.type === 'file-collected' ? event.nodes : []));
  expect(
    nodes.map(({ title, location }) => `${title} ${location?.line}:${location?.column}`),
  ).toEqual(['plain undefined:undefined', 'node! 4:3', 'row 1 5:14']);
});

test('nothing is run in a workspace that is not trusted', async () => {
  await using client = await startClient(files);
  await expect(client.ask(run, params(client))).rejects.toThrow(/you trust/);
});

test('the tests that a change can have changed', async () => {
  await using client = await startClient(files, trusted);
  const ask = async (...names: readonly string[]): Promise<readonly string[]> => {
    const found = await client.ask(affected, { root: client.root, uris: names.map(client.uri) });
    return found.map(({ file }) => file);
  };
  expect(await ask('cart.ts')).toEqual(['a.test.ts']);
  expect(await ask('b.test.ts')).toEqual(['b.test.ts']);
  expect(await ask('unknown.ts')).toEqual([]);
  expect(await ask('ztest.config.ts')).toEqual(['a.test.ts', 'b.test.ts']);
});

test('the same while a file is open and edited', async () => {
  await using client = await startClient(files, {
    initializationOptions: { isTrusted: true, hasTestViews: true },
    capabilities: { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } },
  });
  await client.ask(openRoots, {});
  await client.until(() => client.changes.length > 0);
  await client.open('cart.ts');
  await client.edit('cart.ts', 'return 1;', 'return 2;');
  const ask = async (): Promise<unknown> =>
    await client.ask(affected, { root: client.root, uris: [client.uri('cart.ts')] });
  const first = ask();
  client.project.write({ 'cart.ts': client.text('cart.ts') });
  const hit = { file: 'a.test.ts', why: 'depends on cart.ts, which it has not run with' };
  expect(await first).toEqual([hit]);
  await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: [{ uri: client.uri('cart.ts'), type: 2 }],
  });
  expect(await ask()).toEqual([hit]);
});

test('a folder of a larger project is run as the project is configured', async () => {
  using project = createProject({
    'ztest.toml': 'globals = true\n',
    'shop/src/a.test.ts': "test('sells', () => {});\n",
  });
  const shop = { ...project, directory: join(project.directory, 'shop') };
  await using client = await startClient({}, { ...trusted, otherRoots: [shop] });
  const { outcomes } = hear(client);
  const root = pathToFileURL(shop.directory).href;
  const chosen = [{ file: 'src/a.test.ts', ids: ['src/a.test.ts#sells'] }];
  const answer = await client.ask(run, { runId: 'one', root, files: chosen });
  expect(answer).toEqual({ outcome: 'passed', problems: [] });
  expect(outcomes()).toEqual(['src/a.test.ts#sells passed']);
});

test('everything is looked at again while tests run', async () => {
  await using client = await startClient(
    {
      ...files,
      'slow.test.ts': `import { test } from 'ztest';\ntest('slow', async () => await new Promise((done) => setTimeout(done, 500)));\n`,
    },
    {
      ...trusted,
      capabilities: { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } },
    },
  );
  await client.ask(openRoots, {});
  await client.until(() => client.changes.length > 0);
  const running = client.ask(run, params(client, { files: [{ file: 'slow.test.ts' }] }));
  // Nobody tells the server of these.
  client.project.write({
    'b.test.ts': `import { test } from 'ztest';\ntest('renamed', () => {});\n`,
    'new/c.test.ts': `import { test } from 'ztest';\ntest('new', () => {});\n`,
  });
  await client.ask(refresh, {});
  await client.until(() => client.tree().length === 4);
  expect(client.tree()).toEqual([
    'a.test.ts: adds@3, fails@4',
    'b.test.ts: renamed@2',
    'new/c.test.ts: new@2',
    'slow.test.ts: slow@2',
  ]);
  expect(await running).toMatchObject({ outcome: 'passed' });
});

test('runs of two folders at the same time, of which one has much more to transform', async () => {
  const modules = Array.from({ length: 300 }, (_, i) => [
    `m${i}.ts`,
    `export const v${i}: number = ${i};\n`,
  ]);
  const imports = modules.map(([name]) => `import './${name}';\n`).join('');
  using other = createProject({
    ...Object.fromEntries(modules),
    'a.test.ts': `${imports}import { test } from 'ztest';\ntest('loads', () => {});\n`,
  });
  await using client = await startClient(files, { ...trusted, otherRoots: [other] });
  await client.ask(openRoots, {});
  const { outcomes } = hear(client);
  const answers = await Promise.all([
    client.ask(run, {
      runId: 'two',
      root: pathToFileURL(other.directory).href,
      files: [{ file: 'a.test.ts' }],
    }),
    client.ask(run, params(client, { files: [{ file: 'b.test.ts' }] })),
  ]);
  expect(answers.map(({ outcome }) => outcome)).toEqual(['passed', 'passed']);
  expect(outcomes()).toEqual(['a.test.ts#loads passed', 'b.test.ts#other passed']);
});

test('what a change can have changed is known before the change is reported', async () => {
  await using client = await startClient(files, {
    ...trusted,
    capabilities: { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } },
  });
  await client.ask(openRoots, {});
  await client.until(() => client.changes.length > 0);
  const ask = async (moved: boolean, ...names: readonly string[]): Promise<readonly string[]> => {
    const uris = names.map(client.uri);
    const found = await client.ask(affected, {
      root: client.root,
      uris,
      ...(moved && { moved: uris }),
    });
    return found.map(({ file }) => file);
  };
  client.project.write({ 'c.test.ts': files['a.test.ts'] });
  expect(await ask(true, 'c.test.ts')).toEqual(['c.test.ts']);
  expect(client.tree().at(-1)).toBe('c.test.ts: adds@3, fails@4');
  expect(await ask(false, 'cart.ts')).toEqual(['a.test.ts', 'c.test.ts']);
  client.project.write({ 'b.test.ts': `${files['b.test.ts']}test('more', () => {});\n` });
  expect(await ask(false, 'b.test.ts')).toEqual(['b.test.ts']);
  expect(client.tree()[1]).toBe('b.test.ts: other@2, more@3');
  rmSync(join(client.project.directory, 'c.test.ts'));
  expect(await ask(true, 'c.test.ts')).toEqual([]);
  expect(await ask(false, 'cart.ts')).toEqual(['a.test.ts']);
});

test('what V8 compiled for a window is there for the next one', async () => {
  await using client = await startClient(files, trusted);
  const store = join(client.project.directory, '.ztest', 'cache');
  const caches = (): readonly string[] =>
    readdirSync(store).filter((name) => name.startsWith('code-'));
  await client.ask(openRoots, {});
  await client.until(() => client.changes.length > 0);
  await client.ask(run, params(client));
  await expect
    .poll(() => Object.keys(readIndex(store, undefined)?.codeCaches ?? {}), { timeout: '10s' })
    .toHaveLength(3);
  const left = caches();
  // A host that had anything to compile would leave it, too.
  await client.project.run();
  expect(caches()).toEqual(left);
  expect((await client.ask(run, params(client, { runId: 'two' }))).outcome).toBe('failed');
});
