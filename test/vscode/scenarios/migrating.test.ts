/** A Jest suite becomes one of ztest from the palette: told, previewed, done, compared, taken back. */
import fs from 'node:fs';
import path from 'node:path';
import { expect, suite, test } from 'ztest';
import { useProject } from '../support/use-project.ts';

const PATIENT = { timeout: 60_000 };

suite('a Jest suite', () => {
  const files = {
    'package.json': '{ "devDependencies": { "jest": "^30" }, "scripts": { "test": "jest" } }\n',
    'jest.config.js': `module.exports = async () => ({ clearMocks: [1].includes(1) });\n`,
    'src/sum.test.js': `// sums\nit('adds', () => {\n  expect(1 + 2).toBe(3);\n});\n`,
    'src/old.test.js': `test('a', () => { jasmine.createSpy(); });\n`,
  };
  const opened = useProject(files);
  const read = (file: string): string | undefined => {
    const absolute = path.join(opened.project.directory, file);
    return fs.existsSync(absolute) ? fs.readFileSync(absolute, 'utf8') : undefined;
  };

  const tickAll = async (): Promise<void> => {
    const boxes = opened.workbench.page.locator('.edit-checkbox');
    for (const box of await boxes.all()) if (!(await box.isChecked())) await box.click();
  };

  test('is analysed: the report says what needs a hand', async () => {
    const { workbench } = opened;
    const { page } = workbench;
    await workbench.command('ztest: Analyse Jest Suite');
    await page.locator('.tab.active[data-resource-name^="From Jest to ztest"]').waitFor();
    const report = page.locator('.editor-container .view-lines');
    await report.filter({ hasText: 'jasmine is no global' }).first().waitFor();
    await workbench.screenshot('migrating-report');
    expect(read('src/sum.test.js')).toBe(files['src/sum.test.js']);
  });

  test('is migrated behind the preview of the editor', async () => {
    const { workbench } = opened;
    const { page } = workbench;
    await workbench.command('ztest: Migrate to ztest');
    await page.getByRole('button', { name: 'Apply', exact: true }).waitFor();
    await workbench.screenshot('migrating-preview');
    await tickAll();
    await page.getByRole('button', { name: 'Apply', exact: true }).click();
    await expect.poll(() => read('src/sum.test.js'), PATIENT).toContain(`require('ztest')`);
    await expect.poll(() => read('ztest.config.ts'), PATIENT).toContain('restore: false');
    await expect.poll(() => read('ztest.setup.ts'), PATIENT).toContain('mock.clearAll()');
    await expect.poll(() => read('jest.config.js'), PATIENT).toBeUndefined();
    expect(read('src/sum.test.js')).toContain('// sums');
  });

  test('is compared with what Jest said', async () => {
    const { workbench } = opened;
    const { page } = workbench;
    await workbench.command('ztest: Compare with Jest');
    const report = page.locator('.editor-container .view-lines');
    await report.filter({ hasText: 'ztest: 1 passed, 1 failed' }).first().waitFor();
  });

  test('is a Jest suite again', async () => {
    const { workbench } = opened;
    await workbench.command('ztest: Undo Migration');
    await expect.poll(() => read('ztest.config.ts'), PATIENT).toBeUndefined();
    for (const [file, text] of Object.entries(files))
      await expect.poll(() => read(file), PATIENT).toBe(text);
  });

  test('has one file of it migrated', async () => {
    const { workbench } = opened;
    const { page } = workbench;
    await workbench.open('sum.test.js');
    await workbench.command('ztest: Migrate This File');
    await page.getByRole('button', { name: 'Apply', exact: true }).waitFor();
    await tickAll();
    await page.getByRole('button', { name: 'Apply', exact: true }).click();
    await expect.poll(() => read('src/sum.test.js'), PATIENT).toContain(`require('ztest')`);
    expect(read('ztest.config.ts')).toBeUndefined();
  });
});
