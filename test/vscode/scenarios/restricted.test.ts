/** A workspace that is not trusted: its settings name no program, and what is off is said where it is looked for. */
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, expect, suite, test } from 'ztest';
import { createProject } from '../../support/run-project.ts';
import { useProject } from '../support/use-project.ts';

suite('without trust', () => {
  const machine = createProject({
    node: `#!/bin/sh\necho ran >> "$(dirname "$0")/ran.txt"\nexec "${process.execPath}" "$@"\n`,
  });
  const program = path.join(machine.directory, 'node');
  fs.chmodSync(program, 0o755);
  afterAll(() => machine.dispose());
  const opened = useProject(
    {
      '.vscode/settings.json': JSON.stringify({
        'ztest.nodeExecutable': program,
        'ztest.env': { NODE_OPTIONS: '--require ./gone.cjs' },
      }),
      'a.test.ts': `import { test } from 'ztest';\ntest('a', () => {});\n`,
    },
    { asksForTrust: true },
  );

  test('the status bar says what is off, and leads to what switches it on', async () => {
    const { workbench } = opened;
    const { page } = workbench;
    await workbench.showTests();
    await workbench.testRows('a.test.ts').waitFor();
    const entry = page.locator('.statusbar-item[aria-label*="executes nothing"]');
    await entry.waitFor();
    expect(machine.has('ran.txt')).toBe(false);
    await workbench.screenshot('restricted/status');
    await entry.click();
    await page.locator('.workspace-trust-editor').waitFor();
  });

  test('with trust, what the settings name is taken', async () => {
    const { workbench } = opened;
    const { page } = workbench;
    await page.locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust$/ }).click();
    await page
      .locator('.statusbar-item[aria-label*="executes nothing"]')
      .waitFor({ state: 'hidden' });
    await expect.poll(() => machine.has('ran.txt'), { timeout: 30_000 }).toBe(true);
    await workbench.testRows('a.test.ts').waitFor();
  });
});
