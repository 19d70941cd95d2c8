/** Opens a workspace in a VS Code that serves nobody else. */
import type { ChildProcess } from 'node:child_process';
import { chromium, type Browser } from 'playwright-core';
import { addressOf, serveVscode, type ServeOptions } from './serve-vscode.ts';
import { chromiumOptions } from './chromium-options.ts';
import { openWindow, type OpenWindow } from './open-window.ts';

export interface LaunchOptions extends ServeOptions {
  /** Absolute: the workspace, a folder or a `.code-workspace` file. */
  readonly workspace: string;
  /** Default: one of its own, which ends with it. */
  readonly browser?: Browser;
}

export interface RunningVscode extends OpenWindow {
  readonly server: ChildProcess;
}

export async function launchVscode({
  workspace,
  browser,
  ...options
}: LaunchOptions): Promise<RunningVscode> {
  await using opened = new AsyncDisposableStack();
  const served = opened.use(await serveVscode(options));
  const shownIn = browser ?? opened.use(await chromium.launch(chromiumOptions(served.env)));
  const address = addressOf(served.origin, workspace, options.hostTests);
  const { page } = opened.use(await openWindow(shownIn, address));
  const running = opened.move();
  return {
    page,
    server: served.server,
    [Symbol.asyncDispose]: async () => await running.disposeAsync(),
  };
}
