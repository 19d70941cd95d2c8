/** A configuration that cannot be read: tests are found as if there were none, runs say why they cannot be, saving mends it. */
import { expect, suite, test } from 'ztest';
import { useProject } from '../support/use-project.ts';

const GOOD = `import { defineConfig } from 'ztest/config';\nexport default defineConfig({ timeout: '5s' });\n`;

suite('a broken configuration', () => {
  const opened = useProject({
    'ztest.config.ts': GOOD,
    'a.test.ts': `import { test } from 'ztest';\ntest('passes', () => {});\n`,
  });

  const runs = async (): Promise<void> => {
    const { workbench } = opened;
    await workbench.open('a.test.ts');
    await workbench.glyphs.first().waitFor();
    await workbench.command('Test: Run Tests in Current File');
  };

  test.each([
    ['has no syntax', 'export default { timeout: ;\n', 'could not be loaded'],
    ['throws', "throw new Error('no such machine');\nexport default {};\n", 'no such machine'],
    ['has other types', "export default { workers: 'many' };\n", '"workers" must be'],
  ])('that %s', async (_what, text, message) => {
    const { workbench, project } = opened;
    const { page } = workbench;
    project.write({ 'ztest.config.ts': text });
    await workbench.command('Testing: Focus on Test Explorer View');
    await workbench.testRows('a.test.ts').waitFor();
    await runs();
    await page.locator('.testing-run-glyph.codicon-testing-error-icon').first().waitFor();
    await page.locator('.statusbar-item[aria-label*="1 failed"]').waitFor();
    await workbench.open('ztest.config.ts');
    const told = page.locator('.test-error-content-widget', { hasText: message });
    await told.first().waitFor();
    await workbench.command('Problems: Focus on Problems View');
    await page.locator('.markers-panel .monaco-list-row', { hasText: message }).first().waitFor();
  });

  test('is mended by a good one', async () => {
    const { workbench, project } = opened;
    project.write({ 'ztest.config.ts': GOOD });
    await runs();
    await workbench.glyphsThatShow('passed').first().waitFor();
    const rows = workbench.page.locator('.markers-panel .monaco-list-row', { hasText: 'ZT' });
    await expect.poll(async () => await rows.count()).toBe(0);
  });
});
