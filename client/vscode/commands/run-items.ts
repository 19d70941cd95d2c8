/** Runs that a command starts: as the profiles do, so that the editor can run them again. */
import * as vscode from 'vscode';
import { runRequest } from '../running/run-session.ts';
import type { CommandContext } from './command-context.ts';

export function requestFor(
  { profiles: [run, debug] }: CommandContext,
  items: readonly vscode.TestItem[],
  how: 'run' | 'debug' = 'run',
): vscode.TestRunRequest {
  return new vscode.TestRunRequest(items, undefined, how === 'run' ? run : debug);
}

export async function runItems(
  context: CommandContext,
  items: readonly vscode.TestItem[],
  how: 'run' | 'debug' = 'run',
): Promise<void> {
  const source = new vscode.CancellationTokenSource();
  const request = requestFor(context, items, how);
  await runRequest(context, { request, token: source.token, isDebugged: how === 'debug' });
  source.dispose();
}
