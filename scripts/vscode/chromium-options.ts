/** How the browser is started: without a display, without the network. */
import type { LaunchOptions } from 'playwright-core';
import { findChromium } from './find-chromium.ts';

export function chromiumOptions(env: NodeJS.ProcessEnv): LaunchOptions {
  return {
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
  };
}
