/** Attaches VS Code's own debugger to a host that waits for it. */
import path from 'node:path';
import * as vscode from 'vscode';
import type { RootTree } from '../tree/root-tree.ts';

export interface DebuggedHost {
  readonly root: RootTree;
  /** Of 127.0.0.1. */
  readonly port: number;
  readonly testRun: vscode.TestRun;
  /** The user has stopped the debugger, or it could not attach: the host is left alone. */
  readonly onLeft: () => void;
}

/** @returns what follows the session until the run is over */
export function attachDebugger({ root, port, testRun, onLeft }: DebuggedHost): vscode.Disposable {
  const configuration: vscode.DebugConfiguration = {
    type: 'node',
    request: 'attach',
    name: 'ztest',
    address: '127.0.0.1',
    port,
    continueOnAttach: true,
    autoAttachChildProcesses: true,
    // Maps are in no file that the debugger could read ahead, and what runs has the names of the sources.
    pauseForSourceMap: true,
    // It would step out of where a failing assertion stops.
    smartStep: !stopsAtFailures(root),
    skipFiles: ['<node_internals>/**', '**/node_modules/**', path.join(import.meta.dirname, '**')],
  };
  const following = vscode.debug.registerDebugAdapterTrackerFactory('*', {
    createDebugAdapterTracker: ({ configuration, parentSession }) => {
      if (parentSession === undefined)
        return configuration['port'] === port ? leftByUser(onLeft) : undefined;
      return parentSession.configuration['port'] === port ? showingStops() : undefined;
    },
  });
  const folder = vscode.workspace.getWorkspaceFolder(root.uri);
  void vscode.debug
    .startDebugging(folder, configuration, { testRun })
    .then((isAttached) => isAttached || onLeft(), onLeft);
  return following;
}

/** What the user has set. */
export function stopsAtFailures({ uri }: RootTree): boolean {
  return vscode.workspace.getConfiguration('ztest', uri).get('debug.stopAtFailure', true);
}

/** The editor shows its debugger by itself only at breakpoints. */
function showingStops(): vscode.DebugAdapterTracker {
  return {
    onDidSendMessage: ({ event, body }: DebugEvent) => {
      const isWanted =
        vscode.workspace.getConfiguration('debug').get('openDebug') === 'openOnDebugBreak';
      if (event === 'stopped' && body?.reason === 'pause' && isWanted) void showDebugger();
    },
  };
}

interface DebugEvent {
  readonly event?: string;
  readonly body?: { readonly reason?: string };
}

async function showDebugger(): Promise<void> {
  await vscode.commands.executeCommand('workbench.view.debug');
  await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
}

/** The editor disconnects also from a process that has ended, but not before it was told of the end. */
function leftByUser(onLeft: () => void): vscode.DebugAdapterTracker {
  let hasEnded = false;
  return {
    onDidSendMessage: ({ event }: { readonly event?: string }) => {
      if (event === 'terminated' || event === 'exited') hasEnded = true;
    },
    onWillReceiveMessage: ({ command }: { readonly command?: string }) => {
      if ((command === 'disconnect' || command === 'terminate') && !hasEnded) onLeft();
    },
  };
}
