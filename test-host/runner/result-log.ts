/**
 * Results on their way out, in order. They wait for the next turn of the event loop, because only then does Node
 * report a rejection that a test left behind: until it is sent, a result can still become a failure.
 *
 * A turn costs some microseconds, an empty test less than one. So the first tests of a file get a turn each (in a
 * small file every result is out before the next test starts, which matters when that one takes the process down),
 * later ones share a turn a millisecond. Where tests expect that nothing runs between them (Jest), results do not wait.
 */
import type { FileDefaults, TestNode, UserFunction } from '../api/registry.ts';
import type { Outcome, OutcomeReason, RunEvent, SerializedError, TestId } from '../protocol.ts';
import type { Attempt } from './attempt.ts';
import type { Failure } from './failure.ts';
import type { Clock } from './clock.ts';

const TESTS_WITH_OWN_TURN = 8;
const MILLISECONDS_BETWEEN_TURNS = 1;
/** Of a file whose tests expect none: only so that it can be cancelled. */
const MILLISECONDS_BETWEEN_RARE_TURNS = 1000;

export interface SkippedTest {
  readonly node: TestNode;
  readonly reason: OutcomeReason;
  readonly note: string | undefined;
}

export interface FinishedTest {
  readonly attempt: Attempt;
  readonly duration: number;
  /** Failures of earlier attempts, oldest first. */
  readonly retries: readonly (readonly Failure[])[];
  /** Which run failed, when there were several. */
  readonly repeat: number | undefined;
}

/** What became of a suite and all below it; complete once the results have been sent. */
export interface Tally {
  readonly tests: Record<Outcome, number>;
  todo: number;
  flaky: number;
  /** beforeAll and afterAll hooks that failed. */
  hookFailures: number;
}

interface LogOptions {
  readonly clock: Clock;
  readonly registry: { readonly defaults: FileDefaults };
  emit(event: RunEvent): void;
  serialize(error: unknown, failed?: UserFunction): SerializedError;
}

export class ResultLog {
  readonly #options: LogOptions;
  #waiting: (() => void)[] = [];
  #isFlushDue = false;
  #turns = 0;
  #lastTurn: number;

  constructor(options: LogOptions) {
    this.#options = options;
    this.#lastTurn = options.clock.now();
  }

  /** Adds a step that is due when everything before it has been sent. */
  add(send: () => void): void {
    this.#waiting.push(send);
    if (this.#isFlushDue) return;
    // Should the next test wait for something, the loop turns without us.
    this.#isFlushDue = true;
    void this.#options.clock.nextTurn().then(() => {
      this.flush();
    });
  }

  /** After a test: sends what there is to send, now and then or when it has failed; mostly after a turn of the event loop. */
  afterTest(hasFailed: boolean, now: number): Promise<void> | undefined {
    const since = now - this.#lastTurn;
    const isDue = this.#turns < TESTS_WITH_OWN_TURN || since >= MILLISECONDS_BETWEEN_TURNS;
    if (!hasFailed && !isDue) return undefined;
    if (!this.turnsRarely || since >= MILLISECONDS_BETWEEN_RARE_TURNS) return this.turn();
    this.flush();
    return undefined;
  }

  get turnsRarely(): boolean {
    return this.#options.registry.defaults.turnsRarely === true;
  }

  /** Lets the event loop turn, then sends all results. */
  async turn(): Promise<void> {
    this.#turns++;
    await this.#options.clock.nextTurn();
    this.flush();
    this.#lastTurn = this.#options.clock.now();
  }

  flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#isFlushDue = false;
    for (const send of waiting) send();
  }

  addSkipped({ node, reason, note }: SkippedTest, tally: Tally): void {
    this.add(() => {
      tally.tests.skipped++;
      if (reason === 'todo') tally.todo++;
      this.#options.emit({
        type: 'test-finished',
        id: node.id,
        outcome: 'skipped',
        reason,
        ...(note === undefined ? {} : { note }),
        duration: 0,
        errors: [],
      });
    });
  }

  /** A test that never started because a hook failed, whose error it shows. */
  addBlocked(id: TestId, errors: readonly SerializedError[], tally: Tally): void {
    this.add(() => {
      tally.tests.failed++;
      this.#options.emit({
        type: 'test-finished',
        id,
        outcome: 'failed',
        reason: 'hook',
        duration: 0,
        errors,
      });
    });
  }

  addFinished(finished: FinishedTest, tally: Tally): void {
    this.add(() => {
      this.#sendFinished(finished, tally);
    });
  }

  #sendFinished({ attempt, duration, retries, repeat }: FinishedTest, tally: Tally): void {
    attempt.isReported = true;
    const { outcome, reason, note } = judgeAttempt(attempt);
    if (
      attempt.rare === undefined &&
      outcome === 'passed' &&
      retries.length === 0 &&
      reason === undefined
    ) {
      // Nearly all results look like this.
      tally.tests.passed++;
      this.#options.emit({
        type: 'test-finished',
        id: attempt.id,
        outcome,
        duration,
        errors: NO_ERRORS,
      });
      return;
    }
    const print = ({ error }: Failure): SerializedError =>
      this.#options.serialize(error, attempt.node.fn);
    tally.tests[outcome]++;
    if (outcome === 'passed' && retries.length > 0) tally.flaky++;
    const annotations = attempt.rare?.annotations ?? [];
    const attachments = attempt.rare?.attachments ?? [];
    this.#options.emit({
      type: 'test-finished',
      id: attempt.id,
      outcome,
      ...(reason === undefined ? {} : { reason }),
      ...(note === undefined ? {} : { note }),
      duration,
      errors: outcome === 'failed' ? attempt.failures.map(print) : [],
      ...(retries.length === 0 ? {} : { retries: retries.map((failures) => failures.map(print)) }),
      ...(repeat === undefined || outcome !== 'failed' ? {} : { repeat }),
      ...(annotations.length === 0 ? {} : { annotations }),
      ...(attachments.length === 0 ? {} : { attachments }),
    });
  }
}

const NO_ERRORS: readonly SerializedError[] = [];

interface Judgement {
  readonly outcome: Outcome;
  readonly reason?: OutcomeReason | undefined;
  readonly note?: string | undefined;
}

const PASSED: Judgement = { outcome: 'passed' };
const EXPECTED_FAILURE: Judgement = { outcome: 'passed', reason: 'expected-failure' };

function judgeAttempt(attempt: Attempt): Judgement {
  if (attempt.isCancelled) return { outcome: 'skipped', reason: 'cancelled' };
  const [failure] = attempt.failures;
  if (failure !== undefined) return { outcome: 'failed', reason: failure.reason };
  if (attempt.skipRequest !== undefined) {
    return { outcome: 'skipped', reason: 'skip', note: attempt.skipRequest.note };
  }
  return attempt.node.fails ? EXPECTED_FAILURE : PASSED;
}

export function createTally(): Tally {
  const tests = { passed: 0, failed: 0, skipped: 0, errored: 0 };
  return { tests, todo: 0, flaky: 0, hookFailures: 0 };
}

export function addTally(to: Tally, from: Tally): void {
  to.tests.passed += from.tests.passed;
  to.tests.failed += from.tests.failed;
  to.tests.skipped += from.tests.skipped;
  to.tests.errored += from.tests.errored;
  to.todo += from.todo;
  to.flaky += from.flaky;
  to.hookFailures += from.hookFailures;
}

export function outcomeOf({ tests, hookFailures }: Tally): 'passed' | 'failed' | 'skipped' {
  if (hookFailures > 0 || tests.failed > 0 || tests.errored > 0) return 'failed';
  return tests.passed > 0 ? 'passed' : 'skipped';
}
