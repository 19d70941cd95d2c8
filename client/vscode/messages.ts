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

/** In one line, at the end of a line of code. */
export function expectedAndReceived(expected: string, received: string): string {
  return vscode.l10n.t('expected {0}, received {1}', expected, received);
}

/** Beside a node whose tests the source does not tell. */
export function knownOnlyToARun(): string {
  return vscode.l10n.t('known when it runs');
}

export function nodeChosen(version: string, executable = vscode.env.appName): string {
  return vscode.l10n.t('Tests run on Node {0} ({1})', version, executable);
}

export function runFailed(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return `${vscode.l10n.t('The run ended early: {0}', reason)}\r\n`;
}
