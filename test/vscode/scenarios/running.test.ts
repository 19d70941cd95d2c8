/** Runs as somebody starts them by hand, ends them, and leaves them on. */
import { expect, suite, test } from 'ztest';
import { useProject } from '../support/use-project.ts';

suite('in a project', () => {
  const opened = useProject({
    'src/sum.ts': `export const sum = (a: number, b: number): number => a + b;\n`,
    'src/sum.test.ts': `import { test, expect } from 'ztest';
import { sum } from './sum.ts';
test('adds', () => {
  const three = sum(1, 2);
  expect(three).toBe(3);
});
`,
    'src/other.test.ts': `import { test } from 'ztest';\ntest('other', () => {});\n`,
    'src/loop.test.ts': `import fs from 'node:fs';
import { test } from 'ztest';
test('loops', () => {
  fs.writeFileSync('looping', '');
  while (true) {}
}, 60_000);
`,
  });

  test('an endless loop is cancelled', async () => {
    const { workbench, project } = opened;
    await workbench.open('loop.test.ts');
    await workbench.glyphs.first().click();
    await expect.poll(() => project.has('looping'), { timeout: 60_000 }).toBe(true);
    await workbench.command('Test: Cancel Test Run');
    await workbench.page
      .locator('.testing-run-glyph.codicon-loading, .testing-run-glyph.codicon-sync')
      .first()
      .waitFor({ state: 'hidden' });
  });

  test('after a save, what it can have changed runs anew', async () => {
    const { workbench } = opened;
    await workbench.showTests();
    await workbench.expandRow('src');
    await workbench.testRows('sum.test.ts').hover();
    await workbench
      .testRows('sum.test.ts')
      .locator('.action-label[aria-label^="Turn on Continuous Run"]')
      .click();
    await workbench.open('sum.ts');
    await workbench.page.keyboard.press('Control+End');
    await workbench.page.keyboard.type('// changed\n');
    await workbench.page.keyboard.press('Control+s');
    await workbench.testRows('sum.test.ts').locator('.codicon-testing-passed-icon').waitFor();
    await workbench.screenshot('running-continuous');
    expect(await workbench.testRows().locator('.codicon-testing-passed-icon').count()).toBe(2);
  });

  test('a breakpoint is hit on its line', async () => {
    const { workbench } = opened;
    await workbench.open('sum.test.ts');
    await workbench.page.keyboard.press('Control+g');
    await workbench.page.locator('.quick-input-widget input.input').fill(':5');
    await workbench.page.keyboard.press('Enter');
    await workbench.page.keyboard.press('F9');
    await workbench.menu(workbench.glyphs.first(), 'Debug Test');
    await workbench.page.locator('.debug-top-stack-frame-line').waitFor();
    await workbench.screenshot('running-debug');
    await workbench.page.keyboard.press('F5');
    await workbench.page.locator('.debug-toolbar').waitFor({ state: 'hidden' });
    await workbench.glyphsThatShow('passed').first().waitFor();
  });
});
