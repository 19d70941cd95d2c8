/** Two windows on one folder: both see and run its tests, and closing one takes nothing from the other. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, suite, test } from 'ztest';
import { expectCount } from '../support/expect-count.ts';
import { useProject } from '../support/use-project.ts';
import { Workbench } from '../support/workbench.ts';

const slow = (title: string): string => `import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { test } from 'ztest';
test('${title}', { timeout: 0 }, async () => {
  const signal = new URL('go-on.txt', import.meta.url);
  while (!existsSync(signal)) await delay(20);
});
`;

suite('two windows', () => {
  const opened = useProject({ 'one.test.ts': slow('first'), 'two.test.ts': slow('second') });

  test('run at once; the one that is left goes on', async () => {
    const { workbench, vscode, project } = opened;
    const { page } = vscode;
    const otherPage = await page.context().newPage();
    otherPage.setDefaultTimeout(60_000);
    await otherPage.goto(page.url());
    const other = new Workbench(otherPage);
    await other.ready();
    for (const [one, file] of [
      [workbench, 'one.test.ts'],
      [other, 'two.test.ts'],
    ] as const) {
      await one.page.bringToFront();
      await one.open(file);
      await one.glyphs.first().click();
      await one.page.locator('.statusbar-item[aria-label*="ztest is running"]').waitFor();
    }
    await other.screenshot('two-windows/other');
    await otherPage.goto('about:blank');
    await otherPage.close();
    await page.bringToFront();
    await page.locator('.statusbar-item[aria-label*="ztest is running"]').waitFor();
    project.write({ 'go-on.txt': '' });
    await workbench.glyphsThatShow('passed').first().waitFor();
    await workbench.showTests();
    await expectCount(workbench.testRows(/\.test\.ts/), 2);
    const listed = execFileSync(process.execPath, [path.resolve('bin/ztest.cjs'), 'list'], {
      cwd: project.directory,
      encoding: 'utf8',
    });
    expect(listed).toContain('first');
    expect(listed).toContain('second');
  });
});
