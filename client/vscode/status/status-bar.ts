/** One place in the status bar: what runs, or how the last run ended. A click ends the run, or shows its results. */
import * as vscode from 'vscode';
import { statusOf } from '../messages.ts';
import type { RunCounts, RunProgress } from '../running/run-progress.ts';

/** A run tells more than anybody can read. */
const REDRAW_MS = 100;

export function showStatus(progress: RunProgress): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('ztest.status', vscode.StatusBarAlignment.Left);
  item.name = 'ztest';
  let timer: NodeJS.Timeout | undefined;
  const draw = (): void => {
    timer = undefined;
    const { counts } = progress;
    const { text, label, action } = statusOf(counts);
    item.text = `${iconOf(counts)} ${text}`;
    item.accessibilityInformation = { label, role: 'button' };
    item.tooltip = `${label}\n${action}`;
    item.command = { command: commandOf(counts), title: action };
  };
  progress.onChange = () => {
    timer ??= setTimeout(draw, REDRAW_MS);
  };
  draw();
  item.show();
  return new vscode.Disposable(() => {
    clearTimeout(timer);
    item.dispose();
  });
}

function iconOf({ isRunning, passed, failed }: RunCounts): string {
  if (isRunning) return '$(loading~spin)';
  if (failed > 0) return '$(error)';
  return passed > 0 ? '$(pass)' : '$(beaker)';
}

function commandOf({ isRunning, planned }: RunCounts): string {
  if (isRunning) return 'testing.cancelRun';
  return planned === 0 ? 'workbench.view.testing.focus' : 'workbench.panel.testResults.view.focus';
}
