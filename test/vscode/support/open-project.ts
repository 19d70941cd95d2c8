/** A project in a window of a real VS Code that has the packed extension installed. */
import path from 'node:path';
import { chromium } from 'playwright-core';
import { addressOf } from '../../../scripts/vscode/serve-vscode.ts';
import { createProject, type Project, type ProjectFiles } from '../../support/run-project.ts';
import {
  launchVscode,
  type LaunchOptions,
  type RunningVscode,
} from '../../../scripts/vscode/launch-vscode.ts';
import { openWindow, type OpenWindow } from '../../../scripts/vscode/open-window.ts';
import { sharedVscode } from './shared-vscode.ts';
import { Workbench } from './workbench.ts';

export interface OpenProject extends AsyncDisposable {
  readonly vscode: RunningVscode;
  readonly project: Project;
  readonly workbench: Workbench;
}

/** With any of those of a server, the project gets a VS Code of its own; the others share one. */
export interface OpenOptions extends Partial<Omit<LaunchOptions, 'workspace' | 'browser'>> {
  /** Within the project. Default: the project is the workspace. */
  readonly workspaceFile?: string;
  /** For scenarios that end it. Default: false. */
  readonly hasOwnServer?: boolean;
}

export async function openProject(
  files: ProjectFiles,
  { workspaceFile = '', hasOwnServer = false, ...options }: OpenOptions = {},
): Promise<OpenProject> {
  await using opened = new AsyncDisposableStack();
  const project = opened.use(createProject(files));
  const workspace = path.join(project.directory, workspaceFile);
  const shared = sharedVscode();
  const browser = opened.use(await chromium.connect(shared.browser));
  const isAlone = hasOwnServer || Object.keys(options).length > 0;
  const vscode = opened.use(
    isAlone
      ? await launchVscode({ vsix: shared.vsix, workspace, browser, ...options })
      : withoutServer(await openWindow(browser, addressOf(shared.origin, workspace))),
  );
  const all = opened.move();
  return {
    project,
    vscode,
    workbench: new Workbench(vscode.page),
    [Symbol.asyncDispose]: async () => await all.disposeAsync(),
  };
}

function withoutServer(window: OpenWindow): RunningVscode {
  return {
    ...window,
    get server(): never {
      throw new Error('Other windows need this server too: ask for one by `hasOwnServer`.');
    },
  };
}
