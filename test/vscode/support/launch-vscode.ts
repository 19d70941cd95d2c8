/** Starts a real VS Code: its server, and its workbench in a headless browser. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { installVscode, type InstalledVscode } from './install-vscode.ts';

export interface LaunchOptions {
  /** Absolute: the packed extension. */
  readonly vsix: string;
  /** Absolute: the workspace, a folder or a `.code-workspace` file. */
  readonly workspace: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Asks whether the workspace is trusted, as a new user sees it. Default: false, all is trusted. */
  readonly asksForTrust?: boolean;
}

export interface RunningVscode extends AsyncDisposable {
  readonly page: Page;
  readonly server: ChildProcess;
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
  'typescript.disableAutomaticTypeAcquisition': true,
  'npm.fetchOnlinePackageInfo': false,
  'json.schemaDownload.enable': false,
};

export async function launchVscode(options: LaunchOptions): Promise<RunningVscode> {
  const installed = installVscode();
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'zt-')); // short: sockets go here
  fs.mkdirSync(path.join(home, 'data/User'), { recursive: true });
  fs.writeFileSync(
    path.join(home, 'data/User/settings.json'),
    JSON.stringify({ ...SETTINGS, ...options.settings }),
  );
  const env = {
    ...process.env,
    HOME: home,
    TMPDIR: home,
    XDG_RUNTIME_DIR: home,
    EXTENSIONS_GALLERY: '{}',
  };
  const base = [
    installed.server,
    '--accept-server-license-terms',
    '--server-data-dir',
    home,
    '--disable-telemetry',
  ];
  execFileSync(installed.node, [...base, '--install-extension', options.vsix], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const server = spawn(
    installed.node,
    [
      ...base,
      '--host',
      '127.0.0.1',
      '--port',
      '0',
      '--without-connection-token',
      '--disable-experiments',
      ...(options.asksForTrust === true ? [] : ['--disable-workspace-trust']),
    ],
    { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  let browser: Browser | undefined;
  const close = async (): Promise<void> => {
    await browser?.close();
    await endGroup(server);
    fs.rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  try {
    const port = await portOf(server);
    browser = await startBrowser(installed, env);
    const page = await browser.newPage({ viewport: { width: 1500, height: 950 } });
    page.setDefaultTimeout(60_000);
    const url = new URL(`http://127.0.0.1:${port}/`);
    const isFile = options.workspace.endsWith('.code-workspace');
    url.searchParams.set(isFile ? 'workspace' : 'folder', options.workspace);
    await page.goto(url.href);
    return { page, server, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startBrowser(installed: InstalledVscode, env: NodeJS.ProcessEnv): Promise<Browser> {
  return await chromium.launch({
    executablePath: installed.chromium,
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

async function endGroup(server: ChildProcess): Promise<void> {
  const { pid } = server;
  if (pid === undefined || server.exitCode !== null) return;
  const gone = new Promise((resolve) => server.once('exit', resolve));
  process.kill(-pid, 'SIGTERM');
  const late = setTimeout(() => process.kill(-pid, 'SIGKILL'), 5000);
  await gone;
  clearTimeout(late);
}
