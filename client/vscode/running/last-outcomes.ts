/** How each test ended last in this window, for who lists tests elsewhere than in the Test Explorer. */
import type * as vscode from 'vscode';
import type { Outcome } from '../../../test-host/protocol.ts';

const outcomes = new WeakMap<vscode.TestItem, Outcome>();

export function noteOutcome(item: vscode.TestItem, outcome: Outcome): void {
  outcomes.set(item, outcome);
}

/** @returns `undefined`: it has not run yet */
export function outcomeOf(item: vscode.TestItem): Outcome | undefined {
  return outcomes.get(item);
}
