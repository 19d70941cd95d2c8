/** What somebody sees who installs the extension and opens a folder. */
import { suite, test } from 'ztest';
import { expectCount } from '../support/expect-count.ts';
import { useProject } from '../support/use-project.ts';

suite('a folder with tests', () => {
  const opened = useProject({
    'src/sum.ts': `export const sum = (a: number, b: number): number => a + b;\n`,
    'src/sum.test.ts': `import { suite, test, expect } from 'ztest';
import { sum } from './sum.ts';
suite('sum', () => {
  test('adds', () => {
    console.log('here');
    expect(sum(1, 2)).toBe(3);
  });
  test('is wrong', () => {
    expect({ a: sum(1, 2), b: [1, 2] }).toEqual({ a: 4, b: [1, 2] });
  });
});
`,
  });

  test('shows them before anything has run', async () => {
    const { workbench } = opened;
    await workbench.showTests();
    await workbench.expandRow('src');
    await workbench.testRows('sum.test.ts').waitFor();
  });

  test('runs one from the gutter', async () => {
    const { workbench } = opened;
    await workbench.open('sum.test.ts');
    await workbench.glyphs.nth(2).waitFor();
    await workbench.glyphs.nth(1).click();
    await workbench.glyphsThatShow('passed').first().waitFor();
    await workbench.glyphs.nth(2).click();
    await workbench.glyphsThatShow('failed').first().waitFor();
    await workbench.page.locator('.test-error-content-widget').first().waitFor();
    await workbench.screenshot('first-open-failed');
    await workbench.page.locator('.test-error-content-widget').first().click();
    await workbench.page.locator('.test-output-peek').waitFor();
    await workbench.page.locator('.test-output-peek .line-insert').first().waitFor();
    await workbench.screenshot('first-open-peek');
    await expectCount(workbench.glyphsThatShow('failed'), 2);
  });
});
