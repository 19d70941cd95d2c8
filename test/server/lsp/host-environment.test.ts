import { expect, test } from 'ztest';
import { hostEnvironment } from '../../../server/lsp/host-environment.ts';

const env = { HOME: '/home/me', VSCODE_IPC_HOOK: 'x', ELECTRON_RUN_AS_NODE: '1', VSCODE: 'mine' };

test('what VS Code sets for itself does not reach tests', () => {
  expect(hostEnvironment(env, false)).toEqual({ HOME: '/home/me', VSCODE: 'mine' });
});

test('Electron stays Node', () => {
  expect(hostEnvironment(env, true)).toMatchObject({ ELECTRON_RUN_AS_NODE: '1' });
});
