/** A window without Node: tests are shown as everywhere, and whatever would run them says where they can run. */
import * as vscode from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { registerTable, VIEW_COMMANDS } from '../commands/view-commands.ts';
import { continueElsewhere, nothingRunsWithoutNode, shownOnly } from '../messages.ts';
import { asTerminalText } from '../running/run-notes.ts';
import { registerSnapshotLanguage } from '../snapshots/snapshot-language.ts';
import { createTestView, type TestView } from '../test-view.ts';
import { answerFiles } from './answer-files.ts';

const WHY = 'ztest.whyNothingRuns';
/** VS Code's own: a clone on this machine, a Codespace, a remote repository. */
const CONTINUE_ELSEWHERE = '_workbench.editSessions.actions.continueEditSession';

/** Whether no folder is on a disk of the machine that the extension runs on. */
export function isOutOfReach(): boolean {
  const { workspaceFolders: folders = [] } = vscode.workspace;
  return folders.length > 0 && folders.every(({ uri }) => uri.scheme !== 'file');
}

export function showTestsOnly(
  context: vscode.ExtensionContext,
  createClient: (
    options: LanguageClientOptions,
  ) => BaseLanguageClient | Promise<BaseLanguageClient>,
): TestView & { readonly profiles: readonly vscode.TestRunProfile[] } {
  const view = createTestView(context, {
    createClient: async (options) => {
      const client = await createClient(options);
      answerFiles(client, context);
      return client;
    },
    onState: () => {},
  });
  void vscode.commands.executeCommand('setContext', 'ztest.withoutNode', true);
  const { Run } = vscode.TestRunProfileKind;
  const answerRun = (request: vscode.TestRunRequest): void => {
    const run = view.controller.createTestRun(request);
    run.appendOutput(asTerminalText([nothingRunsWithoutNode()]));
    run.end();
    void tellWhy();
  };
  const profile = view.controller.createRunProfile(vscode.l10n.t('Run'), Run, answerRun, true);
  const commands = commandsOf(context).filter((id) => VIEW_COMMANDS[id] === undefined);
  context.subscriptions.push(
    ...registerSnapshotLanguage(view.tree),
    ...registerTable(VIEW_COMMANDS, view),
    ...[...commands, WHY].map((id) => vscode.commands.registerCommand(id, tellWhy)),
    profile,
    showStatus(),
  );
  return { ...view, profiles: [profile] };
}

async function tellWhy(): Promise<void> {
  const elsewhere = continueElsewhere();
  const answer = await vscode.window.showInformationMessage(nothingRunsWithoutNode(), elsewhere);
  if (answer === elsewhere) await vscode.commands.executeCommand(CONTINUE_ELSEWHERE);
}

function showStatus(): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('ztest.status', vscode.StatusBarAlignment.Left);
  item.name = 'ztest';
  item.text = `$(beaker-stop) ${shownOnly()}`;
  item.tooltip = nothingRunsWithoutNode();
  item.accessibilityInformation = { label: nothingRunsWithoutNode(), role: 'button' };
  item.command = WHY;
  item.show();
  return item;
}

function commandsOf({ extension }: vscode.ExtensionContext): readonly string[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own manifest
  const manifest = extension.packageJSON as {
    readonly contributes: { readonly commands: readonly { readonly command: string }[] };
  };
  return manifest.contributes.commands.map(({ command }) => command);
}
