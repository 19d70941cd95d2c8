/** The extension in a web worker, as in vscode.dev and github.dev: there is no Node. */
import fs from 'node:fs';
import path from 'node:path';
import { expect, suite, test } from 'ztest';
import { useProject } from '../support/use-project.ts';

suite('a window without Node', () => {
  const opened = useProject(
    {
      'package.json': '{ "type": "module" }\n',
      'src/tables.ts': `export const sums = [[1, 2, 3], [2, 2, 4]];\n`,
      'src/cart.test.ts': `import { expect, suite, test } from 'ztest';
import { sums } from './tables.ts';

suite('prices', { tags: ['unit'] }, () => {
  test('begin at zero', () => {
    expect(0).toBe(0);
  });
  test.each(sums)('%i + %i = %i', (a, b, sum) => {
    expect(a + b).toBe(sum);
  });
});
`,
    },
    { settings: { 'remote.extensionKind': { 'ztest.ztest': ['web'] } } },
  );

  test('shows the tree, also of tests that come from other files, and signs in the gutter', async () => {
    const { workbench } = opened;
    await workbench.open('cart.test.ts');
    await workbench.glyphs.nth(2).waitFor();
    await workbench.showTests();
    await workbench.expandRow('src');
    await workbench.expandRow('cart.test.ts');
    await workbench.expandRow('prices');
    await workbench.testRows('2 + 2 = 4').waitFor();
    const rows = await workbench.testRows().allTextContents();
    expect(rows).toEqual([
      'src',
      'cart.test.ts',
      'prices@unit',
      'begin at zero',
      expect.stringContaining('1 + 2 = 3'),
      expect.stringContaining('2 + 2 = 4'),
    ]);
  });

  test('says where tests run: for a click in the gutter, in the status bar, for a command', async () => {
    const { workbench } = opened;
    const { page } = workbench;
    const toast = page.locator('.notification-toast', { hasText: 'this window has no Node' });
    const close = async (): Promise<void> => {
      await toast.hover();
      await toast.locator('.codicon-notifications-clear').click();
      await toast.waitFor({ state: 'hidden' });
    };
    await workbench.glyphs.nth(1).click();
    await toast.getByText('Continue Working On…').waitFor();
    await page.locator('.test-output-peek-message-container', { hasText: 'no Node' }).waitFor();
    await workbench.screenshot('without-node/a-click-in-the-gutter');
    await close();
    await page.locator('.statusbar-item', { hasText: 'Tests: view only' }).click();
    await toast.waitFor();
    await close();
    await workbench.open('tables.ts');
    await workbench.command('Run Tests of This Source File');
    await toast.waitFor();
    await close();
  });

  test('follows what is typed, and files that change', async () => {
    const { workbench, project } = opened;
    const { page } = workbench;
    await workbench.open('cart.test.ts');
    await page.locator('.monaco-editor .view-line', { hasText: 'begin at zero' }).click();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await page.keyboard.insertText("}); test('typed', () => {");
    await workbench.testRows('typed').waitFor();
    const tables = path.join(project.directory, 'src/tables.ts');
    fs.writeFileSync(tables, 'export const sums = [[1, 2, 3], [5, 5, 10]];\n');
    await workbench.testRows('5 + 5 = 10').waitFor();
    fs.writeFileSync(
      path.join(project.directory, 'src/new.test.ts'),
      "import { test } from 'ztest';\ntest('a', () => {});\n",
    );
    await workbench.testRows('new.test.ts').waitFor();
  });
});
