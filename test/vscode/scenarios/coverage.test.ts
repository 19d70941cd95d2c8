/** Which code ran, as somebody sees it. */
import { expect, suite, test } from 'ztest';
import { useProject } from '../support/use-project.ts';

suite('a run with coverage', { timeout: '120s' }, () => {
  const opened = useProject({
    'a.test.ts': `import { test } from 'ztest';
import { sign } from './sign.ts';
test('minus', () => { sign(-1); });
test('plus', () => { sign(1); });
`,
    'sign.ts': `export function sign(n: number): string {
  if (n < 0) return 'minus';
  if (n > 100) {
    return 'much';
  }
  return 'plus';
}
`,
  });

  test('draws what ran and what did not beside the lines', async () => {
    const { workbench } = opened;
    await workbench.showTests();
    await workbench.command('Test: Run All Tests with Coverage');
    await workbench.page.locator('.test-coverage-list-item', { hasText: 'sign.ts' }).waitFor();
    await workbench.open('sign.ts');
    await workbench.page.locator('.coverage-deco-gutter.coverage-deco-miss').first().waitFor();
    expect(await workbench.page.locator('.coverage-deco-gutter.coverage-deco-hit').count()).toBe(4);
  });

  test('tells what one test alone has run', async () => {
    const { workbench } = opened;
    await workbench.command('Test: Filter Coverage by Test');
    await workbench.page
      .locator('.quick-input-list .monaco-list-row', { hasText: 'minus' })
      .click();
    const hits = workbench.page.locator('.coverage-deco-gutter.coverage-deco-hit');
    await expect.poll(() => hits.count(), { timeout: 30_000 }).toBe(1);
  });
});
