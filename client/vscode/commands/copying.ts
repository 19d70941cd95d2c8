/** What other tools, people and machines are told of a test. */
import * as vscode from 'vscode';
import { nothingFailedHere, noTestHere } from '../messages.ts';
import { failureOf } from '../running/last-failures.ts';
import { subjectOf } from '../tree/subjects.ts';
import type { CommandContext } from './command-context.ts';
import { itemsMeant } from './targets.ts';

/** The title of the test, then its messages with their stacks, as text. */
export async function copyFailure(
  context: CommandContext,
  args: readonly unknown[],
): Promise<void> {
  const texts = itemsMeant(context, args).flatMap((item) => failureOf(item) ?? []);
  if (texts.length === 0) void vscode.window.showInformationMessage(nothingFailedHere());
  else await vscode.env.clipboard.writeText(texts.join('\n\n'));
}

export async function copyTestId(items: readonly vscode.TestItem[]): Promise<void> {
  const ids = items.flatMap((item) => {
    const subject = subjectOf(item);
    if (subject?.kind === 'test') return [subject.id];
    return subject?.kind === 'file' ? [subject.file] : [];
  });
  if (ids.length === 0) void vscode.window.showInformationMessage(noTestHere());
  else await vscode.env.clipboard.writeText(ids.join('\n'));
}
