/** Entry of the extension: joins the server's tree and runs to the Testing API, and takes all of it down again. */
import * as vscode from 'vscode';
import { registerCommands } from './commands/register-commands.ts';
import { LanguageServer } from './language-server.ts';
import { showTestLenses } from './lenses/test-lenses.ts';
import { chooseNode } from './node/choose-node.ts';
import { createRunProfiles } from './running/run-profiles.ts';
import { RunProgress } from './running/run-progress.ts';
import type { RunContext } from './running/run-session.ts';
import { dimStaleResults } from './running/stale-results.ts';
import { registerSnapshotLanguage } from './snapshots/snapshot-language.ts';
import { tellGivenUp } from './status/given-up.ts';
import type { ServerState } from './status/server-state.ts';
import { StatusBar } from './status/status-bar.ts';
import { Welcome } from './status/welcome.ts';
import { TestTree } from './tree/test-tree.ts';

/** Settings that it is started with. */
const OF_THE_SERVER = ['ztest.nodeExecutable', 'ztest.env'];

let server: LanguageServer | undefined;

/** What tests of the extension look at. Others should not: nothing about it is promised. */
export interface ExtensionExports {
  readonly controller: vscode.TestController;
  readonly profiles: readonly vscode.TestRunProfile[];
}

/** Takes no longer than it keeps the extension host: the server starts meanwhile. */
export function activate(context: vscode.ExtensionContext): ExtensionExports {
  const log = vscode.window.createOutputChannel('ztest', { log: true });
  const controller = vscode.tests.createTestController('ztest', 'ztest');
  const tree = new TestTree(controller);
  const welcome = new Welcome();
  const treeChanged = new vscode.EventEmitter<void>();
  const progress = new RunProgress();
  const status = new StatusBar(progress);
  const show = (state: ServerState): void => {
    welcome.show(state);
    status.show(state);
  };
  server = new LanguageServer({
    module: context.asAbsolutePath('dist/server.cjs'),
    log,
    findNode: async () => await chooseNode(log),
    env: () => vscode.workspace.getConfiguration('ztest').get('env', {}),
    onTreeChange: (change) => {
      const answer = tree.apply(change);
      treeChanged.fire();
      welcome.learn(change);
      return answer;
    },
    onStart: (roots) => {
      tree.open(roots);
      show(roots.isTrusted ? 'ready' : 'restricted');
    },
    onEnd: () => show('starting'),
    onGivenUp: (failure) => {
      tree.giveUp();
      show(failure.reason === 'no-node' ? 'no-node' : 'failed');
      void tellGivenUp(failure, { log, server: runs.server });
    },
  });
  controller.refreshHandler = async (token) => await server?.refresh(token);
  const runs: RunContext = { controller, tree, server, log, progress };
  const profiles = createRunProfiles(runs);
  context.subscriptions.push(
    vscode.workspace.onDidOpenTextDocument((document) => tree.showTestsOf(document)),
    log,
    controller,
    ...registerSnapshotLanguage(tree),
    ...profiles,
    ...registerCommands({ ...runs, profiles }),
    status,
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
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      const isOther = OF_THE_SERVER.some((name) => event.affectsConfiguration(name));
      if (isOther) await server?.restart();
    }),
  );
  show('starting');
  void server.start();
  return { controller, profiles };
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
