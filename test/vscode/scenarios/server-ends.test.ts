/** A server that is killed, again and again: runs end and say so, nothing of them goes on, the tree stays; at last it stays down. */
import { randomUUID } from 'node:crypto';
import { expect, suite, test } from 'ztest';
import { MARK_VARIABLE } from '../../support/processes.ts';
import { processesOf, stillThere } from '../support/editor-processes.ts';
import { useProject } from '../support/use-project.ts';

suite('a server that is killed', () => {
  const mark = randomUUID();
  const opened = useProject(
    {
      'a.test.ts': `import { test } from 'ztest';\ntest('passes', () => {});\n`,
      'child.test.ts': `import { spawn } from 'node:child_process';
import { test } from 'ztest';
test('has a child', { timeout: 0 }, async () => {
  spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e3)//child'], { stdio: 'ignore' });
  await new Promise(() => setInterval(() => {}, 1000));
});
`,
    },
    { env: { [MARK_VARIABLE]: mark } },
  );

  const servers = (): ReturnType<typeof processesOf> => processesOf(mark, 'dist/server.cjs');
  const killServer = (): void => {
    for (const { pid } of servers()) process.kill(pid, 'SIGKILL');
  };

  test('in a run: the run ends and says so, its host and their children are gone', async () => {
    const { workbench } = opened;
    await workbench.showTests();
    await workbench.open('child.test.ts');
    await workbench.glyphs.first().click();
    await expect.poll(() => processesOf(mark, '//child').length, { timeout: 60_000 }).toBe(1);
    const all = [...processesOf(mark, 'bin/host.cjs'), ...processesOf(mark, '//child')];
    killServer();
    const told = workbench.page.locator('.test-error-content-widget');
    await told.first().waitFor();
    expect(await told.first().textContent()).toContain('The server of ztest has ended');
    expect(await stillThere(all, 5000)).toEqual([]);
    await workbench.page.locator('.statusbar-item[aria-label*="1 failed"]').waitFor();
    expect(await workbench.testRows(/\.test\.ts/).count()).toBe(2);
  });

  test('is back, five times', async () => {
    const { workbench } = opened;
    for (let end = 2; end <= 5; end++) {
      await expect.poll(() => servers().length, { timeout: 60_000 }).toBe(1);
      const [before] = servers();
      killServer();
      expect(await stillThere(before === undefined ? [] : [before], 5000)).toEqual([]);
    }
    await expect.poll(() => servers().length, { timeout: 60_000 }).toBe(1);
    await workbench.open('a.test.ts');
    await workbench.glyphs.first().click();
    await workbench.glyphsThatShow('passed').first().waitFor();
    expect(await workbench.testRows(/\.test\.ts/).count()).toBe(2);
  });

  test('stays down the sixth time, and says so', async () => {
    const { workbench } = opened;
    const { page } = workbench;
    killServer();
    const toast = page.locator('.notification-toast', { hasText: 'not started again' });
    await toast.waitFor();
    await page.locator('.statusbar-item[aria-label*="Click to start it again"]').waitFor();
    expect(await page.locator('.notification-toast').count()).toBe(1);
    expect(await toast.locator('.monaco-button').allTextContents()).toEqual([
      'Show Log',
      'Start Again',
    ]);
    expect(await workbench.testRows(/\.test\.ts/).count()).toBe(2);
    await workbench.open('a.test.ts');
    await workbench.glyphs.first().click();
    await page.locator('.testing-run-glyph.codicon-testing-error-icon').first().waitFor();
  });

  test('is started again by the button', async () => {
    const { workbench } = opened;
    const { page } = workbench;
    await page.locator('.statusbar-item[aria-label*="Click to start it again"]').click();
    await expect.poll(() => servers().length, { timeout: 60_000 }).toBe(1);
    await page.locator('.statusbar-item[aria-label*="ztest: "]').waitFor();
    await workbench.glyphs.first().click();
    await workbench.glyphsThatShow('passed').first().waitFor();
  });
});
