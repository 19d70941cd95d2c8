import * as vscode from 'vscode';

export const NODE_SETTING = 'ztest.nodeExecutable';

export async function showNodeSetting(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openSettings', NODE_SETTING);
}
