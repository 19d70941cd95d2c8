/** What somebody sees who installs the extension and opens a folder. */
import { afterAll, beforeAll, expect, suite, test } from 'ztest';
import { openProject, type OpenProject } from '../support/open-project.ts';

suite('a folder with tests', { timeout: '120s' }, () => {
  let opened: OpenProject;
  beforeAll(async () => {
    opened = await openProject({
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
    await opened.workbench.ready();
  }, '180s');
  afterAll(async () => await opened?.[Symbol.asyncDispose]());

  test('shows them before anything has run', async () => {
    const { workbench } = opened;
    await workbench.showTests();
    await workbench.expandRow('src');
    await workbench.testRows('sum.test.ts').waitFor();
    await workbench.screenshot('first-open-explorer');
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
    await workbench.page.waitForTimeout(1500);
    await workbench.screenshot('first-open-peek');
    expect(await workbench.glyphsThatShow('failed').count()).toBe(2);
  });
});
