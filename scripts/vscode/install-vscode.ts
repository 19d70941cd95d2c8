/**
 * Installs a real VS Code into `.vscode-test/`: the server and workbench inside the npm package `code-server`, the Node that
 * it needs; from the npm registry alone.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

export interface InstalledVscode {
  /** Absolute, as the others. */
  readonly node: string;
  readonly server: string;
}

const NODE = `node-${process.platform}-${process.arch}`;
const VERSIONS = { 'code-server': '4.139.1', [NODE]: '24.21.0' };
const QUIET = ['--loglevel=error', '--no-audit', '--no-fund'];
/** Needs no test: agents, and what belongs to other systems. */
const SUPERFLUOUS = [
  'node_modules/@github/copilot-sdk',
  'node_modules/@vscode/windows-ca-certs',
  'extensions/copilot',
  'extensions/mermaid-markdown-features',
];

/** Takes a minute the first time and milliseconds afterwards. */
export function installVscode(): InstalledVscode {
  if (process.platform === 'win32')
    throw new Error(
      'There is no VS Code for the browser on Windows: install VS Code with its command "code".',
    );
  const folder = path.resolve('.vscode-test');
  const installed: InstalledVscode = {
    node: path.join(folder, `node_modules/${NODE}/bin/node`),
    server: path.join(folder, 'node_modules/code-server/lib/vscode/out/server-main.js'),
  };
  const stamp = path.join(folder, 'installed.json');
  const wanted = JSON.stringify(VERSIONS);
  if (readIfThere(stamp) === wanted) return installed;
  fs.mkdirSync(folder, { recursive: true });
  const manifest = { private: true, dependencies: VERSIONS };
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  // Without their scripts: one refuses other Nodes, others build what no test needs.
  npm(folder, ['install', '--ignore-scripts']);
  const vscode = path.join(folder, 'node_modules/code-server/lib/vscode');
  const env = {
    ...process.env,
    PATH: `${path.dirname(installed.node)}${path.delimiter}${process.env['PATH']}`,
    npm_config_nodedir: path.join(folder, 'node_modules', NODE),
  };
  for (const place of [vscode, path.join(vscode, 'extensions')])
    npm(place, ['install', '--ignore-scripts', '--omit=dev'], env);
  npm(vscode, ['rebuild', '@vscode/spdlog', '@vscode/native-watchdog'], env);
  for (const place of SUPERFLUOUS)
    fs.rmSync(path.join(vscode, place), { recursive: true, force: true });
  fs.writeFileSync(stamp, wanted);
  return installed;
}

function npm(folder: string, args: readonly string[], env = process.env): void {
  execFileSync('npm', [...args, '--prefix', folder, ...QUIET], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

function readIfThere(file: string): string | undefined {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
}
