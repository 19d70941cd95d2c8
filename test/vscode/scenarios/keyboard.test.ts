/** Without a mouse, and for eyes that need more contrast. */
import { expect, suite, test } from 'ztest';
import { useProject } from '../support/use-project.ts';

suite('by the keyboard alone', () => {
  const opened = useProject({
    '.vscode/settings.json': `{ "workbench.colorTheme": "Default High Contrast" }`,
    'sum.test.ts': `import { test, expect } from 'ztest';
test('adds', () => {
  expect(1 + 2).toBe(3);
});
test('is wrong', () => {
  expect([1, 2]).toEqual([1, 3]);
});
test('is wrong too', () => {
  expect('a').toBe('b');
});
`,
  });

  test('tests run', async () => {
    const { workbench } = opened;
    const { page } = workbench;
    await workbench.open('sum.test.ts');
    await workbench.glyphs.nth(2).waitFor();
    await page.keyboard.press('Control+;');
    await page.keyboard.press('f');
    await workbench.statusThatSays('2 of 3 failed').waitFor();
    await workbench.glyphsThatShow('failed').nth(1).waitFor();
  });

  test('the next failure is peeked, and the one behind it', async () => {
    const { workbench } = opened;
    const { page } = workbench;
    await page.keyboard.press('Control+;');
    await page.keyboard.press('Control+m');
    await page.locator('.test-output-peek', { hasText: 'is wrong' }).waitFor();
    await workbench.screenshot('keyboard/first-failure');
    await page.keyboard.press('Alt+F8');
    await page.locator('.test-output-peek', { hasText: 'is wrong too' }).waitFor();
  });

  test('the tree is walked, and what is chosen runs', async () => {
    const { workbench } = opened;
    const { page } = workbench;
    await page.keyboard.press('Escape');
    await workbench.showTests();
    // From the filter into the tree, to its first test.
    const tree = page.locator('.test-explorer .monaco-list:focus');
    for (let stops = 0; stops < 10 && (await tree.count()) === 0; stops++)
      await page.keyboard.press('Tab');
    await page.keyboard.press('Home');
    const chosen = page.locator('.test-explorer .monaco-list-row.focused');
    await chosen.filter({ hasText: 'sum.test.ts' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await chosen.filter({ hasText: 'adds' }).waitFor();
    expect(await chosen.getAttribute('aria-label')).toMatch(/^adds \(Passed\)/);
  });
});
