/** One run that goes on until a test fails or somebody has seen enough. */
import * as vscode from 'vscode';
import { repeating, repeatedTimes, repetition } from '../messages.ts';
import { endRun, runSelections } from '../running/run-session.ts';
import { selectionOf } from '../running/selection.ts';
import { requestFor } from './run-items.ts';
import type { CommandContext } from './command-context.ts';

export async function repeatUntilFailure(
  context: CommandContext,
  items: readonly vscode.TestItem[],
): Promise<void> {
  const title = repeating(items.map(({ label }) => label).join(', '));
  const location = vscode.ProgressLocation.Notification;
  await vscode.window.withProgress({ location, title, cancellable: true }, async (...shown) => {
    await repeat(context, items, shown);
  });
}

type Shown = readonly [vscode.Progress<{ readonly message?: string }>, vscode.CancellationToken];

async function repeat(
  context: CommandContext,
  items: readonly vscode.TestItem[],
  [progress, token]: Shown,
): Promise<void> {
  const request = requestFor(context, items);
  const testRun = context.controller.createTestRun(request);
  const isOver = (): boolean =>
    token.isCancellationRequested || testRun.token.isCancellationRequested;
  let times = 0;
  try {
    for (let outcome = 'passed'; outcome === 'passed' && !isOver();) {
      const selections = selectionOf(context.tree.roots(), request);
      // The tests may be gone meanwhile.
      if (selections.length === 0) return;
      progress.report({ message: repetition(++times) });
      testRun.appendOutput(`${repetition(times)}\r\n`);
      outcome = await runSelections(context, { request, token, testRun, selections });
      if (outcome === 'failed') void vscode.window.showInformationMessage(repeatedTimes(times));
    }
  } finally {
    await endRun(context, { request, token, testRun });
  }
}
