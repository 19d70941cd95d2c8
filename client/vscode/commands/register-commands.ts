/** The commands of the extension: what `contributes.commands` of the manifest names, and what only menus and lenses call. */
import * as vscode from 'vscode';
import { installPackage, renameTitle, type InstallPackage } from '../../../server/protocol.ts';
import type { CommandContext } from './command-context.ts';
import { toggleContinuousRun } from './continuous.ts';
import { copyFailure, copyTestId } from './copying.ts';
import { explainTest, showExplanations } from './explain-test.ts';
import { noTestHere } from '../messages.ts';
import { showNodeSetting } from '../node/choose-node.ts';
import { createFirstTest } from './first-test.ts';
import { installInTerminal, installZtest } from './installing.ts';
import { openConfiguration } from './open-configuration.ts';
import { repeatUntilFailure } from './repeat-until-failure.ts';
import { chooseTest, goToSource, goToTest, runTestsOfFile, runTestsOfSymbol } from './related.ts';
import { editTitle } from './rename-title.ts';
import { itemsMeant } from './targets.ts';
import { updateSnapshots } from './update-snapshots.ts';

type Handler = (context: CommandContext, args: readonly unknown[]) => Promise<void> | void;

/** A command of a menu gets what the menu was opened on, one of the palette nothing: then the editor says what is meant. */
const COMMANDS: Readonly<Record<string, Handler>> = {
  'ztest.runTestsOfFile': runTestsOfFile,
  'ztest.runTestsOfSymbol': runTestsOfSymbol,
  'ztest.chooseTest': chooseTest,
  'ztest.goToTest': goToTest,
  'ztest.goToSource': goToSource,
  'ztest.updateSnapshots': withItems(updateSnapshots),
  'ztest.repeatUntilFailure': withItems(repeatUntilFailure),
  'ztest.toggleContinuousRun': withItems(toggleContinuousRun),
  'ztest.copyFailure': async (context, args) => await copyFailure(context, args),
  'ztest.copyTestId': withItems(async (_context, items) => await copyTestId(items)),
  'ztest.explain': explainTest,
  'ztest.showLog': ({ log }) => log.show(),
  'ztest.chooseNode': showNodeSetting,
  'ztest.restartServer': async ({ server }) => await server.restart(),
  'ztest.openConfiguration': openConfiguration,
  'ztest.createFirstTest': createFirstTest,
  'ztest.install': installZtest,
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our server's quick fix hands it over
  [installPackage]: (_context, [wanted]) => installInTerminal(wanted as InstallPackage),
  [renameTitle]: async (_context, args) => await editTitle(args),
};

/** Says what to do where no test is meant. */
function withItems(
  handler: (context: CommandContext, items: readonly vscode.TestItem[]) => Promise<void>,
): Handler {
  return async (context, args) => {
    const items = itemsMeant(context, args);
    if (items.length > 0) await handler(context, items);
    else void vscode.window.showInformationMessage(noTestHere());
  };
}

export function registerCommands(context: CommandContext): readonly vscode.Disposable[] {
  const commands = Object.entries(COMMANDS).map(([id, handler]) =>
    vscode.commands.registerCommand(id, async (...args: unknown[]) => await handler(context, args)),
  );
  return [...commands, showExplanations()];
}
