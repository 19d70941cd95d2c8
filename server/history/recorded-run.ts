/** What is remembered of a run, picked from its events while they pass. */
import type {
  FilePath,
  Outcome,
  OutcomeReason,
  RunEvent,
  RunMessage,
  SerializedError,
  TestId,
} from '../../test-host/protocol.ts';

/** How much of the project was selected. */
export type RunScope = 'all' | 'files' | 'tests';

/** Who has started it. Parts of the project run many times a minute in an editor, or in watch mode, which counts as one. */
export type RunSource = 'command' | 'editor';

export interface RecordedRun {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly duration: number;
  readonly outcome: 'passed' | 'failed' | 'interrupted';
  readonly scope: RunScope;
  readonly source: RunSource;
  readonly commit?: string | undefined;
  readonly branch?: string | undefined;
  readonly isDirty?: boolean | undefined;
  readonly machine: string;
  readonly node: string;
  /** A hash of what is configured. */
  readonly config: string;
  readonly seed: number;
  readonly isShuffled: boolean;
  readonly results: readonly RecordedResult[];
  /** Of what the tests of a file depend on; a file without one: nobody knows. */
  readonly closures: ReadonlyMap<FilePath, FileClosure>;
}

export interface FileClosure {
  /** A hash of what the file depends on, without what it has read. */
  readonly modules: string;
  /** What it has read: paths relative to the root, variables; see `input-names.ts`. */
  readonly inputs: readonly string[];
  /** A hash of all of it, as the inputs are now. */
  readonly hash: (inputs: readonly string[]) => string;
}

export interface RecordedResult {
  readonly id: TestId;
  readonly outcome: Outcome;
  readonly reason?: OutcomeReason | undefined;
  /** Milliseconds. */
  readonly duration: number;
  readonly attempts: number;
  readonly error?: SerializedError | undefined;
}

/** What the events of a run tell. */
export type RunSummaryNotes = Pick<
  RecordedRun,
  'at' | 'duration' | 'outcome' | 'node' | 'seed' | 'isShuffled' | 'results'
>;

type Finished = Extract<RunEvent, { type: 'test-finished' }>;

/** Tests that were not selected, or that the run did not come to: nothing is known of them. */
const NOT_RUN: ReadonlySet<OutcomeReason | undefined> = new Set<OutcomeReason>([
  'filter',
  'only',
  'bail',
  'cancelled',
]);

export class RunNotes {
  #started: Extract<RunEvent, { type: 'run-started' }> | undefined;
  #finished: Extract<RunEvent, { type: 'run-finished' }> | undefined;
  readonly #tests: Finished[] = [];

  hear(events: readonly RunMessage[]): void {
    for (const event of events) {
      if (event.type === 'test-finished') this.#tests.push(event);
      else if (event.type === 'run-started') this.#started = event;
      else if (event.type === 'run-finished') this.#finished = event;
    }
  }

  /** @returns `undefined`: no test has run */
  summary(): RunSummaryNotes | undefined {
    if (this.#started === undefined || this.#finished === undefined) return undefined;
    const { at, seed, shuffled, versions } = this.#started;
    const { duration, outcome } = this.#finished;
    const results = this.results();
    if (results.length === 0) return undefined;
    return { at, duration, outcome, node: versions.node, seed, isShuffled: shuffled, results };
  }

  /** The last word on each test: one whose host died may have had two. */
  results(): readonly RecordedResult[] {
    const results = new Map<TestId, RecordedResult>();
    for (const { id, outcome, reason, duration, errors, retries, isCached } of this.#tests) {
      if (NOT_RUN.has(reason) || isCached === true) continue;
      const attempts = (retries?.length ?? 0) + 1;
      results.set(id, { id, outcome, reason, duration, attempts, error: errors[0] });
    }
    return [...results.values()];
  }
}
