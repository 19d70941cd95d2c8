/** What somebody does from the palette, the keyboard and the menus. */
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, suite, test } from 'ztest';
import { expectCount } from '../support/expect-count.ts';
import { useProject } from '../support/use-project.ts';

const PATIENT = { timeout: 60_000 };

suite('in a project', () => {
  const opened = useProject({
    'src/calculator.ts': `export function sum(a: number, b: number): number {
  return a + b;
}
export function product(a: number, b: number): number {
  return a * b;
}
`,
    'src/sum.test.ts': `import { test, expect } from 'ztest';
import { product, sum } from './calculator.ts';
test('adds', () => {
  expect(sum(1, 2)).toBe(3);
});
test('multiplies', () => {
  expect(product(2, 2)).toBe(5);
});
`,
    'src/page.test.ts': `import { test, expect } from 'ztest';
test('page', () => {
  expect({ title: 'new' }).toMatchInlineSnapshot(\`
    {
      "title": "old",
    }
  \`);
});
`,
    'src/flaky.test.ts': `import fs from 'node:fs';
import { test, expect } from 'ztest';
test('holds twice', () => {
  const runs = fs.existsSync('runs') ? fs.readFileSync('runs', 'utf8').length : 0;
  fs.writeFileSync('runs', 'x'.repeat(runs + 1));
  expect(runs).toBeLessThan(2);
});
`,
    // A package manager that is hardly installed: nothing is fetched.
    'pnpm-lock.yaml': '',
    '.vscode/settings.json': `{ "ztest.codeLens": true }`,
  });

  test('the keyboard leads from source to test and back', async () => {
    const { workbench } = opened;
    const { page } = workbench;
    await workbench.open('calculator.ts');
    await page.locator('.monaco-editor.focused .view-line').first().waitFor();
    await page.keyboard.press('Control+;');
    await page.keyboard.press('g');
    await page.locator('.tab.active[data-resource-name="sum.test.ts"]').waitFor();
    await workbench.glyphs.first().waitFor();
    await page.keyboard.press('Control+;');
    await page.keyboard.press('g');
    await page.locator('.tab.active[data-resource-name="calculator.ts"]').waitFor();
  });

  test('the tests of a source file run, and the status bar says how it went', async () => {
    const { workbench } = opened;
    const { page } = workbench;
    await workbench.open('calculator.ts');
    await page.locator('.monaco-editor.focused .view-line').first().waitFor();
    await page.keyboard.press('Control+;');
    await page.keyboard.press('f');
    const status = page.locator('.statusbar-item[id*="ztest.status"]');
    await status.filter({ hasText: '1 of 2 failed' }).waitFor();
    await workbench.screenshot('commands-status');
    expect(await status.locator('a').getAttribute('aria-label')).toContain('1 passed, 1 failed');
  });

  test('above the source stands how many tests reach it, and a click runs them', async () => {
    const { workbench } = opened;
    const { page } = workbench;
    await workbench.open('calculator.ts');
    const lens = page.locator('.codelens-decoration a', { hasText: '1 test' });
    await lens.nth(1).waitFor();
    await expectCount(lens, 2);
    const rows = page.locator('.quick-input-list .monaco-list-row');
    const test = rows.filter({ hasText: 'adds' });
    // What is counted may draw lenses anew in the middle of a click.
    const isShown = async (): Promise<boolean> => {
      if (await test.isVisible()) return true;
      await lens.nth(0).click();
      await delay(1000);
      return await test.isVisible();
    };
    await expect.poll(isShown, PATIENT).toBe(true);
    await workbench.screenshot('commands-lens');
    await rows.filter({ hasText: 'Run 1 test' }).click();
    await page.locator('.statusbar-item', { hasText: '1 passed' }).waitFor();
  });

  test('a snapshot is updated from its failure', async () => {
    const { workbench, project } = opened;
    const { page } = workbench;
    await workbench.open('page.test.ts');
    await workbench.glyphs.first().click();
    await page.locator('.test-error-content-widget').first().click();
    const button = page.locator('.test-output-peek .floating-click-widget');
    await button.waitFor();
    await workbench.screenshot('commands-snapshot');
    await button.click();
    await workbench.glyphsThatShow('passed').first().waitFor();
    const text = fs.readFileSync(path.join(project.directory, 'src/page.test.ts'), 'utf8');
    expect(text).toContain('"title": "new"');
  });

  test('a test is repeated until it fails', async () => {
    const { workbench } = opened;
    const { page } = workbench;
    await workbench.open('flaky.test.ts');
    await workbench.menu(workbench.glyphs.first(), 'Repeat Until Failure');
    await page.locator('.notification-toast', { hasText: 'It failed in run 3.' }).waitFor();
  });

  test('its failure is copied, with the places of its stack', async () => {
    const { workbench } = opened;
    const { page } = workbench;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await workbench.open('flaky.test.ts');
    await workbench.menu(workbench.glyphs.first(), 'Copy Failure');
    const copied = async (): Promise<string> => await workbench.clipboard();
    await expect.poll(copied, PATIENT).toContain('src > flaky.test.ts > holds twice');
    expect(await copied()).toMatch(/flaky\.test\.ts:6:\d+/);
  });

  test('the gutter turns continuous runs of a test on and off', async () => {
    const { workbench } = opened;
    const { page } = workbench;
    await workbench.open('page.test.ts');
    const watched = page.locator('.action-label[aria-label^="Turn off Continuous Run"]');
    await workbench.showTests();
    await workbench.expandRow('src');
    await workbench.expandRow('page.test.ts');
    await workbench.menu(workbench.glyphs.first(), 'Toggle Continuous Run');
    await workbench.testRows(/^page(?!\.)/).hover();
    await watched.first().waitFor();
    await workbench.screenshot('commands-continuous');
    await workbench.menu(workbench.glyphs.first(), 'Toggle Continuous Run');
    await watched.first().waitFor({ state: 'hidden' });
  });

  test('why a test is not there is said in a document', async () => {
    const { workbench } = opened;
    const { page } = workbench;
    await workbench.open('calculator.ts');
    await workbench.command('ztest: Why Is My Test Not Here?');
    await page
      .locator('.quick-input-widget', { hasText: 'A file, or a part of the title' })
      .waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.view-line', { hasText: 'src/calculator.ts is no test file.' }).waitFor();
  });

  test('the id of a test is copied: what the command line takes', async () => {
    const { workbench } = opened;
    await workbench.open('page.test.ts');
    await workbench.menu(workbench.glyphs.first(), 'Copy Test ID');
    await expect
      .poll(async () => await workbench.clipboard(), PATIENT)
      .toBe('src/page.test.ts#page');
  });

  test('a server that is started anew has all tests, and runs them', async () => {
    const { workbench } = opened;
    await workbench.open('sum.test.ts');
    await workbench.command('ztest: Restart Server');
    await workbench.command('Test: Run Tests in Current File');
    await workbench.statusThatSays('1 of 2 failed').waitFor();
    await workbench.showTests();
    await workbench.testRows('page.test.ts').waitFor();
  });

  test('a configuration that is not there yet is offered, and made', async () => {
    const { workbench, project } = opened;
    const { page } = workbench;
    await workbench.command('ztest: Open Configuration');
    const toast = page.locator('.notification-toast', { hasText: 'has no ztest configuration' });
    await toast.waitFor();
    await workbench.screenshot('commands/no-configuration');
    await toast.locator('.monaco-button', { hasText: 'Create It' }).click();
    await page.locator('.tab.active[data-resource-name="ztest.config.ts"]').waitFor();
    expect(project.read('ztest.config.ts')).toContain('defineConfig');
  });

  test('a first test is made beside the source that is open', async () => {
    const { workbench, project } = opened;
    await workbench.open('calculator.ts');
    await workbench.command('ztest: Create a First Test');
    await workbench.page.locator('.tab.active[data-resource-name="calculator.test.ts"]').waitFor();
    await workbench.glyphs.first().waitFor();
    expect(project.has('src/calculator.test.ts')).toBe(true);
  });

  test('ztest is installed by the package manager of the folder, in a terminal', async () => {
    const { workbench } = opened;
    await workbench.command('ztest: Install ztest in This Workspace');
    const terminal = workbench.page.locator('.terminal-wrapper.active .xterm-rows');
    await terminal.filter({ hasText: 'pnpm add --save-dev ztest' }).waitFor();
  });
});
