/** Packages are installed where the user sees it: by the package manager of the folder, in a terminal. */
import * as vscode from 'vscode';
import type { InstallPackage } from '../../../server/protocol.ts';
import { installTerminal } from '../messages.ts';
import { tellRestricted } from '../status/restricted.ts';
import { isThere } from './open-configuration.ts';
import { folderMeant } from './targets.ts';

const MANAGERS = [
  ['pnpm-lock.yaml', 'pnpm add --save-dev'],
  ['yarn.lock', 'yarn add --dev'],
  ['bun.lock', 'bun add --dev'],
  ['bun.lockb', 'bun add --dev'],
] as const;

export async function installZtest(): Promise<void> {
  const folder = folderMeant()?.uri;
  if (folder === undefined) return;
  let add = 'npm install --save-dev';
  for (const [lock, command] of MANAGERS.toReversed())
    if (await isThere(vscode.Uri.joinPath(folder, lock))) add = command;
  installInTerminal({ name: 'ztest', folder: folder.toString(), command: `${add} ztest` });
}

export function installInTerminal({ name, folder, command }: InstallPackage): void {
  if (!vscode.workspace.isTrusted) {
    void tellRestricted();
    return;
  }
  const terminal = vscode.window.createTerminal({
    name: installTerminal(name),
    cwd: vscode.Uri.parse(folder),
  });
  terminal.show();
  terminal.sendText(command);
}
