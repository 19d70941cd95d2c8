/** What a run tells, and where: output, failures of tests and hooks, processes that die. */
import { suite, test } from 'ztest';
import { expectCount } from '../support/expect-count.ts';
import { useProject } from '../support/use-project.ts';

suite('what happened is told', () => {
  const opened = useProject({
    'src/price.ts': `export function price(item: string): number {
  if (item === 'moon') throw new Error('The moon is not for sale');
  return 1;
}
`,
    'src/output.test.ts': `import { test } from 'ztest';
import { price } from './price.ts';
test('prints', () => {
  console.log(\`answer:\${6 * 7}\`);
});
test('throws', () => {
  price('moon');
});
`,
    'src/hooks.test.ts': `import { beforeAll, suite, test } from 'ztest';
suite('database', () => {
  beforeAll(() => {
    throw new Error('No connection');
  });
  test('reads', () => {});
  test('writes', () => {});
});
test('beside it', () => {});
`,
    'src/crash.test.ts': `import { test } from 'ztest';
test('before it', () => {});
test('dies', () => {
  process.kill(process.pid, 'SIGKILL');
});
test('behind it', () => {});
`,
  });

  test('at the line that printed', async () => {
    const { workbench } = opened;
    await workbench.showTests();
    await workbench.expandRow('src');
    await workbench.open('output.test.ts');
    await workbench.command('Test: Run Tests in Current File');
    await workbench.glyphsThatShow('passed').first().waitFor();
    await workbench.glyphsThatShow('failed').first().waitFor();
    await workbench.page.locator('.view-line', { hasText: 'answer:42' }).waitFor();
  });

  test('in the results, with frames that lead to their files', async () => {
    const { workbench } = opened;
    const { page } = workbench;
    await workbench.command('Focus on Test Results View');
    await workbench.resultRows('throws').first().click();
    const frame = page.locator(
      '.multiCallStackFrameContainer[aria-label*="line 2 in src/price.ts"]',
    );
    await frame.waitFor();
    await expectCount(page.locator('.multiCallStackFrameContainer[aria-label*="line"]'), 2);
    await workbench.screenshot('telling/stack');
    await frame.locator('.action-label[aria-label="Open File"]').click();
    await page.locator('.tab.active[data-resource-name="price.ts"]').waitFor();
    await page.locator('.statusbar-item', { hasText: 'Ln 2, Col' }).waitFor();
  });

  test('of a hook at the hook and its suite, and at each test that it kept from running', async () => {
    const { workbench } = opened;
    await workbench.open('hooks.test.ts');
    await workbench.command('Test: Run Tests in Current File');
    await workbench.statusThatSays('2 of 3 failed').waitFor();
    await workbench.expandRow('hooks.test.ts');
    await workbench.expandRow('database');
    for (const title of ['database', 'reads', 'writes'])
      await workbench.rowThatShows(title, 'failed').waitFor();
    await workbench.rowThatShows('beside it', 'passed').waitFor();
    await workbench.errorAt("throw new Error('No connection')", 'No connection');
    await workbench.errorAt("test('reads'", 'No connection');
  });

  test('of a host that dies at the test that killed it, and the tests behind it say why', async () => {
    const { workbench } = opened;
    await workbench.open('crash.test.ts');
    await workbench.command('Test: Run Tests in Current File');
    await workbench.statusThatSays('2 of 3 failed').waitFor();
    await workbench.expandRow('crash.test.ts');
    await workbench.rowThatShows('before it', 'passed').waitFor();
    await workbench.rowThatShows('dies', 'failed').waitFor();
    await workbench.rowThatShows('behind it', 'error').waitFor();
    await workbench.errorAt("test('dies'", 'was ended by SIGKILL');
    await workbench.errorAt("test('behind it'", 'It did not run');
  });
});
