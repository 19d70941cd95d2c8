/**
 * Tests that wait or run, and the editor does not know it yet. A word of that costs as much as a result, and results that
 * come in another order than these words make VS Code build its list of results anew each time it draws it.
 */
import type * as vscode from 'vscode';

export type UntoldState = 'enqueued' | 'started';

export class UntoldStates {
  #old = new Map<vscode.TestItem, UntoldState>();
  #young = new Map<vscode.TestItem, UntoldState>();

  set(item: vscode.TestItem, state: UntoldState): void {
    (this.#old.has(item) ? this.#old : this.#young).set(item, state);
  }

  delete(item: vscode.TestItem): void {
    if (!this.#young.delete(item)) this.#old.delete(item);
  }

  /** @returns those that were there at the last call already: few tests take so long that somebody could read it */
  take(): Iterable<readonly [vscode.TestItem, UntoldState]> {
    const taken = this.#old;
    this.#old = this.#young;
    this.#young = new Map();
    return taken;
  }
}
