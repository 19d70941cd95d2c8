/** What the extension says. */
import * as vscode from 'vscode';
import type { Problem } from '../../test-host/protocol.ts';

/** For the terminal of a run: with its line breaks. */
export function describeProblem({ code, message, hint, location }: Problem): string {
  const place =
    location === undefined ? '' : `${[location.file, location.line].filter(Boolean).join(':')}: `;
  const lines = [`${code} ${place}${message}`, ...(hint === undefined ? [] : [hint])];
  return lines.map((line) => `${line}\r\n`).join('');
}

export function runFailed(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return `${vscode.l10n.t('The run ended early: {0}', reason)}\r\n`;
}
