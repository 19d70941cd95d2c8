/** The commands that run nothing: every window has them. */
import * as vscode from 'vscode';
import { renameTitle } from '../../../server/protocol.ts';
import { noTestHere } from '../messages.ts';
import type { TestView } from '../test-view.ts';
import { copyTestId } from './copying.ts';
import { explainTest, showExplanations } from './explain-test.ts';
import { createFirstTest } from './first-test.ts';
import { openConfiguration } from './open-configuration.ts';
import { editTitle } from './rename-title.ts';
import { itemsMeant } from './targets.ts';

/** A command of a menu gets what the menu was opened on, one of the palette nothing: then the editor says what is meant. */
export type Handler<Context> = (context: Context, args: readonly unknown[]) => Promise<void> | void;

export type CommandTable<Context> = Readonly<Record<string, Handler<Context>>>;

export const VIEW_COMMANDS: CommandTable<TestView> = {
  'ztest.copyTestId': withItems(async (_view, items) => await copyTestId(items)),
  'ztest.explain': explainTest,
  'ztest.showLog': ({ log }) => log.show(),
  'ztest.restartServer': async ({ server }) => await server.restart(),
  'ztest.openConfiguration': openConfiguration,
  'ztest.createFirstTest': createFirstTest,
  [renameTitle]: async (_view, args) => await editTitle(args),
};

/** Says what to do where no test is meant. */
export function withItems<Context extends TestView>(
  handler: (context: Context, items: readonly vscode.TestItem[]) => Promise<void>,
): Handler<Context> {
  return async (context, args) => {
    const items = itemsMeant(context, args);
    if (items.length > 0) await handler(context, items);
    else void vscode.window.showInformationMessage(noTestHere());
  };
}

export function registerTable<Context extends TestView>(
  table: CommandTable<Context>,
  context: Context,
): readonly vscode.Disposable[] {
  const commands = Object.entries(table).map(([id, handler]) =>
    vscode.commands.registerCommand(id, async (...args: unknown[]) => await handler(context, args)),
  );
  return [...commands, showExplanations()];
}
