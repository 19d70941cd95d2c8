/** Finds the Node of the server and tells which it is: in the log, and where the user has to do something, to the user. */
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { NoNodeError } from '../language-server.ts';
import {
  nodeChosen,
  nodeRejected,
  noNodeFound,
  openSettings,
  settingNotTaken,
  showLog,
} from '../messages.ts';
import { NODE_SETTING, showNodeSetting } from './node-setting.ts';
import { findNode, type NodeRuntime } from './node-runtime.ts';

/** @throws an error to be shown when no Node is new enough */
export async function chooseNode(log: vscode.LogOutputChannel): Promise<NodeRuntime> {
  const { workspaceFolders: folders = [], isTrusted } = vscode.workspace;
  const { chosen, rejected } = await findNode({
    setting: vscode.workspace.getConfiguration().get(NODE_SETTING, ''),
    folder: isTrusted ? folders.find(({ uri }) => uri.scheme === 'file')?.uri.fsPath : undefined,
    ownVersion: process.versions.node,
    env: process.env,
    home: homedir(),
    platform: process.platform,
  });
  for (const one of rejected) log.warn(nodeRejected(one));
  if (chosen === undefined) throw new NoNodeError(noNodeFound(process.versions.node));
  log.info(nodeChosen(chosen));
  const setting = rejected.find(({ source }) => source === 'setting');
  if (setting !== undefined) void tellSettingNotTaken(settingNotTaken(setting, chosen), log);
  return chosen;
}

async function tellSettingNotTaken(message: string, log: vscode.LogOutputChannel): Promise<void> {
  const settings = openSettings();
  const answer = await vscode.window.showWarningMessage(message, settings, showLog());
  if (answer === settings) await showNodeSetting();
  else if (answer !== undefined) log.show();
}
