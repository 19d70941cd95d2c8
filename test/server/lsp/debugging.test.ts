/** Runs under a debugger, as an editor asks for them. */
import { randomUUID } from 'node:crypto';
import { CancellationTokenSource } from 'vscode-languageserver/node';
import { expect, suite, test } from 'ztest';
import {
  debuggerWanted,
  run,
  runEvents,
  type DebuggerWanted,
  type RunAnswer,
  type RunEvents,
  type RunParams,
} from '../../../server/protocol.ts';
import { attachInspector } from '../../support/inspector-client.ts';
import { MARK_VARIABLE, waitForNoneMarked } from '../../support/processes.ts';
import type { ProjectFiles } from '../../support/run-project.ts';
import { startClient, type LanguageClient } from './language-client.ts';

interface DebugRun {
  readonly answer: Promise<RunAnswer>;
  /** The ports of the hosts that wait, one after the other. */
  readonly nextPort: () => Promise<number>;
  readonly cancel: () => void;
  readonly outcomes: () => readonly string[];
  readonly printed: () => string;
}

async function start(files: ProjectFiles, mark = ''): Promise<LanguageClient> {
  return await startClient(files, {
    initializationOptions: { isTrusted: true },
    env: { [MARK_VARIABLE]: mark },
  });
}

function debugAll(client: LanguageClient, options: Partial<RunParams> = {}): DebugRun {
  const ports: number[] = [];
  let wake = (): void => {};
  const events: RunEvents[] = [];
  client.connection.onNotification(runEvents.method, (some: RunEvents) => {
    events.push(some);
  });
  client.connection.onNotification(debuggerWanted.method, ({ port }: DebuggerWanted) => {
    ports.push(port);
    wake();
  });
  const source = new CancellationTokenSource();
  const params = {
    runId: 'one',
    root: client.root,
    isDebugged: true,
    ...options,
    files: [{ file: 'a.test.ts' }, { file: 'b.test.ts' }].filter(({ file }) =>
      client.project.has(file),
    ),
  };
  return {
    answer: client.connection.sendRequest<RunAnswer>(run.method, params, source.token),
    nextPort: async () => {
      while (ports.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      return ports.shift() ?? 0;
    },
    cancel: () => source.cancel(),
    printed: () =>
      events
        .flatMap((some) => some.events)
        .map((event) => (event.type === 'output' ? event.text : ''))
        .join(''),
    outcomes: () =>
      events
        .flatMap((some) => some.events)
        .flatMap((event) =>
          event.type === 'test-finished' ? [`${event.id} ${event.outcome}`] : [],
        ),
  };
}

const stopping = `import { test } from 'ztest';
test('stops', { timeout: 50 }, async () => {
  debugger;
  await new Promise((resolve) => setTimeout(resolve, 200));
});
`;

suite('a run under a debugger', { timeout: '60s' }, () => {
  test('waits for it, has no timeouts, and takes all files through one host', async () => {
    await using client = await start({ 'a.test.ts': stopping, 'b.test.ts': stopping });
    const { answer, nextPort, outcomes } = debugAll(client);
    using inspector = await attachInspector(await nextPort());
    for (const stop of [2, 3]) {
      await inspector.stopped(stop);
      inspector.send('Debugger.resume');
    }
    expect(await answer).toMatchObject({ outcome: 'passed' });
    expect(outcomes()).toEqual(['a.test.ts#stops passed', 'b.test.ts#stops passed']);
  });

  test('ends when it is cancelled at a breakpoint, and can be begun anew', async () => {
    const mark = randomUUID();
    await using client = await start({ 'a.test.ts': stopping }, mark);
    const first = debugAll(client);
    using inspector = await attachInspector(await first.nextPort());
    await inspector.stopped(2);
    first.cancel();
    expect(await first.answer).toMatchObject({ outcome: 'interrupted' });

    const second = debugAll(client);
    using again = await attachInspector(await second.nextPort());
    await again.stopped(2);
    again.send('Debugger.resume');
    expect(await second.answer).toMatchObject({ outcome: 'passed' });
    client.process.stdin?.destroy();
    expect(await waitForNoneMarked(mark, 5000)).toEqual([]);
  });

  test('says nothing of what debuggers say to each other', async () => {
    await using client = await start({
      'a.test.ts': `import { execFileSync } from 'node:child_process';
import { test } from 'ztest';
test('starts a child', () => {
  const args = ['--inspect=127.0.0.1:0', '-e', 'console.error("mine")'];
  execFileSync(process.execPath, args);
  execFileSync(process.execPath, args, { stdio: 'inherit' });
});
`,
    });
    const { answer, nextPort, printed } = debugAll(client);
    using _inspector = await attachInspector(await nextPort());
    expect(await answer).toMatchObject({ outcome: 'passed' });
    expect(printed()).toBe('mine\nmine\n');
  });

  test('keeps no other run waiting while it stops', async () => {
    await using client = await start({
      'a.test.ts': stopping,
      'c.test.ts': `import { test } from 'ztest';\ntest('runs', () => {});\n`,
    });
    const { answer, nextPort } = debugAll(client);
    using inspector = await attachInspector(await nextPort());
    await inspector.stopped(2);
    const other = { runId: 'two', root: client.root, files: [{ file: 'c.test.ts' }] };
    expect(await client.ask(run, other)).toMatchObject({ outcome: 'passed' });
    inspector.send('Debugger.resume');
    expect(await answer).toMatchObject({ outcome: 'passed' });
  });

  test('ends when it is cancelled before any debugger has come', async () => {
    await using client = await start({ 'a.test.ts': stopping });
    const { answer, nextPort, cancel } = debugAll(client);
    await nextPort();
    cancel();
    expect(await answer).toMatchObject({ outcome: 'interrupted' });
  });
});

/** Stops of a run of one file, by the functions on the stack, and what the run answers. */
async function stopsOf(
  body: string,
  { times, ...options }: { readonly times: number } & Partial<RunParams>,
): Promise<{ readonly places: readonly string[]; readonly outcomes: readonly string[] }> {
  await using client = await start({
    'a.test.ts': `import { expect, test } from 'ztest';\n${body}`,
  });
  const { answer, nextPort, outcomes } = debugAll(client, { stopsAtFailures: true, ...options });
  using inspector = await attachInspector(await nextPort());
  for (let stop = 0; stop < times; stop++) {
    await inspector.stopped(stop + 2);
    inspector.send('Debugger.resume');
  }
  await answer;
  return { places: inspector.places.slice(1), outcomes: outcomes() };
}

suite('a debugger that stops at failures', { timeout: '60s' }, () => {
  test('stops where the assertion stands, once each', async () => {
    const { places, outcomes } = await stopsOf(
      `const check = (value) => expect(value).toBe(1);
test('plain', function plain() { check(2); });
test('throws', function throwing() { expect(() => {}).toThrow('x'); });
test('softly', function softly() {
  expect.soft(1).toBe(2);
  expect.soft(1).toEqual(expect.objectContaining({ a: 1 }));
});
test('not there', function lost() { expect.unreachable(); });
test('snapshot', function snapped() { expect(1).toMatchInlineSnapshot('2'); });
`,
      { times: 6 },
    );
    expect(places).toEqual(['check < plain', 'throwing', 'softly', 'softly', 'lost', 'snapped']);
    expect(outcomes).toHaveLength(5);
  });

  test('stops while the test waits for a promise', async () => {
    const { places, outcomes } = await stopsOf(
      `test('later', async () => { await expect(Promise.resolve(1)).resolves.toBe(2); });
test('rejected', async () => { await expect(Promise.resolve(1)).rejects.toThrow('x'); });
test('after a pause', async function pausing() {
  await new Promise((resolve) => setTimeout(resolve, 1));
  expect(1).toBe(2);
});
`,
      { times: 3 },
    );
    expect(places).toEqual(['', '', 'pausing']);
    expect(outcomes).toEqual([
      'a.test.ts#later failed',
      'a.test.ts#rejected failed',
      'a.test.ts#after a pause failed',
    ]);
  });

  test('does not stop at failures that the test counts on', async () => {
    const { places, outcomes } = await stopsOf(
      `test('caught', () => { try { expect(1).toBe(2); } catch {} });
test('caught later', async () => {
  const check = async () => { await null; expect(1).toBe(2); };
  try { await check(); } catch { /* as expected */ }
});
test('thrown', () => { expect(() => expect(1).toBe(2)).toThrow('toBe'); });
test('polled', async () => {
  let tries = 0;
  await expect.poll(async () => { await null; expect(++tries).toBe(3); return tries; }).toBe(3);
});
test.fails('fails', () => { expect(1).toBe(2); });
test('asymmetric', () => {
  expect([1, 2]).toEqual(expect.arrayContaining([expect.any(Number)]));
  expect({ a: 1 }).not.toEqual({ a: expect.any(String) });
});
test('tells more', function telling() { try { expect(1).toBe(2); } catch (error) { throw error; } });
`,
      { times: 1 },
    );
    expect(places).toEqual(['telling']);
    expect(outcomes.filter((outcome) => outcome.endsWith(' passed'))).toHaveLength(6);
  });

  test('does not stop unless it is wanted', async () => {
    const { outcomes } = await stopsOf(`test('fails', () => { expect(1).toBe(2); });`, {
      times: 0,
      stopsAtFailures: false,
    });
    expect(outcomes).toEqual(['a.test.ts#fails failed']);
  });
});
