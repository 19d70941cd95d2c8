/** What the server knows of one test file of a run: enough to give every test an outcome, whatever becomes of the host. */
import type {
  FilePath,
  Outcome,
  OutcomeReason,
  RunEvent,
  SerializedError,
  TestId,
  TestNodeInfo,
} from '../../test-host/protocol.ts';
import { hasFailed } from './run-totals.ts';

export class FileRecord {
  readonly file: FilePath;
  readonly #pending = new Map<TestId, TestNodeInfo>();
  readonly #running = new Map<TestId, number>();
  readonly #suites = new Set<TestId>();
  #startedAt: number | undefined;
  isStarted = false;
  isFinished = false;
  duration = 0;

  constructor(file: FilePath) {
    this.file = file;
  }

  /** Follows the host's events. */
  apply(event: RunEvent): void {
    switch (event.type) {
      case 'file-started':
        this.isStarted = true;
        this.#startedAt = event.at;
        break;
      case 'file-collected':
        for (const node of event.nodes) {
          if (node.kind === 'suite') this.#suites.add(node.id);
          else if (node.isFiltered !== true) this.#pending.set(node.id, node);
        }
        break;
      case 'test-started':
        this.#running.set(event.id, event.at);
        break;
      case 'test-finished':
        this.#pending.delete(event.id);
        this.#running.delete(event.id);
        if (hasFailed(event) && event.quarantine === undefined) this.#failed.add(event.id);
        break;
      case 'file-finished':
        this.isFinished = true;
        this.#hasFailed = hasFailed(event);
        this.duration = event.duration;
        break;
      default:
        break;
    }
  }

  readonly #failed = new Set<TestId>();

  get failedTests(): ReadonlySet<TestId> {
    return this.#failed;
  }

  get hasFailed(): boolean {
    return this.#hasFailed || this.#failed.size > 0;
  }
  #hasFailed = false;

  get runningTests(): readonly TestId[] {
    return [...this.#running.keys()];
  }

  /** The events that end the file when its host cannot: the running tests are blamed, the others told why they did not run. */
  end(cause: EndCause, at: number): readonly RunEvent[] {
    const events: RunEvent[] = [];
    if (!this.isStarted) events.push({ type: 'file-started', file: this.file, host: 0, at });
    const running = this.runningTests;
    for (const id of running) {
      events.push({
        type: 'test-finished',
        id,
        outcome: cause.blamed,
        reason: cause.reason,
        duration: Math.max(0, at - (this.#running.get(id) ?? at)),
        errors: cause.error === undefined ? [] : [cause.error],
      });
      this.#pending.delete(id);
    }
    for (const node of this.#pending.values()) events.push(notRun(node, cause));
    const errors = running.length > 0 || cause.error === undefined ? [] : [cause.error];
    if (cause.hook !== undefined && errors.length > 0) {
      const { kind, suite } = cause.hook;
      const inSuite = this.#suites.has(suite) ? { suite } : {};
      events.push({
        type: 'hook-finished',
        hook: kind,
        ...inSuite,
        file: this.file,
        outcome: 'failed',
        duration: 0,
        errors,
      });
    }
    events.push({
      type: 'file-finished',
      file: this.file,
      outcome: this.#outcomeOf(cause),
      reason: cause.reason,
      duration: Math.max(0, at - (this.#startedAt ?? at)),
      loadDuration: 0,
      errors: cause.hook === undefined ? errors : [],
    });
    return events;
  }

  #outcomeOf(cause: EndCause): Outcome {
    if (cause.blamed !== 'skipped' && cause.others !== 'skipped') return 'errored';
    return this.hasFailed ? 'failed' : 'skipped';
  }
}

export interface EndCause {
  readonly reason: OutcomeReason;
  /** Outcome of the tests that were running. */
  readonly blamed: Outcome;
  /** Outcome of the tests that had not begun. */
  readonly others: 'errored' | 'skipped';
  readonly error?: SerializedError;
  /** Sentence for the tests that had not begun. */
  readonly note: string;
  /** The hook that was running, when no test was. */
  readonly hook?: { readonly kind: 'beforeAll' | 'afterAll'; readonly suite: TestId };
}

function notRun(node: TestNodeInfo, cause: EndCause): RunEvent {
  const base = { type: 'test-finished', id: node.id, duration: 0, errors: [] } as const;
  if (node.mode === 'todo') return { ...base, outcome: 'skipped', reason: 'todo' };
  if (node.mode === 'skip') return { ...base, outcome: 'skipped', reason: 'skip' };
  return {
    ...base,
    outcome: cause.others,
    reason: cause.others === 'skipped' ? cause.reason : 'host-exit',
    note: cause.note,
  };
}
