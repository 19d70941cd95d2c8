/** A project in a real VS Code that has the packed extension installed. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createProject, type Project, type ProjectFiles } from '../../support/run-project.ts';
import { launchVscode, type LaunchOptions, type RunningVscode } from './launch-vscode.ts';
import { Workbench } from './workbench.ts';

export interface OpenProject extends AsyncDisposable {
  readonly vscode: RunningVscode;
  readonly project: Project;
  readonly workbench: Workbench;
}

export interface OpenOptions extends Omit<LaunchOptions, 'vsix' | 'workspace'> {
  /** Within the project. Default: the project is the workspace. */
  readonly workspaceFile?: string;
}

export async function openProject(
  files: ProjectFiles,
  { workspaceFile = '', ...options }: OpenOptions = {},
): Promise<OpenProject> {
  const project = createProject(files);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'zt-vsix-'));
  const vsix = path.join(folder, 'ztest.vsix');
  try {
    execFileSync(process.execPath, ['scripts/package.ts', vsix], { stdio: 'ignore' });
    const vscode = await launchVscode({
      vsix,
      workspace: path.join(project.directory, workspaceFile),
      ...options,
    });
    const workbench = new Workbench(vscode.page);
    return {
      project,
      vscode,
      workbench,
      [Symbol.asyncDispose]: async () => {
        await vscode[Symbol.asyncDispose]();
        project.dispose();
      },
    };
  } catch (error) {
    project.dispose();
    throw error;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
