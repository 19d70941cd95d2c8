/**
 * VS Code for the desktop, where its download can be reached and there is a display (`xvfb-run` makes one): the suites inside the
 * extension host run in it as they do in the workbench of the browser.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  downloadAndUnzipVSCode,
  resolveCliArgsFromVSCodeExecutablePath,
  runTests,
} from '@vscode/test-electron';
import type { ExtensionHost } from '../../../scripts/vscode/extension-host.ts';
import { createProject, type ProjectFiles } from '../../support/run-project.ts';

interface DesktopVscode {
  readonly executable: string;
  /** Folders that are nobody's own, with the packed extension in them. */
  readonly folders: readonly string[];
}

const VARIABLE = 'DESKTOP_VSCODE';

/** Called by ztest once for a run (`globalSetup`). @returns the tear-down */
export async function setup(): Promise<() => void> {
  const executable = await download();
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'zt-'));
  const vsix = path.join(home, 'ztest.vsix');
  execFileSync(process.execPath, ['scripts/package.ts', vsix], { stdio: 'ignore' });
  const folders = [
    `--extensions-dir=${path.join(home, 'extensions')}`,
    `--user-data-dir=${path.join(home, 'data')}`,
  ];
  const [cli = executable] = resolveCliArgsFromVSCodeExecutablePath(executable);
  execFileSync(cli, [...folders, '--install-extension', vsix], { stdio: 'ignore' });
  const desktop: DesktopVscode = { executable, folders };
  process.env[VARIABLE] = JSON.stringify(desktop);
  return () => fs.rmSync(home, { recursive: true, force: true });
}

async function download(): Promise<string> {
  try {
    return await downloadAndUnzipVSCode({ cachePath: path.resolve('.vscode-test') });
  } catch (cause) {
    throw new Error(
      'VS Code for the desktop cannot be downloaded from here. The same suites run in a browser: npm run test:vscode -- test/vscode/host',
      { cause },
    );
  }
}

/** Whether this run is one on the desktop. */
export function isOnDesktop(): boolean {
  return process.env[VARIABLE] !== undefined;
}

/** Opens a project in a window of its own; the window ends with the connection of its extension host. */
export function openOnDesktop(files: ProjectFiles, { launch }: ExtensionHost): AsyncDisposable {
  const { executable, folders } = JSON.parse(process.env[VARIABLE] ?? '') as DesktopVscode;
  const project = createProject(files);
  const running = runTests({
    vscodeExecutablePath: executable,
    extensionDevelopmentPath: path.dirname(launch.hostTests),
    extensionTestsPath: launch.hostTests,
    extensionTestsEnv: launch.env,
    launchArgs: [project.directory, ...folders, '--disable-workspace-trust', '--disable-telemetry'],
  });
  running.catch(() => {}); // calls that wait for its extension host say so
  return {
    [Symbol.asyncDispose]: async () => {
      await running.catch(() => {});
      project.dispose();
    },
  };
}
