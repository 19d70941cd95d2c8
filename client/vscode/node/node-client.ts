/** The client of a server that is a process of Node: the one that tests run on too. */
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { withoutAutoAttach } from './auto-attach.ts';
import { chooseNode } from './choose-node.ts';
import { loadLanguageClient } from './load-language-client.ts';

/**
 * @param module absolute path of the server's bundle
 * @throws an error to be shown when no Node is new enough
 */
export async function createNodeClient(
  module: string,
  clientOptions: LanguageClientOptions,
  log: vscode.LogOutputChannel,
): Promise<BaseLanguageClient> {
  const { executable } = await chooseNode(log);
  // Options may name scripts of the workspace.
  const options = vscode.workspace.isTrusted
    ? { env: withoutAutoAttach(process.env) }
    : { env: { NODE_OPTIONS: undefined }, cwd: homedir() };
  const { createProcessClient } = await loadLanguageClient();
  return createProcessClient({ module, executable, options }, clientOptions);
}
