/** Attaches VS Code's own debugger to a host that waits for it. */
import * as vscode from 'vscode';
import type { RootTree } from '../tree/root-tree.ts';

export interface DebuggedHost {
  readonly root: RootTree;
  /** Of 127.0.0.1. */
  readonly port: number;
  readonly testRun: vscode.TestRun;
}

export async function attachDebugger({ root, port, testRun }: DebuggedHost): Promise<void> {
  const folder = vscode.workspace.getWorkspaceFolder(root.uri);
  await vscode.debug.startDebugging(
    folder,
    {
      type: 'node',
      request: 'attach',
      name: 'ztest',
      address: '127.0.0.1',
      port,
      continueOnAttach: true,
      autoAttachChildProcesses: true,
      skipFiles: ['<node_internals>/**', '**/node_modules/**'],
    },
    { testRun },
  );
}
