/**
 * The events of one run, from the first to the last: it passes on what hosts say, fills in what they can no longer say, and
 * always ends. Every test that a host announced gets exactly one outcome.
 */
import type { FilePath, RunEvent, RunMessage, RunSummary } from '../../test-host/protocol.ts';
import { FileRecord, type EndCause } from './file-record.ts';
import type { QuarantineWatch } from '../quarantine/quarantine-watch.ts';
import { RunTotals } from './run-totals.ts';

export interface RunSessionOptions {
  readonly runId: string;
  readonly now: () => number;
  readonly onEvents: (events: readonly RunMessage[]) => void;
  readonly quarantine?: QuarantineWatch | undefined;
}

export class RunSession {
  readonly #options: RunSessionOptions;
  readonly #records = new Map<FilePath, FileRecord>();
  readonly #totals = new RunTotals();
  #batch: RunMessage[] = [];

  constructor(options: RunSessionOptions) {
    this.#options = options;
  }

  get failures(): number {
    return this.#totals.failures;
  }

  get hasFailed(): boolean {
    return this.#totals.hasFailed;
  }

  summary(): RunSummary {
    return this.#totals.summary();
  }

  record(file: FilePath): FileRecord {
    let record = this.#records.get(file);
    if (record === undefined) {
      record = new FileRecord(file);
      this.#records.set(file, record);
    }
    return record;
  }

  records(): Iterable<FileRecord> {
    return this.#records.values();
  }

  /** An event of `file` (absent: of no file). Nothing reaches anybody before {@link flush}. */
  add(event: RunEvent, file?: FilePath): void {
    this.#options.quarantine?.mark(event);
    if (file !== undefined) this.record(file).apply(event);
    this.#totals.apply(event);
    this.#batch.push(Object.assign(event, { runId: this.#options.runId }));
  }

  /** Ends a file whose host cannot. */
  endFile(file: FilePath, cause: EndCause): void {
    const record = this.record(file);
    if (record.isFinished) return;
    for (const event of record.end(cause, this.#options.now())) this.add(event, file);
  }

  flush(): void {
    if (this.#batch.length === 0) return;
    const batch = this.#batch;
    this.#batch = [];
    this.#options.onEvents(batch);
  }
}
