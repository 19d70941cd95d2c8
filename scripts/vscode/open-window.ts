/** Windows of VS Code in a browser, each as if it were another user's. */
import type { Browser, Page } from 'playwright-core';

export interface OpenWindow extends AsyncDisposable {
  readonly page: Page;
}

/** Generous: the machine may have other things to do. */
const PATIENCE_MS = 60_000;

export async function openWindow(browser: Browser, address: string): Promise<OpenWindow> {
  const context = await browser.newContext({ viewport: { width: 1500, height: 950 } });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(address);
  return {
    page,
    [Symbol.asyncDispose]: async () => {
      await page.goto('about:blank'); // the workbench says goodbye; else its extension host waits for it to come back
      await context.close();
    },
  };
}
