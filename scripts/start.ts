/**
 * `npm start`: VS Code with the extension and `examples/shop`. The installed `code`, if there is one; else a workbench for
 * the browser on loopback, which prints its address and serves until Ctrl-C.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { addressOf, serveVscode } from './vscode/serve-vscode.ts';

const EXAMPLE = path.resolve('examples/shop');

const installed = openInstalled();
if (installed !== 'opened') {
  console.log(
    `${installed} A VS Code for the browser is started (the first time it is installed into .vscode-test/, which takes a minute or two).`,
  );
  await serve();
}

/** @returns else why not */
function openInstalled(): string {
  const args = [`--extensionDevelopmentPath=${path.resolve('.')}`, '--new-window', EXAMPLE];
  const isWindows = process.platform === 'win32';
  const { status, error } = spawnSync('code', args, { stdio: 'inherit', shell: isWindows });
  if (status === 0) return 'opened';
  return error === undefined && !isWindows
    ? `"code" has ended with ${status}.`
    : 'There is no "code" on PATH.';
}

async function serve(): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'zt-vsix-'));
  process.once('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
  const ended = untilSignal();
  const vsix = path.join(folder, 'ztest.vsix');
  execFileSync(process.execPath, ['scripts/package.ts', vsix], { stdio: 'ignore' });
  await using served = await serveVscode({ vsix });
  console.log(`Open ${addressOf(served.origin, EXAMPLE)}\nCtrl-C ends it.`);
  const closed = new Promise((resolve) => served.server.once('exit', resolve));
  await Promise.race([ended, closed]);
}

/** From now on they are waited for, however early they come. */
async function untilSignal(): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.once(signal, () => resolve());
  });
}
