/** Counts of a run, kept while its events pass. */
import type { Outcome, RunEvent, RunSummary, SnapshotCounts } from '../../test-host/protocol.ts';

export class RunTotals {
  readonly #files = zeroes();
  readonly #tests = zeroes();
  #todo = 0;
  #flaky = 0;
  #quarantined = 0;
  #cached = 0;
  #snapshots: SnapshotCounts = {
    matched: 0,
    written: 0,
    updated: 0,
    unmatched: 0,
    obsolete: 0,
    removed: 0,
  };
  /** Errors outside any test, error-level problems. */
  #errors = 0;

  apply(event: RunEvent): void {
    switch (event.type) {
      case 'test-finished':
        if (event.quarantine !== undefined && hasFailed(event)) {
          this.#quarantined++;
          break;
        }
        this.#tests[event.outcome]++;
        if (event.isCached === true && event.outcome === 'passed') this.#cached++;
        if (event.reason === 'todo') this.#todo++;
        if (
          event.outcome === 'passed' &&
          event.retries !== undefined &&
          event.quarantine === undefined
        )
          this.#flaky++;
        break;
      case 'file-finished':
        this.#files[event.outcome]++;
        this.#errors += event.errors.length;
        if (event.snapshots !== undefined)
          this.#snapshots = added(this.#snapshots, event.snapshots);
        break;
      case 'problem':
        if (event.problem.severity === 'error') this.#errors++;
        break;
      default:
        break;
    }
  }

  get failures(): number {
    return this.#tests.failed + this.#tests.errored;
  }

  get hasFailed(): boolean {
    return this.failures > 0 || this.#files.failed + this.#files.errored > 0 || this.#errors > 0;
  }

  summary(): RunSummary {
    return {
      files: { ...this.#files },
      tests: { ...this.#tests },
      todo: this.#todo,
      flaky: this.#flaky,
      quarantined: this.#quarantined,
      cached: this.#cached,
      snapshots: this.#snapshots,
    };
  }
}

export function hasFailed({ outcome }: { readonly outcome: Outcome }): boolean {
  return outcome === 'failed' || outcome === 'errored';
}

function zeroes(): Record<Outcome, number> {
  return { passed: 0, failed: 0, skipped: 0, errored: 0 };
}

function added(a: SnapshotCounts, b: SnapshotCounts): SnapshotCounts {
  return {
    matched: a.matched + b.matched,
    written: a.written + b.written,
    updated: a.updated + b.updated,
    unmatched: a.unmatched + b.unmatched,
    obsolete: a.obsolete + b.obsolete,
    removed: a.removed + b.removed,
  };
}
