/** Opens a workspace in a real VS Code, in a headless browser. */
import type { ChildProcess } from 'node:child_process';
import { chromium, type Browser, type Page } from 'playwright-core';
import { serveVscode, type ServeOptions } from '../../../scripts/vscode/serve-vscode.ts';
import { findChromium } from './find-chromium.ts';

export interface LaunchOptions extends ServeOptions {
  /** Absolute: the workspace, a folder or a `.code-workspace` file. */
  readonly workspace: string;
}

export interface RunningVscode extends AsyncDisposable {
  readonly page: Page;
  readonly server: ChildProcess;
}

export async function launchVscode(options: LaunchOptions): Promise<RunningVscode> {
  const served = await serveVscode(options);
  let browser: Browser | undefined;
  const close = async (): Promise<void> => {
    await browser?.close();
    await served[Symbol.asyncDispose]();
  };
  try {
    browser = await startBrowser(served.env);
    const page = await browser.newPage({ viewport: { width: 1500, height: 950 } });
    page.setDefaultTimeout(60_000);
    await page.goto(served.addressOf(options.workspace));
    return { page, server: served.server, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startBrowser(env: NodeJS.ProcessEnv): Promise<Browser> {
  return await chromium.launch({
    executablePath: findChromium(),
    headless: true,
    env: Object.fromEntries(
      Object.entries(env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
    ),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
