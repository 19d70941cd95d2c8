/** Files and windows that go and come back. */
import fs from 'node:fs';
import path from 'node:path';
import { suite, test } from 'ztest';
import { expectCount } from '../support/expect-count.ts';
import { useProject } from '../support/use-project.ts';

suite('results', () => {
  const opened = useProject({
    'src/cart.test.ts': `import { test, expect } from 'ztest';
test('is empty', () => {});
test('has a price', () => {
  expect(1).toBe(2);
});
`,
    'src/user.test.ts': `import { test } from 'ztest';\ntest('has a name', () => {});\n`,
  });

  test('are there after the window was loaded anew', async () => {
    const { workbench } = opened;
    await workbench.showTests();
    await workbench.command('Test: Run All Tests');
    await workbench.rowThatShows('src', 'failed').waitFor();
    await workbench.statusThatSays('1 of 3 failed').waitFor();
    await workbench.stored('storedTestResults');
    await workbench.page.reload();
    await workbench.ready();
    await workbench.showTests();
    await workbench.rowThatShows('src', 'failed').waitFor();
    await workbench.expandRow('src');
    await workbench.rowThatShows('user.test.ts', 'passed').waitFor();
    await workbench.expandRow('cart.test.ts');
    await workbench.rowThatShows('is empty', 'passed').waitFor();
    await workbench.rowThatShows('has a price', 'failed').waitFor();
    await workbench.open('cart.test.ts');
    await workbench.glyphsThatShow('failed').first().waitFor();
  });

  test('a renamed file takes its place in the tree, and runs', async () => {
    const { workbench, project } = opened;
    const inSource = (name: string): string => path.join(project.directory, 'src', name);
    fs.renameSync(inSource('user.test.ts'), inSource('account.test.ts'));
    await workbench.testRows('account.test.ts').waitFor();
    await workbench.testRows('user.test.ts').waitFor({ state: 'hidden' });
    await expectCount(workbench.testRows(/\.test\.ts/), 2);
    await workbench.testRows('account.test.ts').hover();
    await workbench
      .testRows('account.test.ts')
      .locator('.action-label[aria-label="Run Test"]')
      .click();
    await workbench.rowThatShows('account.test.ts', 'passed').waitFor();
  });

  test('a deleted file is gone from the tree', async () => {
    const { workbench, project } = opened;
    fs.rmSync(path.join(project.directory, 'src/account.test.ts'));
    await workbench.testRows('account.test.ts').waitFor({ state: 'hidden' });
    await expectCount(workbench.testRows('cart.test.ts'), 1);
  });
});
