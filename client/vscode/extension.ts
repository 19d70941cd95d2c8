/** Entry of the extension: joins the server's tree and runs to the Testing API, and takes all of it down again. */
import * as vscode from 'vscode';
import { registerCommands } from './commands/register-commands.ts';
import { LanguageServer } from './language-server.ts';
import { showTestLenses } from './lenses/test-lenses.ts';
import { nodeChosen, showLog, startAgain } from './messages.ts';
import { findNode } from './node-runtime.ts';
import { createRunProfiles } from './running/run-profiles.ts';
import { RunProgress } from './running/run-progress.ts';
import type { RunContext } from './running/run-session.ts';
import { dimStaleResults } from './running/stale-results.ts';
import { registerSnapshotLanguage } from './snapshots/snapshot-language.ts';
import { showStatus } from './status/status-bar.ts';
import { Welcome } from './status/welcome.ts';
import { TestTree } from './tree/test-tree.ts';

let server: LanguageServer | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel('ztest', { log: true });
  const controller = vscode.tests.createTestController('ztest', 'ztest');
  const tree = new TestTree(controller);
  const welcome = new Welcome();
  const treeChanged = new vscode.EventEmitter<void>();
  server = new LanguageServer({
    module: context.asAbsolutePath('dist/server.cjs'),
    log,
    findNode: async () => await chooseNode(log),
    onTreeChange: (change) => {
      const answer = tree.apply(change);
      treeChanged.fire();
      welcome.learn(change);
      return answer;
    },
    onStart: (roots) => {
      tree.open(roots);
      welcome.show('ready');
    },
    onGivenUp: (reason) => {
      tree.giveUp();
      welcome.show('failed');
      void tellGivenUp(reason, log);
    },
  });
  // Everything is looked for anew; what is still there keeps its results.
  controller.refreshHandler = async () => await server?.restart();
  const progress = new RunProgress();
  const runs: RunContext = { controller, tree, server, log, progress };
  const profiles = createRunProfiles(runs);
  context.subscriptions.push(
    vscode.workspace.onDidOpenTextDocument((document) => tree.showTestsOf(document)),
    log,
    controller,
    ...registerSnapshotLanguage(tree),
    ...profiles,
    ...registerCommands({ ...runs, profiles }),
    showStatus(progress),
    showTestLenses(runs, treeChanged.event),
    treeChanged,
    dimStaleResults(runs),
  );
  context.subscriptions.push(
    vscode.workspace.onDidChangeWorkspaceFolders(({ removed }) =>
      tree.close(removed.map(({ uri }) => uri.toString())),
    ),
    // What nothing was executed for is now run: by a server that knows.
    vscode.workspace.onDidGrantWorkspaceTrust(async () => await server?.restart()),
  );
  welcome.show('starting');
  await server.start();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}

async function tellGivenUp(reason: string, log: vscode.LogOutputChannel): Promise<void> {
  const again = startAgain();
  const answer = await vscode.window.showErrorMessage(reason, showLog(), again);
  if (answer === again) await server?.restart();
  else if (answer !== undefined) log.show();
}

async function chooseNode(log: vscode.LogOutputChannel): Promise<string | undefined> {
  const { workspaceFolders: folders = [] } = vscode.workspace;
  const { executable, version, trail } = await findNode({
    setting: vscode.workspace.getConfiguration('ztest').get('nodeExecutable', ''),
    folder: folders.find(({ uri }) => uri.scheme === 'file')?.uri.fsPath,
    ownVersion: process.versions.node,
  });
  for (const sentence of trail) log.warn(sentence);
  log.info(nodeChosen(version, executable));
  return executable;
}
