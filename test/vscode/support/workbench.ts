/** The workbench as a person uses it. */
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'ztest';

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

  glyphThatRuns(): Locator {
    return this.page
      .locator('.testing-run-glyph.codicon-loading, .testing-run-glyph.codicon-sync')
      .first();
  }

  /** The extension is there. */
  async ready(): Promise<void> {
    const isThere = this.page.locator('.activitybar .action-label[aria-label^="Testing"]');
    await isThere.waitFor({ timeout: 170_000 });
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

  async rowTexts(): Promise<readonly string[]> {
    return await this.testRows().allTextContents();
  }

  rowThatShows(text: string | RegExp, state: 'passed' | 'failed' | 'error' | 'skipped'): Locator {
    return this.testRows(text)
      .filter({ has: this.page.locator(`.codicon-testing-${state}-icon`) })
      .first();
  }

  /** Of the Test Results view. */
  resultRows(text: string): Locator {
    return this.page.locator('.test-output-peek-tree .monaco-list-row', { hasText: text });
  }

  /** Waits until a message stands at the end of a line of the open editor. */
  async errorAt(code: string, message: string): Promise<void> {
    const told = this.page.locator('.test-error-content-widget', { hasText: message });
    const line = this.page.locator('.view-line', { hasText: code });
    const isThere = async (): Promise<boolean> => {
      const place = await line.boundingBox();
      const places = await Promise.all((await told.all()).map((each) => each.boundingBox()));
      return places.some((one) => one && place && Math.abs(one.y - place.y) < place.height / 2);
    };
    await expect.poll(isThere, { timeout: 60_000 }).toBe(true);
  }

  statusThatSays(text: string): Locator {
    return this.page.locator('.statusbar-item[id*="ztest.status"]', { hasText: text });
  }

  /** Waits for what is below it: a folder is there before its tests are found. */
  async expandRow(text: string | RegExp): Promise<void> {
    const row = this.testRows(text).first();
    const closed = row.and(this.page.locator('[aria-expanded=false]'));
    await closed.or(row.and(this.page.locator('[aria-expanded=true]'))).waitFor();
    if (await closed.isVisible()) await row.locator('.monaco-tl-twistie').click();
  }

  /** Into the open editor, behind a key that moves the cursor. */
  async type(key: string, text: string): Promise<void> {
    await this.page.locator('.monaco-editor.focused .view-line').first().waitFor();
    await this.page.keyboard.press(key);
    await this.page.keyboard.type(text);
  }

  /** An entry of the menu of a place. */
  async menu(target: Locator, label: string): Promise<void> {
    await target.click({ button: 'right' });
    const item = this.page
      .locator('.context-view .monaco-menu .action-item', { hasText: label })
      .first();
    await this.#clickAway(item);
  }

  async clipboard(): Promise<string> {
    return await this.page.evaluate(
      async () => await Reflect.get(navigator, 'clipboard').readText(),
    );
  }

  /** VS Code keeps what it knows of a workspace in the browser, and writes it some time later. */
  async stored(key: string): Promise<void> {
    const isStored = `(async () => {
      for (const { name } of await indexedDB.databases()) {
        if (!name.startsWith('vscode-web-state-db-')) continue;
        const keys = await new Promise((resolve, reject) => {
          const opening = indexedDB.open(name);
          opening.onerror = reject;
          opening.onsuccess = () => {
            const database = opening.result;
            const reading = database.transaction('ItemTable').objectStore('ItemTable').getAllKeys();
            reading.onsuccess = () => resolve(reading.result);
            reading.onerror = reject;
            database.close();
          };
        });
        if (keys.includes(${JSON.stringify(key)})) return true;
      }
      return false;
    })()`;
    await expect.poll(() => this.page.evaluate(isStored), { timeout: 60_000 }).toBe(true);
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
