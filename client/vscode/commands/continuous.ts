/** Continuous runs of single tests, also from the gutter: the editor's own, so that the Test Explorer shows them. */
import * as vscode from 'vscode';
import { isRunContinuously } from '../running/continuous-run.ts';
import type { CommandContext } from './command-context.ts';

export async function toggleContinuousRun(
  { profiles }: CommandContext,
  items: readonly vscode.TestItem[],
): Promise<void> {
  const profile = profiles.find(({ supportsContinuousRun }) => supportsContinuousRun);
  if (profile === undefined) return;
  if (items.every(isRunContinuously))
    await vscode.commands.executeCommand('vscode.stopContinuousTestRun', items);
  else await vscode.commands.executeCommand('vscode.startContinuousTestRun', profile, items);
}
