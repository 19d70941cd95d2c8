/** What the scenarios of a run share: the packed extension, a VS Code that serves it, a browser. Started before the first. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { installVscode } from '../../../scripts/vscode/install-vscode.ts';
import { serveVscode } from '../../../scripts/vscode/serve-vscode.ts';
import { chromiumOptions } from '../../../scripts/vscode/chromium-options.ts';
import { findChromium } from '../../../scripts/vscode/find-chromium.ts';

export interface SharedVscode {
  /** Absolute: the packed extension. */
  readonly vsix: string;
  /** Of the VS Code that all windows without wishes of their own share. */
  readonly origin: string;
  /** Where Playwright finds the browser. */
  readonly browser: string;
}

const VARIABLE = 'SHARED_VSCODE';

/** Called by ztest once for a run (`globalSetup`). @returns the tear-down */
export async function setup(): Promise<() => Promise<void>> {
  await using started = new AsyncDisposableStack();
  // Both first: who lacks one of them need not wait for the other.
  findChromium();
  installVscode();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'zt-'));
  started.defer(() => fs.rmSync(folder, { recursive: true, force: true }));
  const vsix = path.join(folder, 'ztest.vsix');
  execFileSync(process.execPath, ['scripts/package.ts', vsix], { stdio: 'ignore' });
  const served = started.use(await serveVscode({ vsix }));
  const browser = started.use(await chromium.launchServer(chromiumOptions(served.env)));
  const shared: SharedVscode = { vsix, origin: served.origin, browser: browser.wsEndpoint() };
  process.env[VARIABLE] = JSON.stringify(shared);
  const running = started.move();
  return async () => await running.disposeAsync();
}

export function sharedVscode(): SharedVscode {
  const shared = process.env[VARIABLE];
  if (shared === undefined)
    throw new Error('Scenarios share one VS Code: run them with --profile vscode.');
  return JSON.parse(shared) as SharedVscode;
}
