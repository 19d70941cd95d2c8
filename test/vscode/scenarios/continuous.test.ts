/** Continuous runs: what they follow, and what they leave alone. */
import fs from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { expect, suite, test } from 'ztest';
import type { Workbench } from '../support/workbench.ts';
import { useProject } from '../support/use-project.ts';

/** Each run of the file leaves a letter. */
const counted = (name: string): string =>
  `import fs from 'node:fs';\nfs.appendFileSync('${name}.runs', 'x');\n`;

async function turnOn(workbench: Workbench, row: Locator): Promise<void> {
  await row.hover();
  await row.locator('.action-label[aria-label^="Turn on Continuous Run"]').click();
  await row.locator('.action-label[aria-label^="Turn off Continuous Run"]').waitFor();
}

/** And saves it. */
async function change(workbench: Workbench, file: string): Promise<void> {
  const { page } = workbench;
  await workbench.open(file);
  await page.keyboard.press('Control+1');
  await page.locator('.monaco-editor.focused .view-line').first().waitFor();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('// changed\n');
  await page.keyboard.press('Control+s');
}

suite('a continuous run', () => {
  const opened = useProject({
    '.vscode/settings.json': `{ "ztest.continuousRun.unsaved": true, "files.autoSave": "off" }`,
    'typed/sum.ts': `export const sum = (a: number, b: number): number => a + b;\n`,
    'typed/sum.test.ts': `import { test, expect } from 'ztest';
import { sum } from './sum.ts';

test('adds', () => {
  expect(sum(1, 2)).toBe(3);
});
`,
    'single/pair.test.ts': `${counted('pair')}import { test } from 'ztest';
test('first', () => {});
test('second', () => {});
`,
    'folder/here.test.ts': `import { test } from 'ztest';\ntest('here', () => {});\n`,
    'loop/data.json': `{ "runs": 0 }`,
    'loop/writes.test.ts': `${counted('writes')}import { test } from 'ztest';
import data from './data.json';
test('writes what it reads', () => {
  fs.writeFileSync('loop/data.json', JSON.stringify({ runs: data.runs + 1 }));
});
`,
  });
  const count = (name: string): number => {
    const file = `${name}.runs`;
    return opened.project.has(file) ? opened.project.read(file).length : 0;
  };

  test('takes what is typed, before it is saved', async () => {
    const { workbench, project } = opened;
    const { page } = workbench;
    await workbench.showTests();
    await workbench.expandRow('typed');
    const file = workbench.testRows('sum.test.ts');
    await turnOn(workbench, file);
    await workbench.open('sum.ts');
    await workbench.type('Control+End', 'Math.random();');
    await file.locator('.codicon-testing-passed-icon').waitFor();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('\n\nexport const sum = (a: number, b: number): number => a - b;');
    await file.locator('.codicon-testing-failed-icon').waitFor();
    await workbench.screenshot('continuous-unsaved');
    expect(project.read('typed/sum.ts')).toContain('a + b');
    await workbench.open('sum.test.ts');
    await page.locator('.test-error-content-widget', { hasText: '-1 != 3' }).waitFor();
    await page.keyboard.press('Control+1');
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('interface Unseen { a: 1 }\n\n\n');
    // At the line of the text as it is now.
    await workbench.glyphsThatShow('failed').first().waitFor();
    await page.waitForTimeout(1500);
    await workbench.screenshot('continuous-unsaved-test');
    await page.keyboard.press('Control+s');
    await page.locator('.tab', { hasText: /^sum\.ts/ }).click();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('export const sum = (a: number, b: number): number => a + b;');
    await page.keyboard.press('Control+s');
    await file.locator('.codicon-testing-passed-icon').waitFor();
  });

  test('of one test runs that test alone', async () => {
    const { workbench } = opened;
    await workbench.expandRow('single');
    await workbench.expandRow('pair.test.ts');
    await turnOn(workbench, workbench.testRows(/first/));
    await change(workbench, 'pair.test.ts');
    await workbench.testRows(/first/).locator('.codicon-testing-passed-icon').waitFor();
    await workbench.screenshot('continuous-single');
    const second = workbench.testRows(/second/);
    expect(await second.locator('.codicon-testing-passed-icon').count()).toBe(0);
  });

  test('of a folder takes files and tests that come, and forgets those that go', async () => {
    const { workbench, project } = opened;
    const { page } = workbench;
    await workbench.expandRow('folder');
    await turnOn(workbench, workbench.testRows(/^folder$/).first());
    const here = `import { test } from 'ztest';\ntest('here', () => {});\n`;
    project.write({ 'folder/here.test.ts': `${here}test('added', () => {});\n` });
    await workbench.expandRow('here.test.ts');
    await workbench.testRows(/added/).locator('.codicon-testing-passed-icon').waitFor();
    project.write({ 'folder/new.test.ts': here.replace('here', 'new') });
    await workbench.testRows('new.test.ts').locator('.codicon-testing-passed-icon').waitFor();
    const at = (file: string): string => path.join(project.directory, file);
    fs.renameSync(at('folder/new.test.ts'), at('folder/moved.test.ts'));
    await workbench.testRows('moved.test.ts').locator('.codicon-testing-passed-icon').waitFor();
    await workbench.testRows('new.test.ts').waitFor({ state: 'hidden' });
    fs.rmSync(at('folder/moved.test.ts'));
    await workbench.testRows('moved.test.ts').waitFor({ state: 'hidden' });
    await workbench.screenshot('continuous-folder');
    await page.keyboard.press('Escape');
  });

  test('ends although each run writes what the tests read', async () => {
    const { workbench } = opened;
    const { page } = workbench;
    await workbench.expandRow('loop');
    await turnOn(workbench, workbench.testRows('writes.test.ts'));
    await change(workbench, 'writes.test.ts');
    await workbench.testRows('writes.test.ts').locator('.codicon-testing-passed-icon').waitFor();
    let before = -1;
    for (let now = count('writes'); now !== before; now = count('writes')) {
      before = now;
      await page.waitForTimeout(2500);
    }
    expect(before).toBeLessThan(9);
    expect(before).toBeGreaterThanOrEqual(2);
  });
});
