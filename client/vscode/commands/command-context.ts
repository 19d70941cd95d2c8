/** What the handlers of commands are handed. */
import type * as vscode from 'vscode';
import type { HealthStore } from '../health/health-store.ts';
import type { QuarantineStore } from '../health/quarantine-store.ts';
import type { RunContext } from '../running/run-session.ts';

export interface CommandContext extends RunContext {
  readonly profiles: readonly vscode.TestRunProfile[];
  readonly health: HealthStore;
  readonly quarantine: QuarantineStore;
}
