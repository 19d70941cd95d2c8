/** The workbench as a person uses it. */
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';

export class Workbench {
  readonly page: Page;
  readonly #rows: Locator;
  readonly #input: Locator;

  constructor(page: Page) {
    this.page = page;
    this.#input = page.locator('.quick-input-widget input.input');
    this.#rows = page.locator('.quick-input-list .monaco-list-row');
  }

  /** The buttons left of the lines: one for each test of the open editor. */
  get glyphs(): Locator {
    return this.page.locator('.testing-run-glyph');
  }

  glyphsThatShow(state: 'run' | 'passed' | 'failed'): Locator {
    return this.page.locator(`.testing-run-glyph.codicon-testing-${state}-icon`);
  }

  /** The extension is there. */
  async ready(): Promise<void> {
    await this.page.locator('.activitybar .action-label[aria-label^="Testing"]').waitFor();
  }

  async command(title: string): Promise<void> {
    await this.#pick('F1', `>${title}`, this.#rows.filter({ hasText: title }));
  }

  async open(file: string): Promise<void> {
    const name = path.basename(file);
    await this.#pick(
      'Control+P',
      file,
      this.page.locator(`.quick-input-list .monaco-list-row[aria-label^="${name}"]`),
    );
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
  }

  async showTests(): Promise<void> {
    await this.command('Testing: Focus on Test Explorer View');
    await this.testRows().first().waitFor();
  }

  testRows(text?: string | RegExp): Locator {
    const rows = this.page.locator('.test-explorer .monaco-list-row');
    return text === undefined ? rows : rows.filter({ hasText: text });
  }

  async expandRow(text: string | RegExp): Promise<void> {
    const row = this.testRows(text).first();
    await row.waitFor();
    if ((await row.getAttribute('aria-expanded')) === 'false')
      await row.locator('.monaco-tl-twistie').click();
  }

  /** An entry of the menu of a place. */
  async menu(target: Locator, label: string): Promise<void> {
    await target.click({ button: 'right' });
    const item = this.page
      .locator('.context-view .monaco-menu .action-item', { hasText: label })
      .first();
    await this.#clickAway(item);
  }

  async toggleBreakpoint(file: string, line: number): Promise<void> {
    await this.open(file);
    await this.#pick('Control+g', `:${line}`, this.#rows);
    await this.page.locator('.statusbar-item', { hasText: `Ln ${line}, Col` }).waitFor();
    await this.page.keyboard.press('F9');
    await this.page.locator('.codicon-debug-breakpoint').first().waitFor();
  }

  /** Waits until the debugger stops in a file. @returns `file:line` */
  async stoppedIn(file: string): Promise<string> {
    await this.page.locator(`.tab.active[data-resource-name="${file}"]`).waitFor();
    await this.page.locator('.debug-top-stack-frame-line').first().waitFor();
    const frames = this.page.locator('.debug-call-stack .monaco-list-row .stack-frame');
    const frame = frames.filter({ hasText: file }).first(); // not yet there: it is of the stop before
    await frame.waitFor();
    const place = await frame.locator('.line-number').textContent();
    return `${file}:${place?.split(':')[0]}`;
  }

  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: path.join('test-results/vscode', `${name}.png`) });
  }

  /** A click waits for its row; Enter could be faster than the filter. */
  async #pick(key: string, text: string, row: Locator): Promise<void> {
    await this.page.keyboard.press(key);
    await this.#input.waitFor({ state: 'visible' });
    await this.#input.fill(text);
    await this.#clickAway(row.first());
  }

  /** A menu ignores the mouse for its first 100 ms, and a busy editor draws a list anew below the click: both are lost. */
  async #clickAway(target: Locator): Promise<void> {
    await target.click();
    for (let tries = 0; tries < 5 && !(await this.#isGone(target)); tries++)
      await target.click({ timeout: 2000 }).catch(() => {}); // gone by now
  }

  async #isGone(target: Locator): Promise<boolean> {
    return await target.waitFor({ state: 'hidden', timeout: 2000 }).then(
      () => true,
      () => false,
    );
  }
}
