/**
 * One place in the status bar: what runs, or how the last run ended; first of all whether anything can run. A click does what
 * helps: ends the run, shows its results, or mends what is in the way.
 */
import * as vscode from 'vscode';
import { statusOfRuns, statusOfServer, type StatusText } from '../messages.ts';
import type { RunCounts, RunProgress } from '../running/run-progress.ts';
import type { ServerState } from './server-state.ts';

/** A run tells more than anybody can read. */
const REDRAW_MS = 100;
/**
 * Tests of a run in which the numbers tell by themselves that it goes on. Turning icons and new texts take a tenth of the time
 * that 10,000 results take.
 */
const MANY = 1000;
const REDRAW_OF_MANY_MS = 500;

interface Entry {
  readonly icon: string;
  readonly status: StatusText;
  readonly command: string;
  readonly colour?: 'warning' | 'error';
}

export class StatusBar implements vscode.Disposable {
  readonly #progress: RunProgress;
  readonly #item: vscode.StatusBarItem;
  #state: ServerState = 'starting';
  #timer: NodeJS.Timeout | undefined;

  constructor(progress: RunProgress) {
    this.#progress = progress;
    this.#item = vscode.window.createStatusBarItem('ztest.status', vscode.StatusBarAlignment.Left);
    this.#item.name = 'ztest';
    progress.onChange = () => this.#drawSoon();
    this.#draw();
    this.#item.show();
  }

  show(state: ServerState): void {
    this.#state = state;
    this.#drawSoon();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#item.dispose();
  }

  #drawSoon(): void {
    const { isRunning, planned } = this.#progress.counts;
    const ms = isRunning && planned >= MANY ? REDRAW_OF_MANY_MS : REDRAW_MS;
    this.#timer ??= setTimeout(() => this.#draw(), ms);
  }

  #draw(): void {
    this.#timer = undefined;
    const { icon, status, command, colour } = this.#entry();
    const { text, label, action } = status;
    this.#item.text = `$(${icon}) ${text}`;
    this.#item.accessibilityInformation = { label: `${label}. ${action}`, role: 'button' };
    this.#item.tooltip = `${label}\n${action}`;
    this.#item.command = { command, title: action };
    this.#item.backgroundColor =
      colour && new vscode.ThemeColor(`statusBarItem.${colour}Background`);
  }

  #entry(): Entry {
    const { counts } = this.#progress;
    // A server that comes back takes nothing from what is known.
    if (this.#state === 'ready' || (this.#state === 'starting' && counts.planned > 0))
      return entryOfRuns(counts);
    return { ...OF_SERVER[this.#state], status: statusOfServer(this.#state) };
  }
}

const OF_SERVER: Readonly<Record<Exclude<ServerState, 'ready'>, Omit<Entry, 'status'>>> = {
  starting: { icon: 'sync~spin', command: 'ztest.showLog' },
  restricted: { icon: 'shield', command: 'workbench.trust.manage' },
  'no-node': { icon: 'error', command: 'ztest.chooseNode', colour: 'error' },
  failed: { icon: 'error', command: 'ztest.restartServer', colour: 'error' },
};

function entryOfRuns(counts: RunCounts): Entry {
  const { isRunning, planned, passed, failed } = counts;
  const status = statusOfRuns(counts);
  if (isRunning) {
    const icon = planned >= MANY ? 'loading' : 'loading~spin';
    return { icon, status, command: 'testing.cancelRun' };
  }
  if (planned === 0) return { icon: 'beaker', status, command: 'workbench.view.testing.focus' };
  const icon = failed > 0 ? 'error' : passed > 0 ? 'pass' : 'beaker';
  return { icon, status, command: 'workbench.panel.testResults.view.focus' };
}
