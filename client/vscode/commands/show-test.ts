/** Opens a test where it stands. */
import * as vscode from 'vscode';
import type { TestView } from '../test-view.ts';

export async function showTest(_view: TestView, [item]: readonly vscode.TestItem[]): Promise<void> {
  if (item?.uri === undefined) return;
  const start = item.range?.start ?? new vscode.Position(0, 0);
  await vscode.window.showTextDocument(item.uri, { selection: new vscode.Range(start, start) });
}
