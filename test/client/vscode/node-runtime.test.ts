import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'ztest';
import { findNode, isNewEnough } from '../../../client/vscode/node-runtime.ts';
import { createProject } from '../../support/run-project.ts';

test.each([
  ['22.15.0', true],
  ['22.14.9', false],
  ['20.20.0', false],
  ['24.1.0', true],
])('Node %s is new enough: %s', (version, expected) => {
  expect(isNewEnough(version)).toBe(expected);
});

test('the setting comes first, with the binary behind a shim', async () => {
  using project = createProject({ shim: `#!/bin/sh\nexec "${process.execPath}" "$@"\n` });
  const setting = join(project.directory, 'shim');
  chmodSync(setting, 0o755);
  const found = await findNode({ setting, folder: project.directory, ownVersion: '22.20.0' });
  expect(found).toEqual({
    executable: process.execPath,
    version: process.versions.node,
    trail: [],
  });
});

test('one that is too old or not there is said, and the next is taken', async () => {
  using project = createProject({ node: `#!/bin/sh\necho '["/old/node", "18.1.0"]'\n` });
  chmodSync(join(project.directory, 'node'), 0o755);
  const path = process.env['PATH'];
  process.env['PATH'] = project.directory;
  try {
    const found = await findNode({
      setting: join(project.directory, 'missing'),
      folder: undefined,
      ownVersion: '22.20.0',
    });
    expect(found.executable).toBeUndefined();
    expect(found.version).toBe('22.20.0');
    expect(found.trail).toEqual([
      expect.stringMatching(/missing: .*ENOENT/),
      'node is Node 18.1.0; ztest needs 22.15 or newer.',
    ]);
  } finally {
    process.env['PATH'] = path;
  }
});
