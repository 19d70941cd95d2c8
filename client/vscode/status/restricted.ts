/** What somebody is told who wants to run something in a workspace that is not trusted. */
import * as vscode from 'vscode';
import { manageTrust, nothingRunsHere } from '../messages.ts';

export async function tellRestricted(): Promise<void> {
  const manage = manageTrust();
  const answer = await vscode.window.showWarningMessage(nothingRunsHere(), manage);
  if (answer === manage) await vscode.commands.executeCommand('workbench.trust.manage');
}
