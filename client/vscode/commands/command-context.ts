/** What the handlers of commands are handed. */
import type * as vscode from 'vscode';
import type { RunContext } from '../running/run-session.ts';

export interface CommandContext extends RunContext {
  readonly profiles: readonly vscode.TestRunProfile[];
}
