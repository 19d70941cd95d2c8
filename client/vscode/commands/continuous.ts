/** Continuous runs of single tests, also from the gutter: the editor's own, so that the Test Explorer shows them. */
import * as vscode from 'vscode';
import { noTestHere } from '../messages.ts';
import { isRunContinuously } from '../running/continuous-run.ts';
import type { CommandContext } from './command-context.ts';

export async function toggleContinuousRun(
  { profiles }: CommandContext,
  items: readonly vscode.TestItem[],
): Promise<void> {
  const profile = profiles.find(({ supportsContinuousRun }) => supportsContinuousRun);
  if (items.length === 0 || profile === undefined) {
    void vscode.window.showInformationMessage(noTestHere());
    return;
  }
  if (items.every(isRunContinuously))
    await vscode.commands.executeCommand('vscode.stopContinuousTestRun', items);
  else await vscode.commands.executeCommand('vscode.startContinuousTestRun', profile, items);
}
