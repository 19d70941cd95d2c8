/** Starts a real VS Code as a server on loopback, with the packed extension installed and a home of its own. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startOrphanGuard } from '../../server/running/orphan-guard.ts';
import { installVscode } from './install-vscode.ts';

export interface ServeOptions {
  /** Absolute: the packed extension. */
  readonly vsix: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Asks whether the workspace is trusted, as a new user sees it. Default: false, all is trusted. */
  readonly asksForTrust?: boolean;
  /** Absolute: a module that the extension host loads as its tests, in the folder of an extension of its own. */
  readonly hostTests?: string;
  /** Variables of VS Code, and so of all that it starts; `undefined` takes one away. */
  readonly env?: NodeJS.ProcessEnv;
}

export interface ServedVscode extends AsyncDisposable {
  readonly server: ChildProcess;
  /** Of the server: its folders are its own. */
  readonly env: NodeJS.ProcessEnv;
  /** Where a browser finds it; see `addressOf`. */
  readonly origin: string;
}

/** A quiet workbench that asks nothing of the network. */
const SETTINGS = {
  'chat.disableAIFeatures': true,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'telemetry.telemetryLevel': 'off',
  'extensions.ignoreRecommendations': true,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'git.openRepositoryInParentFolders': 'never',
  'remote.autoForwardPorts': false, // it would offer those of other programs
  'typescript.disableAutomaticTypeAcquisition': true,
  'npm.fetchOnlinePackageInfo': false,
  'json.schemaDownload.enable': false,
  'terminal.integrated.gpuAcceleration': 'off', // its text is in the document
  'editor.lightbulb.enabled': 'off', // it would appear below a click on a sign in the gutter
};

export async function serveVscode({
  vsix,
  settings = {},
  asksForTrust = false,
  hostTests,
  env: wanted = {},
}: ServeOptions): Promise<ServedVscode> {
  const installed = installVscode();
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'zt-')); // short: sockets go here
  // In a window of the browser, which is remote, those of a machine count only where they are the machine's.
  for (const owner of ['User', 'Machine'])
    writeSettings(path.join(home, 'data', owner), { ...SETTINGS, ...settings });
  const env = {
    ...process.env,
    HOME: home,
    TMPDIR: home,
    XDG_RUNTIME_DIR: home,
    EXTENSIONS_GALLERY: '{}',
    ...wanted,
  };
  const base = [installed.server, '--accept-server-license-terms', '--disable-telemetry'];
  base.push('--server-data-dir', home);
  execFileSync(installed.node, [...base, '--install-extension', vsix], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const args = [...base, '--host', '127.0.0.1', '--port', '0', '--without-connection-token'];
  args.push('--disable-experiments');
  if (!asksForTrust) args.push('--disable-workspace-trust');
  // Without it a built VS Code loads no tests. It also hides messages.
  if (hostTests !== undefined) args.push('--enable-smoke-test-driver');
  const server = spawn(installed.node, args, {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const guard = startOrphanGuard();
  if (server.pid !== undefined) guard.watch(server.pid);
  const dispose = async (): Promise<void> => {
    await endGroup(server);
    guard.stop();
    await removeForGood(home);
  };
  try {
    const port = await portOf(server);
    return {
      server,
      env,
      origin: `http://127.0.0.1:${port}/`,
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

function writeSettings(folder: string, settings: Readonly<Record<string, unknown>>): void {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'settings.json'), JSON.stringify(settings));
}

/** Where a browser finds a workspace: a folder, or a `.code-workspace` file. */
export function addressOf(
  origin: string,
  workspace: string,
  hostTests?: ServeOptions['hostTests'],
): string {
  const url = new URL(origin);
  const isFile = workspace.endsWith('.code-workspace');
  url.searchParams.set(isFile ? 'workspace' : 'folder', workspace);
  if (hostTests !== undefined)
    url.searchParams.set('payload', JSON.stringify(testsPayload(hostTests, url)));
  return url.href;
}

function testsPayload(hostTests: string, { host }: URL): readonly (readonly [string, string])[] {
  const uriOf = (file: string): string => `vscode-remote://${host}${file}`;
  return [
    ['extensionDevelopmentPath', uriOf(path.dirname(hostTests))],
    ['extensionTestsPath', uriOf(hostTests)],
  ];
}

async function portOf(server: ChildProcess): Promise<number> {
  return await new Promise((resolve, reject) => {
    let output = '';
    for (const stream of [server.stdout, server.stderr]) {
      stream?.on('data', (data: Buffer) => {
        output += data.toString();
        const port = /Extension host agent listening on (\d+)/.exec(output)?.[1];
        if (port !== undefined) resolve(Number(port));
      });
    }
    server.once('exit', (code) => reject(new Error(`VS Code ended with ${code}:\n${output}`)));
  });
}

/** What it has started in groups of their own may write there once more while it ends. */
async function removeForGood(home: string): Promise<void> {
  for (let left = 5; left > 0; left--) {
    fs.rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    await delay(100);
    if (!fs.existsSync(home)) return;
  }
}

async function endGroup(server: ChildProcess): Promise<void> {
  const { pid } = server;
  if (pid === undefined) return;
  // Killed itself, it leaves the rest of its group.
  if (server.exitCode !== null || server.signalCode !== null) return signalGroup(pid, 'SIGKILL');
  const gone = new Promise((resolve) => server.once('exit', resolve));
  signalGroup(pid, 'SIGTERM');
  const late = setTimeout(() => signalGroup(pid, 'SIGKILL'), 5000);
  await gone;
  clearTimeout(late);
  signalGroup(pid, 'SIGKILL'); // those that it has not waited for would write into its home
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody is left.
  }
}
