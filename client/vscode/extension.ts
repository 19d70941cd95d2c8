/** Entry of the extension: joins the server's tree and runs to the Testing API, and takes all of it down again. */
import * as vscode from 'vscode';
import { LanguageServer } from './language-server.ts';
import { createRunProfiles } from './running/run-profiles.ts';
import { TestTree } from './tree/test-tree.ts';

let server: LanguageServer | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel('ztest', { log: true });
  const controller = vscode.tests.createTestController('ztest', 'ztest');
  const tree = new TestTree(controller);
  server = new LanguageServer({
    module: context.asAbsolutePath('dist/server.cjs'),
    log,
    onTreeChange: (change) => tree.apply(change),
    onStart: (roots) => tree.open(roots),
  });
  context.subscriptions.push(
    vscode.workspace.onDidOpenTextDocument((document) => tree.showTestsOf(document)),
    log,
    controller,
    ...createRunProfiles({ controller, tree, server, log }),
  );
  await server.start();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
