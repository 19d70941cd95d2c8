/** How far the runs of the moment are, and how the last ones ended: counted from their events. */
import type { RunEvent } from '../../../test-host/protocol.ts';
import { countTests } from './count-tests.ts';
import type { RootSelection } from './selection.ts';

export interface RunCounts {
  readonly isRunning: boolean;
  /** As far as the source tells. */
  readonly planned: number;
  readonly passed: number;
  /** With tests and files that could not be run. */
  readonly failed: number;
  readonly skipped: number;
}

const NONE: RunCounts = { isRunning: false, planned: 0, passed: 0, failed: 0, skipped: 0 };

export class RunProgress {
  /** Called after each change. */
  onChange: (() => void) | undefined;
  #counts = NONE;
  #runs = 0;

  get counts(): RunCounts {
    return this.#counts;
  }

  /** Runs that go on at the same time are counted together. */
  begin(selections: readonly RootSelection[]): void {
    const before = this.#runs === 0 ? NONE : this.#counts;
    this.#runs += 1;
    let planned = 0;
    for (const { root, files } of selections)
      for (const { file, ids } of files) planned += countTests(root.file(file)?.nodes ?? [], ids);
    this.#set({ ...before, isRunning: true, planned: before.planned + planned });
  }

  count(event: RunEvent): void {
    if (event.type === 'file-finished' && event.errors.length > 0) this.#add('failed');
    if (event.type !== 'test-finished' || event.reason === 'filter') return;
    const { outcome, quarantine } = event;
    if (outcome !== 'failed' && outcome !== 'errored') this.#add(outcome);
    // In quarantine it is shown as skipped: it fails nothing.
    else this.#add(quarantine === undefined ? 'failed' : 'skipped');
  }

  /** Those that nobody ran. */
  countAbandoned(failed: number): void {
    this.#set({ ...this.#counts, failed: this.#counts.failed + failed });
  }

  end(): void {
    this.#runs -= 1;
    if (this.#runs === 0) this.#set({ ...this.#counts, isRunning: false });
  }

  #add(outcome: 'passed' | 'failed' | 'skipped'): void {
    this.#set({ ...this.#counts, [outcome]: this.#counts[outcome] + 1 });
  }

  #set(counts: RunCounts): void {
    this.#counts = counts;
    this.onChange?.();
  }
}
