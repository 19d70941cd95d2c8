/** Tags as somebody sees them, and finds tests by them. */
import { expect, suite, test } from 'ztest';
import { useProject } from '../support/use-project.ts';

suite('tags', () => {
  const opened = useProject({
    'src/shop.test.ts': `import { suite, test } from 'ztest';
suite('shop', { tags: ['db'] }, () => {
  test('sells', { tags: ['slow'] }, () => {});
  test('counts', () => {});
});
test('adds', () => {});
`,
    'src/other.test.ts': `import { test } from 'ztest';\ntest('other', () => {});\n`,
  });
  const labels = async (): Promise<readonly string[]> =>
    await opened.workbench.testRows().locator('.label').allTextContents();

  test('find their tests, also those of a suite and in files that nobody has opened', async () => {
    const { workbench } = opened;
    const { page } = workbench;
    await workbench.showTests();
    await workbench.expandRow('src');
    await page.keyboard.type('@ztest:db');
    await workbench.testRows('other.test.ts').waitFor({ state: 'hidden' });
    await workbench.expandRow('shop.test.ts');
    await workbench.expandRow(/^shop ?@db/);
    await workbench.testRows('counts').waitFor();
    await workbench.screenshot('tags-filter');
    expect(await labels()).not.toContain('adds');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('!@ztest:slow');
    await workbench.testRows('adds').waitFor();
    await workbench.testRows('sells').waitFor({ state: 'hidden' });
    await page.keyboard.press('Control+a');
    await page.keyboard.type('@ztest:slow');
    await workbench.testRows('counts').waitFor({ state: 'hidden' });
    await workbench.command('Test: Run All Tests');
    await workbench.testRows('sells').locator('.codicon-testing-passed-icon').waitFor();
    await page.keyboard.press('Escape');
  });
});
