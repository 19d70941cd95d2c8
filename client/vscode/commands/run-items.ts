/** Runs that a command starts: as the profile Run does, so that the editor can run them again. */
import * as vscode from 'vscode';
import type { CommandContext } from './command-context.ts';

export function requestFor(
  { profiles: [run] }: CommandContext,
  items: readonly vscode.TestItem[],
): vscode.TestRunRequest {
  return new vscode.TestRunRequest(items, undefined, run);
}
