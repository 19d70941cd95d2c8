/** "Δ 87%" in the status bar: how much of the changed lines has run. Not there where nothing has changed or is known. */
import * as vscode from 'vscode';
import { statusOfChanges } from '../messages.ts';
import type { ChangedCode } from './changed-code.ts';

export function showChangesStatus(changed: ChangedCode): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('ztest.changes', vscode.StatusBarAlignment.Left);
  item.name = vscode.l10n.t('ztest: changed lines');
  const show = (): void => {
    const { summary } = changed;
    if (summary === undefined || summary.total === 0) return item.hide();
    const { text, label, action } = statusOfChanges(summary);
    item.text = text;
    item.tooltip = `${label}\n${action}`;
    item.accessibilityInformation = { label: `${label}. ${action}`, role: 'button' };
    item.command = { command: 'ztest.showUncoveredChanges', title: action };
    item.show();
  };
  return vscode.Disposable.from(item, changed.onChange(show));
}
