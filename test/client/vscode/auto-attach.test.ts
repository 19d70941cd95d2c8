import { expect, test } from 'ztest';
import { withoutAutoAttach } from '../../../client/vscode/node/auto-attach.ts';

const bootloader = '/home/me/.vscode/data/ms-vscode.js-debug/bootloader.js';

test.each([
  [undefined, undefined],
  [` --require ${bootloader} `, undefined],
  [` --require "/home/m e/ms-vscode.js-debug/bootloader.js" `, undefined],
  [`--max-old-space-size=4096 --require ${bootloader}`, '--max-old-space-size=4096'],
  ['--require ./tracing.js -r dotenv/config', '--require ./tracing.js -r dotenv/config'],
])('NODE_OPTIONS %j becomes %j', (options, expected) => {
  expect(withoutAutoAttach({ NODE_OPTIONS: options })).toEqual({
    NODE_OPTIONS: expected,
    VSCODE_INSPECTOR_OPTIONS: undefined,
  });
});
