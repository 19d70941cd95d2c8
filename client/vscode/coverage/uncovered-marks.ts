/** Marks beside changed lines that no test runs, in the editor and its overview ruler. */
import * as vscode from 'vscode';
import { changedAndNotRun } from '../messages.ts';
import type { ChangedCode } from './changed-code.ts';

const SETTING = 'changedLines.marks';

export function markUncoveredChanges(changed: ChangedCode): vscode.Disposable {
  const colour = new vscode.ThemeColor('ztest.uncoveredChange');
  const mark = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    borderColor: colour,
    borderStyle: 'solid',
    borderWidth: '0 0 0 3px',
    overviewRulerColor: colour,
    overviewRulerLane: vscode.OverviewRulerLane.Left,
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  const draw = (editors: readonly vscode.TextEditor[]): void => {
    const isOn = areShown();
    for (const editor of editors) {
      const lines = isOn ? changed.linesOf(editor.document.uri) : [];
      editor.setDecorations(
        mark,
        lines
          .filter((line) => line < editor.document.lineCount)
          .map((line) => ({
            range: editor.document.lineAt(line).range,
            hoverMessage: changedAndNotRun(changed.summary?.base ?? ''),
          })),
      );
    }
  };
  return vscode.Disposable.from(
    mark,
    changed.onChange(() => draw(vscode.window.visibleTextEditors)),
    vscode.window.onDidChangeVisibleTextEditors(draw),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`ztest.${SETTING}`)) draw(vscode.window.visibleTextEditors);
    }),
  );
}

export async function toggleUncoveredMarks(): Promise<void> {
  const settings = vscode.workspace.getConfiguration('ztest');
  await settings.update(SETTING, !areShown(), vscode.ConfigurationTarget.Global);
}

function areShown(): boolean {
  return vscode.workspace.getConfiguration('ztest').get(SETTING, true);
}
