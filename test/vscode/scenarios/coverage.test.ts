/** Which code ran, as somebody sees it. */
import path from 'node:path';
import { expect, suite, test } from 'ztest';
import { expectCount } from '../support/expect-count.ts';
import { useProject } from '../support/use-project.ts';

interface Counts {
  readonly covered: number;
  readonly total: number;
}

suite('a run with coverage', { timeout: '120s' }, () => {
  const opened = useProject({
    '.vscode/settings.json': '{ "files.autoSave": "off" }',
    'ztest.toml': '[coverage]\ninclude = ["*.ts"]\nreport = ["json-summary"]\n',
    'idle.ts': 'export const idle = (): number => 1;\n',
    'a.test.ts': `import { test } from 'ztest';
import { sign } from './sign.ts';
test('minus', () => { sign(-1); });
test('plus', () => { sign(1); });
`,
    'sign.ts': `export function sign(n: number): string {
  if (n < 0) return 'minus';
  if (n > 100) {
    return 'much';
  }
  return 'plus';
}
`,
  });

  test('draws what ran and what did not beside the lines', async () => {
    const { workbench } = opened;
    await workbench.showTests();
    await workbench.command('Test: Run All Tests with Coverage');
    await workbench.page.locator('.test-coverage-list-item', { hasText: 'sign.ts' }).waitFor();
    await workbench.open('sign.ts');
    await workbench.page.locator('.coverage-deco-gutter.coverage-deco-miss').first().waitFor();
    await expectCount(workbench.page.locator('.coverage-deco-gutter.coverage-deco-hit'), 4);
  });

  test('has the files and the numbers of the command', async () => {
    const { workbench, project } = opened;
    await project.run(['--coverage']);
    const summary = JSON.parse(project.read('coverage/coverage-summary.json')) as Readonly<
      Record<string, Readonly<Record<'statements' | 'branches' | 'functions', Counts>>>
    >;
    const expected = Object.entries(summary)
      .filter(([name]) => name !== 'total')
      .map(([name, { statements, branches, functions }]) => {
        const all = [statements, branches, functions];
        const sum = (of: keyof Counts): number => all.reduce((part, one) => part + one[of], 0);
        return `${path.basename(name)} ${((sum('covered') / sum('total')) * 100).toFixed(2)}%`;
      });
    expect(expected).toHaveLength(2);
    const rows = await workbench.page.locator('.test-coverage-list-item').allTextContents();
    const files = rows.map((row) => /(\S+\.ts).*?([\d.]+%)/.exec(row)?.slice(1).join(' '));
    expect(files.filter((row) => row !== undefined).toSorted()).toEqual(expected.toSorted());
  });

  test('tells what one test alone has run', async () => {
    const { workbench } = opened;
    await workbench.command('Test: Filter Coverage by Test');
    await workbench.page
      .locator('.quick-input-list .monaco-list-row', { hasText: 'minus' })
      .click();
    const hits = workbench.page.locator('.coverage-deco-gutter.coverage-deco-hit');
    await expectCount(hits, 1);
  });

  test('goes on after each save, with what is known of all tests', async () => {
    const { workbench } = opened;
    const { page } = workbench;
    await workbench.command('Test: Start Continuous Run');
    const rows = page.locator('.quick-input-list .monaco-list-row', { hasText: 'Coverage' });
    await rows.first().click();
    await workbench.screenshot('coverage/continuous-profiles');
    await page.keyboard.press('Enter');
    await page.locator('.tab', { hasText: 'sign.ts' }).click();
    await workbench.type('Control+Home', 'export const zero = 0;\n');
    await page.keyboard.press('Control+s');
    const hits = page.locator('.coverage-deco-gutter.coverage-deco-hit');
    await expectCount(hits, 5, 60_000);
    const idle = page.locator('.test-coverage-list-item', { hasText: 'idle.ts' });
    expect(await idle.count()).toBe(1);
  });
});
