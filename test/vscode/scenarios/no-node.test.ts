/** A machine whose Nodes are all too old: what to do is said, and once it is done, tests are there. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { afterAll, expect, suite, test } from 'ztest';
import { createProject } from '../../support/run-project.ts';
import { useProject } from '../support/use-project.ts';

/** The extension, in an editor that says its Node is an old one. */
function packForOldEditor(folder: string): string {
  const vsix = path.join(folder, 'ztest.vsix');
  execFileSync(process.execPath, ['scripts/package.ts', vsix], { stdio: 'ignore' });
  const files = unzipSync(fs.readFileSync(vsix));
  const entry = 'extension/dist/extension.cjs';
  const old = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.0' } });\n`;
  files[entry] = strToU8(old + strFromU8(files[entry] ?? new Uint8Array()));
  const attrs = (0o100755 << 16) >>> 0;
  fs.writeFileSync(vsix, zipSync(files, { level: 1, os: 3, attrs }));
  return vsix;
}

suite('without a Node that is new enough', () => {
  const machine = createProject({ 'bin/node': `#!/bin/sh\necho '["/old/node", "18.1.0"]'\n` });
  const bin = path.join(machine.directory, 'bin');
  fs.chmodSync(path.join(bin, 'node'), 0o755);
  afterAll(() => machine.dispose());
  const opened = useProject(
    { 'a.test.ts': `import { test } from 'ztest';\ntest('passes', () => {});\n` },
    {
      vsix: packForOldEditor(machine.directory),
      env: { PATH: `${bin}:/usr/bin:/bin`, NVM_DIR: undefined, N_PREFIX: '/gone' },
    },
  );

  test('it is said, with a way out', async () => {
    const { workbench } = opened;
    const { page } = workbench;
    const toast = page.locator('.notification-toast', { hasText: 'ztest needs Node 22.15' });
    await toast.waitFor();
    await workbench.command('Testing: Focus on Test Explorer View');
    await page.locator('.welcome-view-content', { hasText: 'ztest needs Node' }).waitFor();
    await page.locator('.statusbar-item[aria-label*="no Node that is new enough"]').waitFor();
    expect(await toast.locator('.monaco-button').allTextContents()).toEqual([
      'Open Settings',
      'Show Log',
      'Start Again',
    ]);
  });

  test('a Node in the settings is taken at once', async () => {
    const { workbench, project } = opened;
    const settings = JSON.stringify({ 'ztest.nodeExecutable': process.execPath });
    project.write({ '.vscode/settings.json': settings });
    await workbench.testRows('a.test.ts').waitFor();
    await workbench.open('a.test.ts');
    await workbench.glyphs.first().click();
    await workbench.glyphsThatShow('passed').first().waitFor();
  });
});
