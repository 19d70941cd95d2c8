/** Files and folders that go away while their tests run. */
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, expect, suite, test } from 'ztest';
import { MARK_VARIABLE } from '../../support/processes.ts';
import { createProject } from '../../support/run-project.ts';
import { processesOf, stillThere } from '../support/editor-processes.ts';
import { useProject } from '../support/use-project.ts';

const waiting = `import { existsSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { test } from 'ztest';
test('waits', { timeout: 0 }, async () => {
  writeFileSync(new URL('waiting.txt', import.meta.url), '');
  while (!existsSync(process.env['GO_ON'] ?? '')) await delay(20);
});
`;

suite('what goes away while it runs', () => {
  const mark = randomUUID();
  const signals = createProject({});
  const goOn = path.join(signals.directory, 'go-on.txt');
  afterAll(() => signals.dispose());
  const opened = useProject(
    {
      'all.code-workspace': `{ "folders": [{ "path": "bank" }, { "path": "shop" }] }`,
      'shop/deleted.test.ts': waiting,
      'shop/kept.test.ts': waiting,
      'bank/a.test.ts': `import { test } from 'ztest';\ntest('pays', () => {});\n`,
    },
    { workspaceFile: 'all.code-workspace', env: { [MARK_VARIABLE]: mark, GO_ON: goOn } },
  );

  const isRunning = (): Locator =>
    opened.workbench.page.locator('.statusbar-item[aria-label*="ztest is running"]');

  test('a file: its run ends, its place in the tree goes', async () => {
    const { workbench, project } = opened;
    await workbench.open('shop/deleted.test.ts');
    await workbench.glyphs.first().click();
    await isRunning().waitFor();
    fs.rmSync(path.join(project.directory, 'shop/deleted.test.ts'));
    fs.writeFileSync(goOn, '');
    await isRunning().waitFor({ state: 'hidden' });
    fs.rmSync(goOn);
    await workbench.command('View: Close Editor');
    await workbench.showTests();
    await workbench.expandRow('shop');
    await workbench.testRows('kept.test.ts').waitFor();
    await workbench.testRows('deleted.test.ts').waitFor({ state: 'hidden' });
  });

  test('a folder: its run ends with its hosts, the other folder can be run', async () => {
    const { workbench, project } = opened;
    await workbench.open('shop/kept.test.ts');
    await workbench.glyphs.first().click();
    await isRunning().waitFor();
    await expect.poll(() => project.has('shop/waiting.txt'), { timeout: 30_000 }).toBe(true);
    const hosts = processesOf(mark, 'bin/host.cjs');
    expect(hosts.length).toBeGreaterThan(0);
    project.write({ 'all.code-workspace': `{ "folders": [{ "path": "bank" }] }` });
    expect(await stillThere(hosts, 20_000)).toEqual([]);
    await isRunning().waitFor({ state: 'hidden' });
    await workbench.screenshot('vanishing/folder');
    await workbench.open('a.test.ts');
    await workbench.glyphs.first().click();
    await workbench.glyphsThatShow('passed').first().waitFor();
  });
});
