/** Runs that answer a question about one test. Each has a process of its own, and leaves no trace. */
import type { RunMessage, SerializedError, TestId } from '../../test-host/protocol.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import type { RequestedFile, RunRequest, RunResult } from '../running/run-request.ts';

export type Run = (request: RunRequest) => Promise<RunResult>;

export interface TrialOptions {
  readonly run: Run;
  readonly config: ResolvedConfig;
  readonly signal: AbortSignal;
}

export interface TrialRequest {
  /** In this order, one after the other. */
  readonly files: readonly RequestedFile[];
  /** What is other than configured. */
  readonly settings?: Partial<ResolvedConfig>;
  /** Absolute path of a set-up file that is loaded before all others. */
  readonly setup?: string;
}

export interface TrialResult {
  readonly id: TestId;
  readonly hasFailed: boolean;
  readonly reason: string | undefined;
  /** Milliseconds. */
  readonly duration: number;
  readonly error: SerializedError | undefined;
}

/** Results of the tests that ran, in their order. */
export type Trial = ReadonlyMap<TestId, TrialResult>;

/** Runs as often as it is asked, and counts. */
export class Trials {
  readonly #options: TrialOptions;
  count = 0;

  constructor(options: TrialOptions) {
    this.#options = options;
  }

  async run({ files, settings = {}, setup }: TrialRequest): Promise<Trial> {
    const { run, signal } = this.#options;
    const change = (config: ResolvedConfig): ResolvedConfig => ({
      ...config,
      ...settings,
      ...(setup !== undefined && { setupFiles: [setup, ...config.setupFiles] }),
      workers: 1,
      bail: 0,
      failureStrategy: 'continue',
      snapshot: { ...config.snapshot, update: 'none' },
      retry: { count: 0, delay: 0 },
      seed: settings.seed ?? 1,
    });
    // One a configuration: files of the same one run together.
    const changed = new Map<ResolvedConfig, ResolvedConfig>();
    const changedOnce = (config: ResolvedConfig): ResolvedConfig => {
      const known = changed.get(config) ?? change(config);
      changed.set(config, known);
      return known;
    };
    const results = new Map<TestId, TrialResult>();
    this.count++;
    await run({
      config: changedOnce(this.#options.config),
      files: files.map((file) => ({
        ...file,
        ...(file.config !== undefined && { config: changedOnce(file.config) }),
      })),
      isTrial: true,
      signal,
      onEvents: (events) => note(events, results),
    });
    signal.throwIfAborted();
    return results;
  }
}

function note(events: readonly RunMessage[], results: Map<TestId, TrialResult>): void {
  for (const event of events) {
    if (event.type !== 'test-finished' || event.outcome === 'skipped') continue;
    const { id, outcome, reason, duration, errors } = event;
    const hasFailed = outcome !== 'passed';
    results.set(id, { id, hasFailed, reason, duration, error: errors[0] });
  }
}
