/** Runs tests so that their snapshots are written as they are now. */
import * as vscode from 'vscode';
import { noTestHere } from '../messages.ts';
import { runRequest } from '../running/run-session.ts';
import type { CommandContext } from './command-context.ts';

export async function updateSnapshots(
  context: CommandContext,
  items: readonly vscode.TestItem[],
): Promise<void> {
  if (items.length === 0) {
    void vscode.window.showInformationMessage(noTestHere());
    return;
  }
  const source = new vscode.CancellationTokenSource();
  const request = new vscode.TestRunRequest(items);
  await runRequest(context, { request, token: source.token, updatesSnapshots: true });
  source.dispose();
}
