/** Flaky tests as somebody meets them: in the tree, in the file, in a hover, in a view; and what can be done about them. */
import type { Page } from 'playwright-core';
import { expect, suite, test } from 'ztest';
import { useProject } from '../support/use-project.ts';

const FILES = {
  'src/shop.test.ts': `import fs from 'node:fs';
import { expect, suite, test } from 'ztest';
let stock = 0;
suite('shop', () => {
  test('adds', () => {});
  test('fills the stock', () => {
    stock = 1;
  });
  test('is empty at first', () => {
    expect(stock).toBe(0);
  });
});
test('opens', () => {
  const runs = fs.existsSync('runs') ? fs.readFileSync('runs', 'utf8').length : 0;
  fs.writeFileSync('runs', 'x'.repeat(runs + 1));
  if (runs % 3 === 1) throw new Error('listen EADDRINUSE: address already in use');
});
`,
};

const PATIENT = { timeout: 60_000 };

/** What decorations say at the end of a line of the open editor: no text of the page. */
async function behind(page: Page, code: string): Promise<string> {
  return await page.evaluate(`[...document.querySelectorAll('.view-line')]
    .filter(({ textContent }) => textContent.replaceAll('\u00a0', ' ').includes(${JSON.stringify(code)}))
    .flatMap((line) => [...line.querySelectorAll('span')])
    .map((span) => getComputedStyle(span, '::after').content)
    .filter((content) => content !== 'none')
    .join('')`);
}

suite('in a project that has run', { timeout: '300s' }, () => {
  const opened = useProject(FILES);

  test('the view Test Health says what it will show', async () => {
    const { workbench } = opened;
    await workbench.showTests();
    await workbench.command('ztest: Show Test Health');
    const view = workbench.page.locator('.pane', { hasText: 'Test Health' });
    await view.locator('.welcome-view-content', { hasText: 'Nothing is remembered yet' }).waitFor();
  });

  test('a flaky test is marked in the tree, and found by its tag', async () => {
    const { workbench } = opened;
    const { page } = workbench;
    await workbench.open('shop.test.ts');
    for (const failed of ['1 of 4', '2 of 4', '1 of 4']) {
      await workbench.command('Test: Run All Tests');
      await workbench.statusThatSays(`${failed} failed`).waitFor();
    }
    await workbench.showTests();
    await workbench.expandRow('src');
    await workbench.expandRow('shop.test.ts');
    await workbench.expandRow(/^shop(?!\.)/);
    await workbench.testRows(/^opens ?⚠ flaky 1\/3/).waitFor();
    await page.keyboard.type('@ztest:flaky');
    await workbench.testRows('adds').waitFor({ state: 'hidden' });
    await workbench.testRows(/^opens ?⚠ flaky 1\/3/).waitFor();
    await workbench.screenshot('health/filtered');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');
    await workbench.testRows('adds').waitFor();
  });

  test('its line says how often it failed, and why it is likely; it follows what is typed', async () => {
    const { workbench } = opened;
    const { page } = workbench;
    await workbench.open('shop.test.ts');
    const said = async (line: string): Promise<string> => await behind(page, line);
    const flaky = async (): Promise<string> => await said("test('opens'");
    await expect.poll(flaky, PATIENT).toContain('flaky 1/3, depends on a port');
    expect(await said("test('is empty at first'")).toContain('failing since');
    expect(await said("test('adds'")).toBe('');
    await workbench.screenshot('health/lines');
    await workbench.type('Control+Home', '\n');
    await page.locator('.line-numbers', { hasText: '19' }).waitFor();
    await expect.poll(flaky, PATIENT).toContain('flaky 1/3, depends on a port');
    await page.keyboard.press('Control+z');
    await page.locator('.line-numbers', { hasText: '19' }).waitFor({ state: 'hidden' });
  });

  test('its hover has the last outcomes, and links to what can be done', async () => {
    const { workbench } = opened;
    const { page } = workbench;
    const title = page
      .locator('.view-line', { hasText: "test('opens'" })
      .locator('span', { hasText: "'opens'" });
    await title.last().hover();
    const hover = page.locator('.monaco-hover', { hasText: '✓✗✓' });
    await hover.waitFor();
    await workbench.screenshot('health/hover');
    expect(await hover.textContent()).toMatch(/flaky: 1 of its last 3 runs failed/);
    await hover.locator('a', { hasText: 'Find polluters' }).waitFor();
    await hover.locator('a', { hasText: 'Repeat until failure' }).click();
    await page.locator('.notification-toast', { hasText: 'It failed in run' }).waitFor();
    await workbench.errorAt('throw new Error', 'address already in use');
  });

  test('the view Test Health lists what is wrong; a click opens the test', async () => {
    const { workbench } = opened;
    const { page } = workbench;
    await workbench.command('ztest: Show Test Health');
    const rows = page.locator('.pane', { hasText: 'Test Health' }).locator('.monaco-list-row');
    await rows.filter({ hasText: /^Flaky/ }).waitFor();
    await workbench.screenshot('health/view');
    await workbench.command('View: Close All Editors');
    await rows
      .filter({ hasText: 'is empty at first' })
      .filter({ hasText: 'failing since' })
      .click();
    await page.locator('.tab.active[data-resource-name="shop.test.ts"]').waitFor();
    await page.locator('.statusbar-item', { hasText: 'Ln 9, Col' }).waitFor();
    expect(await rows.filter({ hasText: 'opens' }).first().getAttribute('aria-label')).toMatch(
      /^opens, flaky: \d of the last \d runs failed, depends on a port/,
    );
  });

  test('a test in quarantine runs and fails nothing, until it is taken out', async () => {
    const { workbench, project } = opened;
    const { page } = workbench;
    await workbench.open('shop.test.ts');
    await workbench.glyphs.nth(3).click({ button: 'right' });
    const entries = page.locator('.context-view .monaco-menu .action-item');
    await entries.filter({ hasText: 'Quarantine Test…' }).waitFor();
    expect(await entries.filter({ hasText: 'Remove Test from Quarantine' }).count()).toBe(0);
    await page.keyboard.press('Escape');
    await workbench.menu(workbench.glyphs.nth(3), 'Quarantine Test…');
    const input = page.locator('.quick-input-widget', { hasText: 'Whoever reviews' });
    await input.waitFor();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('until the stock is mended');
    await page.keyboard.press('Enter');
    const toast = page.locator('.notification-toast', { hasText: 'is in quarantine until' });
    await toast.waitFor();
    expect(project.read('ztest.quarantine.json')).toContain('until the stock is mended');
    await workbench.command('Test: Run Tests in Current File');
    await workbench.showTests();
    await workbench.rowThatShows(/is empty at first ?in quarantine until/, 'skipped').waitFor();
    await workbench.command('ztest: Show Test Health');
    // There is more room without the tree.
    await page.locator('.pane-header', { hasText: 'Test Explorer' }).click();
    const rows = page.locator('.pane', { hasText: 'Test Health' }).locator('.monaco-list-row');
    await rows.filter({ hasText: 'In Quarantine' }).waitFor();
    await workbench.screenshot('health/quarantine');
    await workbench.open('shop.test.ts');
    await workbench.menu(workbench.glyphs.nth(3), 'Remove Test from Quarantine');
    await page.locator('.notification-toast', { hasText: 'its failures count' }).waitFor();
    expect(project.has('ztest.quarantine.json')).toBe(false);
    await workbench.showTests();
    await workbench.testRows('in quarantine').first().waitFor({ state: 'hidden' });
  });

  test('entries that are over get more time, or are taken out, by quick fixes in the file', async () => {
    const { workbench, project } = opened;
    const { page } = workbench;
    const entry = (id: string, expires: string): object => ({
      id: `src/shop.test.ts#${id}`,
      reason: 'why',
      since: '2026-01-01',
      expires,
    });
    const tests = [entry('opens', '2026-01-02'), entry('shop>adds', '2026-01-02')];
    project.write({ 'ztest.quarantine.json': JSON.stringify({ version: 1, tests }, null, 2) });
    await workbench.open('ztest.quarantine.json');
    const marks = page.locator('.squiggly-error');
    const fix = async (line: number, title: string): Promise<void> => {
      await workbench.command('Go to Line/Column...');
      await page.keyboard.type(String(line));
      await page.keyboard.press('Enter');
      await page.locator('.statusbar-item', { hasText: `Ln ${line}, Col` }).waitFor();
      await page.keyboard.press('Control+.');
      await page.locator('.action-widget .monaco-list-row', { hasText: title }).click();
      await page.keyboard.press('Control+S');
    };
    await marks.nth(1).waitFor();
    await fix(10, 'Take it out of quarantine');
    await marks.nth(1).waitFor({ state: 'hidden' });
    await fix(4, 'Keep it in quarantine until');
    await marks.first().waitFor({ state: 'hidden' });
    const kept = JSON.parse(project.read('ztest.quarantine.json')).tests;
    expect(kept).toMatchObject([{ id: 'src/shop.test.ts#opens', reason: 'why' }]);
    expect(kept[0].expires > new Date().toISOString()).toBe(true);
  });

  test('the tests that make another fail are found', async () => {
    const { workbench } = opened;
    const { page } = workbench;
    await workbench.open('shop.test.ts');
    await workbench.menu(workbench.glyphs.nth(3), 'Find Polluters of Test');
    const text = page.locator('.view-lines');
    await text.filter({ hasText: 'It fails after' }).waitFor({ timeout: 120_000 });
    const report = (await text.last().textContent())?.replaceAll('\u00a0', ' ');
    expect(report).toContain('shop.test.ts › shop › fills the stock');
    await workbench.screenshot('health/polluters');
  });

  test('a diagnosis tells how far it is, and is cancelled', async () => {
    const { workbench } = opened;
    const { page } = workbench;
    await workbench.open('shop.test.ts');
    await workbench.menu(workbench.glyphs.nth(3), 'Diagnose Flaky Test');
    const toast = page.locator('.notification-toast', { hasText: 'Finding out why' });
    await toast.filter({ hasText: /\d+ runs?, now / }).waitFor();
    await workbench.screenshot('health/diagnosing');
    await toast.locator('.monaco-button', { hasText: 'Cancel' }).click();
    await toast.waitFor({ state: 'hidden' });
  });
});
