/** Runs that somebody ends: by cancelling, by leaving, by force. Nothing of them goes on. */
import { randomUUID } from 'node:crypto';
import { CancellationTokenSource } from 'vscode-languageserver/node';
import { expect, suite, test } from 'ztest';
import { run, runEvents, type RunAnswer, type RunEvents } from '../../../server/protocol.ts';
import { killMarked, MARK_VARIABLE, waitForNoneMarked } from '../../support/processes.ts';
import { startClient, type LanguageClient } from './language-client.ts';

/** Each is a test that does not end by itself, and says so before. */
const endless = {
  'a loop': `console.log('begun'); for (;;);`,
  'a promise': `console.log('begun'); await new Promise(() => setInterval(() => {}, 1000));`,
  'a child process': `
    const child = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'inherit' });
    await once(child, 'spawn');
    console.log('begun');
    await once(child, 'exit');`,
  'a child process that waits for one': `
    console.log('begun');
    execFileSync(process.execPath, ['-e', "require('child_process').execFileSync(process.execPath, ['-e', 'for (;;);'])"]);`,
};

function testFile(body: string): string {
  return `import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'ztest';
test('never ends', { timeout: 0 }, async () => {
  process.env['${MARK_VARIABLE}'] += '-test';
  ${body}
});
`;
}

interface Begun extends AsyncDisposable {
  readonly client: LanguageClient;
  /** Outcomes of tests, so far. */
  readonly outcomes: readonly string[];
  /** In the environment of the server, of its hosts and of what these start. */
  readonly mark: string;
  readonly answer: Promise<RunAnswer>;
  readonly cancel: () => void;
}

/** A run that has reached its test. */
async function beginRun(body: string): Promise<Begun> {
  const mark = randomUUID();
  const client = await startClient(
    { 'a.test.ts': testFile(body), 'b.test.ts': testFile('') },
    {
      initializationOptions: { isTrusted: true },
      capabilities: { workspace: { workspaceFolders: true } },
      env: { [MARK_VARIABLE]: mark },
    },
  );
  const source = new CancellationTokenSource();
  const begun = Promise.withResolvers<void>();
  const outcomes: string[] = [];
  client.connection.onNotification(runEvents.method, ({ events }: RunEvents) => {
    for (const event of events)
      if (event.type === 'test-finished') outcomes.push(`${event.outcome} ${event.reason}`);
    if (events.some((event) => event.type === 'output' && event.text.startsWith('begun')))
      begun.resolve();
  });
  const params = { runId: 'one', root: client.root, files: [{ file: 'a.test.ts' }] };
  const answer = client.connection.sendRequest<RunAnswer>(run.method, params, source.token);
  answer.catch(() => {});
  await begun.promise;
  return {
    client,
    outcomes,
    mark,
    answer,
    cancel: () => source.cancel(),
    [Symbol.asyncDispose]: async () => {
      await client[Symbol.asyncDispose]();
      killMarked(mark);
      killMarked(`${mark}-test`);
    },
  };
}

suite('is over when it is cancelled, with all its processes:', { timeout: '60s' }, () => {
  for (const [what, body] of Object.entries(endless)) {
    test(what, async () => {
      await using begun = await beginRun(body);
      const { cancel, answer, mark } = begun;
      cancel();
      await expect(answer).resolves.toMatchObject({ outcome: 'interrupted' });
      expect(await waitForNoneMarked(`${mark}-test`, 1000)).toEqual([]);
    });
  }
});

suite(
  'is over when its folder leaves the workspace, with all its processes:',
  { timeout: '60s' },
  () => {
    for (const [what, body] of Object.entries(endless)) {
      test(what, async () => {
        await using begun = await beginRun(body);
        const { client, answer, mark } = begun;
        const event = { added: [], removed: [{ uri: client.root, name: '' }] };
        await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event });
        await expect(answer).resolves.toMatchObject({ outcome: 'interrupted' });
        expect(await waitForNoneMarked(`${mark}-test`, 1000)).toEqual([]);
      });
    }
  },
);

suite('leaves nothing when its client', { timeout: '60s' }, () => {
  for (const [what, body] of Object.entries(endless)) {
    test(`goes away: ${what}`, async () => {
      await using begun = await beginRun(body);
      begun.client.process.stdin?.destroy();
      expect(await begun.client.ended).toBe(1);
      expect(await waitForNoneMarked(begun.mark, 5000)).toEqual([]);
      expect(await waitForNoneMarked(`${begun.mark}-test`, 5000)).toEqual([]);
    });

    test(`kills the server: ${what}`, async () => {
      await using begun = await beginRun(body);
      begun.client.process.kill('SIGKILL');
      expect(await begun.client.ended).toBe(null);
      expect(await waitForNoneMarked(begun.mark, 5000)).toEqual([]);
      expect(await waitForNoneMarked(`${begun.mark}-test`, 5000)).toEqual([]);
    });
  }
});

test(
  'a run that waits for another is cancelled at once, and the one after it still waits',
  { timeout: '60s' },
  async () => {
    await using begun = await beginRun(endless['a promise']);
    const { client, cancel, answer } = begun;
    const source = new CancellationTokenSource();
    const ask = async (runId: string, token?: CancellationTokenSource): Promise<RunAnswer> => {
      const params = { runId, root: client.root, files: [{ file: 'b.test.ts' }] };
      return token === undefined
        ? await client.connection.sendRequest<RunAnswer>(run.method, params)
        : await client.connection.sendRequest<RunAnswer>(run.method, params, token.token);
    };
    const second = ask('two', source);
    const third = ask('three');
    source.cancel();
    await expect(second).resolves.toMatchObject({ outcome: 'interrupted' });
    expect(await Promise.race([third, Promise.resolve('waits')])).toBe('waits');
    cancel();
    await expect(answer).resolves.toMatchObject({ outcome: 'interrupted' });
    await expect(third).resolves.toMatchObject({ outcome: 'passed' });
  },
);

test('a configuration that never ends is cancelled too', { timeout: '60s' }, async () => {
  await using client = await startClient(
    {
      'ztest.config.ts': `import { writeFileSync } from 'node:fs';
writeFileSync(new URL('begun.txt', import.meta.url), '');
for (;;);
export default {};
`,
      'b.test.ts': testFile(''),
    },
    { initializationOptions: { isTrusted: true } },
  );
  const source = new CancellationTokenSource();
  const params = { runId: 'one', root: client.root, files: [{ file: 'b.test.ts' }] };
  const answer = client.connection.sendRequest<RunAnswer>(run.method, params, source.token);
  answer.catch(() => {});
  await expect.poll(() => client.project.has('begun.txt'), { timeout: 10_000 }).toBe(true);
  source.cancel();
  await expect(answer).resolves.toMatchObject({ outcome: 'interrupted' });
});
