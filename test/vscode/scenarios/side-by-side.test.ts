/** What somebody does while tests run. */
import { expect, suite, test } from 'ztest';
import { expectCount } from '../support/expect-count.ts';
import { useProject } from '../support/use-project.ts';

suite('while tests run', () => {
  const opened = useProject({
    'slow.test.ts': `import { test } from 'ztest';
test('slow', { timeout: '30s' }, async () => {
  await new Promise((resolve) => setTimeout(resolve, 6000));
});
`,
    'quick.test.ts': `import { test } from 'ztest';\ntest('quick', () => {});\n`,
  });

  test('a refresh leaves them alone, and what is asked for runs behind them', async () => {
    const { workbench } = opened;
    const { page } = workbench;
    await workbench.showTests();
    await workbench.open('slow.test.ts');
    await workbench.glyphs.first().click();
    await page.locator('.testing-run-glyph.codicon-loading').first().waitFor();
    // Of several views in a column, each shows its buttons to who points at it.
    await page.locator('.pane-header', { hasText: 'Test Explorer' }).hover();
    await page.locator('.action-label[aria-label^="Refresh Tests"]').first().click();
    await workbench.open('quick.test.ts');
    await workbench.glyphs.first().click();
    const isPassed = '.codicon-testing-passed-icon';
    await workbench.testRows('quick.test.ts').locator(isPassed).waitFor();
    await workbench.screenshot('side-by-side');
    await expectCount(workbench.testRows('slow.test.ts').locator(isPassed), 1);
    expect(await page.locator('.notification-toast').count()).toBe(0);
  });

  test('repeating goes on until somebody has seen enough', async () => {
    const { workbench } = opened;
    const { page } = workbench;
    await workbench.open('quick.test.ts');
    await workbench.menu(workbench.glyphs.first(), 'Repeat Until Failure');
    const toast = page.locator('.notification-toast', { hasText: 'Repeating "quick"' });
    await toast.filter({ hasText: /Run \d\d/ }).waitFor();
    await workbench.screenshot('side-by-side-repeating');
    await toast.locator('.monaco-button', { hasText: 'Cancel' }).click();
    await toast.waitFor({ state: 'hidden' });
    await workbench.glyphsThatShow('passed').first().waitFor();
  });
});
