/** Tells that there is no server, and offers what may help. */
import * as vscode from 'vscode';
import type { LanguageServer, ServerFailure } from '../language-server.ts';
import { openSettings, showLog, startAgain } from '../messages.ts';
import { showNodeSetting } from '../node/node-setting.ts';

export async function tellGivenUp(
  { reason, message }: ServerFailure,
  { log, server }: { readonly log: vscode.LogOutputChannel; readonly server: LanguageServer },
): Promise<void> {
  const choices: Readonly<Record<string, () => Promise<void> | void>> = {
    ...(reason === 'no-node' && { [openSettings()]: showNodeSetting }),
    [showLog()]: () => log.show(),
    [startAgain()]: async () => await server.restart(),
  };
  const answer = await vscode.window.showErrorMessage(message, ...Object.keys(choices));
  if (answer !== undefined) await choices[answer]?.();
}
