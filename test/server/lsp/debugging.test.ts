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
}

async function start(files: ProjectFiles, mark = ''): Promise<LanguageClient> {
  return await startClient(files, {
    initializationOptions: { isTrusted: true },
    env: { [MARK_VARIABLE]: mark },
  });
}

function debugAll(client: LanguageClient): DebugRun {
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

  test('ends when it is cancelled before any debugger has come', async () => {
    await using client = await start({ 'a.test.ts': stopping });
    const { answer, nextPort, cancel } = debugAll(client);
    await nextPort();
    cancel();
    expect(await answer).toMatchObject({ outcome: 'interrupted' });
  });
});
