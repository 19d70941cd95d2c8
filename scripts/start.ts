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

if (!openInstalled()) await serve();

function openInstalled(): boolean {
  const args = [`--extensionDevelopmentPath=${path.resolve('.')}`, '--new-window', EXAMPLE];
  const isWindows = process.platform === 'win32';
  return spawnSync('code', args, { stdio: 'inherit', shell: isWindows }).status === 0;
}

async function serve(): Promise<void> {
  console.log(
    'There is no "code" on PATH: a VS Code for the browser is started (installed into .vscode-test/ the first time, a minute or two).',
  );
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'zt-vsix-'));
  const vsix = path.join(folder, 'ztest.vsix');
  execFileSync(process.execPath, ['scripts/package.ts', vsix], { stdio: 'ignore' });
  const served = await serveVscode({ vsix });
  fs.rmSync(folder, { recursive: true, force: true });
  console.log(`Open ${addressOf(served.origin, EXAMPLE)}\nCtrl-C ends it.`);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => void served[Symbol.asyncDispose]().then(() => process.exit(0)));
  served.server.once('exit', (code) => process.exit(code ?? 1));
}
