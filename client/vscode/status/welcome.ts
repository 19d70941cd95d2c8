/** What the Testing view says when it has no test to show: the texts are in the manifest, chosen by these facts. */
import * as vscode from 'vscode';
import type { TreeChange } from '../../../server/protocol.ts';
import type { ServerState } from './server-state.ts';

export class Welcome {
  /** Roots whose configuration has problems. */
  readonly #troubled = new Set<string>();

  show(state: ServerState): void {
    void vscode.commands.executeCommand('setContext', 'ztest.state', state);
  }

  learn({ root, problems }: TreeChange): void {
    if (problems === undefined) return;
    if (problems.length > 0) this.#troubled.add(root);
    else this.#troubled.delete(root);
    const hasProblems = this.#troubled.size > 0;
    void vscode.commands.executeCommand('setContext', 'ztest.hasProblems', hasProblems);
  }
}
