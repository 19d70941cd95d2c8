/** The commands of the extension: what `contributes.commands` of the manifest names, and what only menus and lenses call. */
import type * as vscode from 'vscode';
import {
  diagnoseTest,
  findPolluters,
  installPackage,
  quarantineTest,
  removeFromQuarantineCommand,
  type InstallPackage,
} from '../../../server/protocol.ts';
import {
  copyCoveringTests,
  debugCoveringTests,
  runCoveringTests,
  showCoveringTests,
} from '../coverage/covering-tests.ts';
import { toggleUncoveredMarks } from '../coverage/uncovered-marks.ts';
import { focusUncoveredView } from '../coverage/uncovered-view.ts';
import { diagnose, findThePolluters } from '../health/diagnosing.ts';
import { quarantineTests, unquarantineTests } from '../health/quarantining.ts';
import { focusHealthView } from '../health/health-view.ts';
import type { CommandContext } from './command-context.ts';
import { toggleContinuousRun } from './continuous.ts';
import { copyFailure } from './copying.ts';
import { showNodeSetting } from '../node/node-setting.ts';
import { installInTerminal, installZtest } from './installing.ts';
import {
  analyseJest,
  compareRunners,
  migrateFile,
  migrateWorkspace,
  undoLastMigration,
} from './migrating.ts';
import { repeatUntilFailure } from './repeat-until-failure.ts';
import { showTest } from './show-test.ts';
import { chooseTest, goToSource, goToTest, runTestsOfFile, runTestsOfSymbol } from './related.ts';
import { updateSnapshots } from './update-snapshots.ts';
import { registerTable, VIEW_COMMANDS, withItems, type CommandTable } from './view-commands.ts';

const COMMANDS: CommandTable<CommandContext> = {
  ...VIEW_COMMANDS,
  'ztest.runTestsOfFile': runTestsOfFile,
  'ztest.runTestsOfSymbol': runTestsOfSymbol,
  'ztest.chooseTest': chooseTest,
  'ztest.goToTest': goToTest,
  'ztest.goToSource': goToSource,
  'ztest.showCoveringTests': showCoveringTests,
  'ztest.runCoveringTests': runCoveringTests,
  'ztest.debugCoveringTests': debugCoveringTests,
  'ztest.copyCoveringTests': copyCoveringTests,
  'ztest.showUncoveredChanges': focusUncoveredView,
  'ztest.toggleUncoveredMarks': toggleUncoveredMarks,
  'ztest.updateSnapshots': withItems(updateSnapshots),
  'ztest.repeatUntilFailure': withItems(repeatUntilFailure),
  [diagnoseTest]: withItems(diagnose),
  [findPolluters]: withItems(findThePolluters),
  [quarantineTest]: withItems(quarantineTests),
  [removeFromQuarantineCommand]: withItems(unquarantineTests),
  'ztest.showTestHealth': focusHealthView,
  'ztest.showTest': withItems(showTest),
  'ztest.toggleContinuousRun': withItems(toggleContinuousRun),
  'ztest.copyFailure': async (context, args) => await copyFailure(context, args),
  'ztest.analyseJest': analyseJest,
  'ztest.migrate': migrateWorkspace,
  'ztest.migrateFile': migrateFile,
  'ztest.undoMigration': undoLastMigration,
  'ztest.compareWithJest': compareRunners,
  'ztest.chooseNode': showNodeSetting,
  'ztest.install': installZtest,
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our server's quick fix hands it over
  [installPackage]: (_context, [wanted]) => installInTerminal(wanted as InstallPackage),
};

export function registerCommands(context: CommandContext): readonly vscode.Disposable[] {
  return registerTable(COMMANDS, context);
}
