/** Coverage that nobody asked for: drawn while tests run continuously, told for a line, and for what has changed. */
import { execFileSync } from 'node:child_process';
import type { Locator } from 'playwright-core';
import { expect, suite, test } from 'ztest';
import { useProject } from '../support/use-project.ts';

const sign = `export function sign(n: number): string {
  if (n < 0) return 'minus';
  if (n > 100) {
    return 'much';
  }
  return 'plus';
}
`;

suite('coverage while tests run continuously', { timeout: '240s' }, () => {
  const opened = useProject({
    '.gitignore': '.ztest\n',
    '.vscode/settings.json': `{
      "files.autoSave": "off", "editor.autoIndent": "none", "editor.autoClosingBrackets": "never",
      "editor.hover.delay": 100, "git.enabled": false, "ztest.codeLens": true
    }`,
    'a.test.ts': `import { suite, test } from 'ztest';
import { sign } from './sign.ts';
suite('of a number', () => {
  test('minus', () => { sign(-1); });
});
test('plus', () => { sign(1); });
`,
    'b.test.ts': `import { test } from 'ztest';
import { area } from './area.ts';
test('area', () => { area(1, 2); });
`,
    'sign.ts': sign,
    'area.ts': 'export const area = (a: number, b: number): number => {\n  return a * b;\n};\n',
  });

  const git = (...args: readonly string[]): void => {
    const own = ['user.name=a', 'user.email=a@example.com', 'commit.gpgsign=false'];
    const options = own.flatMap((setting) => ['-c', setting]);
    const cwd = opened.project.directory;
    execFileSync('git', [...options, ...args], { cwd, stdio: 'ignore' });
  };
  const find = (selector: string, options?: Parameters<Locator['filter']>[0]): Locator =>
    opened.workbench.page.locator(selector, options);
  const listed = (file: string): Locator => find('.test-coverage-list-item', { hasText: file });
  /** Numbers of the lines with marks that say what ran and what did not, in the open editor; a line may have both. */
  const marks = async (): Promise<string> => {
    const numbers = async (kind: 'hit' | 'miss'): Promise<readonly string[]> =>
      await find(`.line-numbers.coverage-deco-${kind}`).allTextContents();
    const [hit, miss] = [await numbers('hit'), await numbers('miss')];
    return `ran ${hit.toSorted().join()}, not ${miss.toSorted().join()}`;
  };
  const marksAre = async (wanted: string): Promise<void> =>
    await expect.poll(marks, { timeout: 60_000 }).toBe(wanted);
  const save = async (key: string, text: string): Promise<void> => {
    await opened.workbench.type(key, text);
    await opened.workbench.page.keyboard.press('Control+s');
  };

  test('is drawn after a save, of all that is known, and moves with what is typed', async () => {
    const { workbench } = opened;
    const { page } = workbench;
    git('init', '-q', '-b', 'main');
    git('add', '.');
    git('commit', '-q', '-m', 'first');
    await workbench.showTests();
    for (const file of ['a.test.ts', 'b.test.ts']) {
      const row = workbench.testRows(file);
      await row.hover();
      await row.locator('.action-label[aria-label^="Turn on Continuous Run"]').click();
      await row.locator('.action-label[aria-label^="Turn off Continuous Run"]').waitFor();
    }
    await workbench.open('area.ts');
    await save('Control+End', '// changed\n');
    await listed('area.ts').waitFor();
    await workbench.open('sign.ts');
    await save('Control+End', '// changed\n');
    await listed('sign.ts').waitFor();
    expect(await listed('area.ts').count()).toBe(1);
    await marksAre('ran 2,3,5,6, not 3,4,5');
    // The cursor stays in the editor.
    await workbench.type('Control+Home', 'const zero = 0;\nconst one = 1;\n');
    await marksAre('ran 4,5,7,8, not 5,6,7');
    await workbench.screenshot('counted/typed');
    await page.keyboard.press('Control+s');
    await marksAre('ran 1,2,4,5,7,8, not 5,6,7');
  });

  test('stays when something runs that is not counted anew', async () => {
    const { workbench } = opened;
    await workbench.open('b.test.ts');
    await workbench.glyphsThatShow('passed').first().click();
    await workbench.statusThatSays('1 passed').waitFor();
    await workbench.open('sign.ts');
    await marksAre('ran 1,2,4,5,7,8, not 5,6,7');
    expect(await listed('area.ts').count()).toBe(1);
  });

  test('tells who runs a line: in a hover, a lens, a menu and a list', async () => {
    const { workbench } = opened;
    const { page } = workbench;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await find('.codelens-decoration', { hasText: '2 tests run this' }).waitFor();
    const line = find('.view-line', { hasText: 'n < 0' });
    await line.locator('span', { hasText: /^return$/ }).hover();
    const hover = find('.monaco-hover', { hasText: '2 tests run this line' });
    await hover.waitFor();
    await workbench.screenshot('counted/hover');
    await hover.locator('a', { hasText: 'Copy IDs' }).click();
    await expect
      .poll(async () => await workbench.clipboard(), { timeout: 60_000 })
      .toBe('a.test.ts#of a number>minus\na.test.ts#plus');
    const number = find('.line-numbers', { hasText: /^4$/ });
    await workbench.menu(number, 'Show Tests That Run This Line');
    const rows = find('.quick-input-list .monaco-list-row');
    await rows.filter({ hasText: 'of a number › minus' }).waitFor();
    await workbench.screenshot('counted/list');
    expect((await rows.allTextContents()).length).toBe(6);
    await rows.filter({ hasText: 'Run 2 tests' }).click();
    await workbench.statusThatSays('2 passed').waitFor();
    await workbench.toggleBreakpoint('sign.ts', 8);
    await workbench.menu(
      find('.line-numbers', { hasText: /^8$/ }),
      'Debug Tests That Run This Line',
    );
    expect(await workbench.stoppedIn('sign.ts')).toBe('sign.ts:8');
    await workbench.screenshot('counted/debugged');
    await page.keyboard.press('Shift+F5');
    await find('.debug-toolbar').waitFor({ state: 'hidden' });
    await workbench.showTests();
    await workbench.open('sign.ts');
    // By keys alone, on a line that a part of them runs.
    await find('.view-line', { hasText: 'plus' }).click();
    await page.keyboard.press('Control+;');
    await page.keyboard.press('t');
    await rows.filter({ hasText: 'Run 1 test' }).waitFor();
    await page.keyboard.type('plus');
    await page.keyboard.press('Enter');
    await find('.tab.active[data-resource-name="a.test.ts"]').waitFor();
    await find('.statusbar-item', { hasText: 'Ln 6, Col' }).waitFor();
  });

  test('says what it does not know, and what helps', async () => {
    const { workbench } = opened;
    const { page } = workbench;
    await workbench.open('sign.ts');
    await find('.view-line', { hasText: 'changed' }).click();
    await page.keyboard.press('Control+;');
    await page.keyboard.press('t');
    await find('.notification-toast', { hasText: 'Nothing on sign.ts:10 is counted' }).waitFor();
    await workbench.screenshot('counted/not-counted');
    await page.keyboard.press('Escape');
    await find('.view-line', { hasText: 'const one' }).click();
    await workbench.command('ztest: Show Tests That Run This Line');
    await find('.notification-toast', { hasText: 'it runs while a.test.ts is loaded' }).waitFor();
  });

  test('lists and marks the changed lines that no test runs', async () => {
    const { workbench } = opened;
    await workbench.open('area.ts');
    await save('Control+End', 'export const never = (): number => {\n  return 1;\n};\n');
    const status = find('.statusbar-item[id*="ztest.changes"]');
    await status.filter({ hasText: 'Δ 75%' }).waitFor();
    expect(await status.first().getAttribute('aria-label')).toContain(
      '3 of 4 changed lines since main ran in tests',
    );
    // The mark stays beside its line while somebody types above it; a command takes it away.
    const mark = find('.view-overlays [class*="TextEditorDecorationType"]').first();
    const isBesideLine = async (): Promise<boolean> => {
      const line = find('.view-line', { hasText: 'return 1;' });
      const [at, of] = await Promise.all([mark.boundingBox(), line.boundingBox()]);
      return at !== null && of !== null && Math.abs(at.y - of.y) < 2;
    };
    await workbench.type('Control+Home', '// above\n\n');
    await expect.poll(isBesideLine, { timeout: 30_000 }).toBe(true);
    await workbench.screenshot('counted/changes');
    const toggle = 'ztest: Toggle Marks at Changed Lines That No Test Runs';
    await workbench.command(toggle);
    await mark.waitFor({ state: 'hidden' });
    await workbench.command(toggle);
    await mark.waitFor();
    await workbench.type('Control+Home', '');
    for (const _ of '// above\n\n') await workbench.page.keyboard.press('Delete');
    await workbench.page.keyboard.press('Control+s');
    await status.click();
    const row = find('.pane-body .monaco-list-row', { hasText: 'return 1;' });
    await row.waitFor();
    await workbench.screenshot('counted/changes-listed');
    await workbench.open('sign.ts');
    await row.click();
    await find('.tab.active[data-resource-name="area.ts"]').waitFor();
    await find('.statusbar-item', { hasText: 'Ln 6, Col' }).waitFor();
    // A test for it takes it off the list.
    await workbench.open('b.test.ts');
    await save(
      'Control+End',
      "import { never } from './area.ts';\ntest('never', () => { never(); });\n",
    );
    await status.filter({ hasText: 'Δ 100%' }).waitFor();
    await row.waitFor({ state: 'hidden' });
    await workbench.screenshot('counted/changes-covered');
  });
});
