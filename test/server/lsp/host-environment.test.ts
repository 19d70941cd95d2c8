import { expect, test } from 'ztest';
import { run, runEvents, type RunEvents } from '../../../server/protocol.ts';
import { hostEnvironment } from '../../../server/lsp/host-environment.ts';
import { openClient } from './language-client.ts';

const env = {
  HOME: '/home/me',
  VSCODE: 'mine',
  VSCODE_IPC_HOOK: 'x',
  ELECTRON_RUN_AS_NODE: '1',
  BROWSER: '/vscode-server/bin/helpers/browser.sh',
};

test('what VS Code sets for itself does not reach tests', () => {
  expect(hostEnvironment(env, {}, false)).toEqual({ HOME: '/home/me', VSCODE: 'mine' });
});

test('Electron stays Node', () => {
  expect(hostEnvironment(env, {}, true)).toMatchObject({ ELECTRON_RUN_AS_NODE: '1' });
});

test(
  'what the client adds reaches tests, and what it takes away does not',
  async () => {
    await using client = await openClient(
      {
        'a.test.ts': `import { test } from 'ztest';
const { ADDED, CHANGED, GONE, OWN, NODE_ENV, VSCODE_PID } = process.env;
test('prints', () => console.log(JSON.stringify({ ADDED, CHANGED, GONE, OWN, NODE_ENV, VSCODE_PID })));
`,
      },
      {
        env: { CHANGED: 'before', GONE: 'before', OWN: 'mine', VSCODE_PID: '1' },
        initializationOptions: {
          isTrusted: true,
          env: { ADDED: 'yes', CHANGED: 'after', GONE: null },
        },
      },
    );
    let printed = '';
    client.connection.onNotification(runEvents.method, ({ events }: RunEvents) => {
      for (const event of events) if (event.type === 'output') printed += event.text;
    });
    expect(await client.ask(run, { runId: 'one', root: client.root })).toMatchObject({
      outcome: 'passed',
    });
    expect(JSON.parse(printed)).toEqual({
      ADDED: 'yes',
      CHANGED: 'after',
      OWN: 'mine',
      NODE_ENV: 'test',
    });
  },
  '30s',
);

test("the user's own browser stays", () => {
  expect(hostEnvironment({ BROWSER: 'firefox' }, {}, false)).toEqual({ BROWSER: 'firefox' });
});
