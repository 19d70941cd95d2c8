/** Runs tests so that their snapshots are written as they are now. */
import * as vscode from 'vscode';
import { runRequest } from '../running/run-session.ts';
import { requestFor } from './run-items.ts';
import type { CommandContext } from './command-context.ts';

export async function updateSnapshots(
  context: CommandContext,
  items: readonly vscode.TestItem[],
): Promise<void> {
  const source = new vscode.CancellationTokenSource();
  const request = requestFor(context, items);
  await runRequest(context, { request, token: source.token, updatesSnapshots: true });
  source.dispose();
}
