/** What somebody sees who has no test yet. */
import { expect, suite, test } from 'ztest';
import { useProject } from '../support/use-project.ts';

suite('a folder without tests', () => {
  const opened = useProject({
    'src/sum.ts': `export const sum = (a: number, b: number): number => a + b;\n`,
  });

  test('the Testing view says what was looked for', async () => {
    const { workbench } = opened;
    const { page } = workbench;
    await workbench.command('Testing: Focus on Test Explorer View');
    const welcome = page.locator('.welcome-view-content', { hasText: 'ztest looks for files' });
    await welcome.waitFor();
    await workbench.screenshot('welcome');
    const buttons = await welcome.locator('.monaco-button').allTextContents();
    expect(buttons.slice(0, 2)).toEqual(['Create a First Test', 'Why Is My Test Not Here?']);
  });

  test('its button makes a first test, which passes', async () => {
    const { workbench } = opened;
    const { page } = workbench;
    await page.locator('.welcome-view-content .monaco-button').first().click();
    await page.locator('.tab.active[data-resource-name="first.test.ts"]').waitFor();
    await workbench.glyphs.first().click();
    await workbench.glyphsThatShow('passed').first().waitFor();
    await workbench.testRows('first.test.ts').waitFor();
  });

  test('the walkthrough has a picture for each step', async () => {
    const { workbench } = opened;
    const { page } = workbench;
    await workbench.command('Welcome: Open Walkthrough...');
    await page
      .locator('.quick-input-list .monaco-list-row', { hasText: 'Test with ztest' })
      .click();
    const steps = page.locator('.getting-started-step');
    await steps.nth(6).waitFor();
    for (let index = 0; index < 7; index++) {
      await steps.nth(index).click();
      const picture = page.locator('.getting-started-media img');
      await picture.waitFor();
      expect(await picture.getAttribute('alt')).not.toBe('');
      expect(await picture.evaluate((image) => Reflect.get(image, 'naturalWidth'))).toBeGreaterThan(
        0,
      );
      await workbench.screenshot(`walkthrough-${index}`);
    }
  });
});
