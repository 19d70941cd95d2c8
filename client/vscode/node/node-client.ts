/** The client of a server that is a process of Node: the one that tests run on too. */
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import {
  LanguageClient,
  TransportKind,
  type LanguageClientOptions,
} from 'vscode-languageclient/node';
import { withoutAutoAttach } from './auto-attach.ts';
import { chooseNode } from './choose-node.ts';

/**
 * @param module absolute path of the server's bundle
 * @throws an error to be shown when no Node is new enough
 */
export async function createNodeClient(
  module: string,
  options: LanguageClientOptions,
  log: vscode.LogOutputChannel,
): Promise<LanguageClient> {
  const { executable } = await chooseNode(log);
  const server = {
    module,
    transport: TransportKind.ipc,
    ...(executable !== undefined && { runtime: executable }),
    // Options may name scripts of the workspace.
    options: vscode.workspace.isTrusted
      ? { env: withoutAutoAttach(process.env) }
      : { env: { NODE_OPTIONS: undefined }, cwd: homedir() },
  };
  return new QuietClient('ztest', 'ztest', server, options);
}

/** Its own messages are for programmers: they are in the log, and what a user can do is told by us. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}
