/** The Test Explorer and the server that tells it which tests there are: what every window has, also one where none can run. */
import * as vscode from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { LanguageServer } from './language-server.ts';
import { tellGivenUp } from './status/given-up.ts';
import type { ServerState } from './status/server-state.ts';
import { Welcome } from './status/welcome.ts';
import { TestTree } from './tree/test-tree.ts';

export interface TestView {
  readonly controller: vscode.TestController;
  readonly tree: TestTree;
  readonly server: LanguageServer;
  readonly log: vscode.LogOutputChannel;
  /** Tests have come, gone or moved. */
  readonly onTreeChange: vscode.Event<void>;
}

export interface TestViewOptions {
  readonly createClient: (
    options: LanguageClientOptions,
    log: vscode.LogOutputChannel,
  ) => Promise<BaseLanguageClient>;
  readonly onState: (state: ServerState) => void;
}

/** The server is yet to be started. */
export function createTestView(
  { subscriptions }: vscode.ExtensionContext,
  { createClient, onState }: TestViewOptions,
): TestView {
  const log = vscode.window.createOutputChannel('ztest', { log: true });
  const controller = vscode.tests.createTestController('ztest', 'ztest');
  const tree = new TestTree(controller);
  const welcome = new Welcome();
  const treeChanged = new vscode.EventEmitter<void>();
  const show = (state: ServerState): void => {
    welcome.show(state);
    onState(state);
  };
  const server: LanguageServer = new LanguageServer({
    log,
    createClient: async (options) => await createClient(options, log),
    // A copy: what VS Code gives cannot be sent to a worker.
    env: () => ({ ...vscode.workspace.getConfiguration('ztest').get('env', {}) }),
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
      void tellGivenUp(failure, { log, server });
    },
  });
  controller.refreshHandler = async (token) => await server.refresh(token);
  subscriptions.push(
    log,
    controller,
    treeChanged,
    vscode.workspace.onDidOpenTextDocument((document) => tree.showTestsOf(document)),
    vscode.workspace.onDidChangeWorkspaceFolders(({ removed }) =>
      tree.close(removed.map(({ uri }) => uri.toString())),
    ),
    // What nothing was executed for is now run: by a server that knows.
    vscode.workspace.onDidGrantWorkspaceTrust(async () => await server.restart()),
  );
  show('starting');
  return { controller, tree, server, log, onTreeChange: treeChanged.event };
}
