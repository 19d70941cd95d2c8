/** Entry of the extension: joins the server's tree and runs to the Testing API, and takes all of it down again. */
import * as vscode from 'vscode';
import { registerCommands } from './commands/register-commands.ts';
import { ChangedCode } from './coverage/changed-code.ts';
import { showChangesStatus } from './coverage/changes-status.ts';
import { Counting } from './coverage/counting.ts';
import { showLineHovers } from './coverage/line-hover.ts';
import { markUncoveredChanges } from './coverage/uncovered-marks.ts';
import { showUncoveredView } from './coverage/uncovered-view.ts';
import { HealthStore } from './health/health-store.ts';
import { showHealthView } from './health/health-view.ts';
import { markFlakyTests } from './health/line-marks.ts';
import { registerQuarantineFixes } from './health/quarantine-fixes.ts';
import { QuarantineStore } from './health/quarantine-store.ts';
import { markInTree } from './health/tree-marks.ts';
import { showTestLenses } from './lenses/test-lenses.ts';
import { loadLanguageClient } from './node/load-language-client.ts';
import { createNodeClient } from './node/node-client.ts';
import { createRunProfiles } from './running/run-profiles.ts';
import { RunProgress } from './running/run-progress.ts';
import type { RunContext } from './running/run-session.ts';
import { dimStaleResults } from './running/stale-results.ts';
import { registerSnapshotLanguage } from './snapshots/snapshot-language.ts';
import { StatusBar } from './status/status-bar.ts';
import { createTestView, type TestView } from './test-view.ts';
import { isOutOfReach, showTestsOnly } from './without-node/show-tests-only.ts';

/** Milliseconds after the server has begun: first come the tests. */
const FIRST_MS = 1000;

/** Settings that the server is started with. */
const OF_THE_SERVER = ['ztest.nodeExecutable', 'ztest.env'];

let view: TestView | undefined;

/** What tests of the extension look at. Others should not: nothing about it is promised. */
export interface ExtensionExports {
  readonly controller: vscode.TestController;
  readonly profiles: readonly vscode.TestRunProfile[];
}

/** Takes no longer than it keeps the extension host: the server starts meanwhile. */
export function activate(context: vscode.ExtensionContext): ExtensionExports {
  const { profiles, ...shown } = isOutOfReach() ? showOnly(context) : showAndRun(context);
  view = shown;
  void view.server.start();
  return { controller: view.controller, profiles };
}

export async function deactivate(): Promise<void> {
  await view?.server.stop();
}

type ShownTests = TestView & Pick<ExtensionExports, 'profiles'>;

/** The folder is on a file system that only VS Code can read (`vscode-vfs:`). */
function showOnly(context: vscode.ExtensionContext): ShownTests {
  const server = context.asAbsolutePath('dist/web-server.cjs');
  return showTestsOnly(context, async (options) =>
    (await loadLanguageClient()).createThreadClient(server, options),
  );
}

function showAndRun(context: vscode.ExtensionContext): ShownTests {
  const progress = new RunProgress();
  const status = new StatusBar(progress);
  const module = context.asAbsolutePath('dist/server.cjs');
  const testView = createTestView(context, {
    createClient: async (options, log) => await createNodeClient(module, options, log),
    onState: (state) => {
      status.show(state);
      if (state !== 'ready') return;
      changed.refresh(FIRST_MS);
      health.follow();
      quarantine.follow();
    },
  });
  const { tree, server, onTreeChange } = testView;
  const counting = new Counting();
  const runs: RunContext = { ...testView, progress, counting };
  const profiles = createRunProfiles(runs);
  const changed = new ChangedCode(runs);
  const health = new HealthStore(testView);
  const quarantine = new QuarantineStore(testView);
  const lensesChanged = new vscode.EventEmitter<void>();
  context.subscriptions.push(
    ...registerSnapshotLanguage(tree),
    registerQuarantineFixes(),
    ...profiles,
    ...registerCommands({ ...runs, profiles, health, quarantine }),
    status,
    lensesChanged,
    onTreeChange(() => lensesChanged.fire()),
    counting.onCounted(() => lensesChanged.fire()),
    showTestLenses(runs, lensesChanged.event),
    counting,
    changed,
    showLineHovers(runs),
    showUncoveredView(changed),
    markUncoveredChanges(changed),
    showChangesStatus(changed),
    dimStaleResults(runs),
    health,
    quarantine,
    markInTree(testView, health, quarantine),
    markFlakyTests(testView, health, context.extensionUri),
    showHealthView(testView, health, quarantine),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      const isOther = OF_THE_SERVER.some((name) => event.affectsConfiguration(name));
      if (isOther) await server.restart();
    }),
  );
  return { ...testView, profiles };
}
