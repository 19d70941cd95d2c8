/** One attempt of one test: what `currentTest()` gives while it runs, and what came of it. */
import type { TestNode } from '../api/registry.ts';
import { titlesOf } from '../api/registry.ts';
import type { FileScope, PendingAssertion, TestScope } from '../api/scope.ts';
import type { TestContext } from '../api/types.ts';
import type { Annotation, Attachment, OutcomeReason, TestId } from '../protocol.ts';
import type { CallOwner, Waiting } from './call-user.ts';
import type { Deadlines } from './clock.ts';
import type { Failure } from './failure.ts';
import type { FileRun } from './file-run.ts';
import type { HeldRejections } from './held-rejections.ts';
import { TestMembers } from './test-context.ts';
import { SkipRequest } from './skip-request.ts';

/** Which attempt it is. */
export interface Turn {
  readonly concurrent: boolean;
  /** 0 for the first attempt, 1 for the first retry, … */
  readonly retry: number;
  /** 0 for the first run, 1 for the first repeat, … */
  readonly repeat: number;
}

const NO_FAILURES: readonly Failure[] = [];

type TestCallback = (t: TestContext) => unknown;

class RareState {
  readonly softErrors: unknown[] = [];
  readonly pendingAssertions = new Set<PendingAssertion>();
  readonly annotations: Annotation[] = [];
  readonly attachments: Attachment[] = [];
  readonly onFinished: TestCallback[] = [];
  readonly onFailed: TestCallback[] = [];
  readonly waiting = new Set<Waiting>();
  readonly controller = new AbortController();
  context: object | undefined = undefined;
}

export class Attempt implements TestScope, CallOwner {
  readonly node: TestNode;
  readonly id: TestId;
  readonly concurrent: boolean;
  readonly retry: number;
  readonly repeat: number;
  /** Marked `.fails`: what it does not match is not written either. */
  readonly expectsFailure: boolean;
  isActive = true;
  /** The result has been sent: what comes now is an error of the file. */
  isReported = false;
  hasTimedOut = false;
  /** The run ended it. */
  isCancelled = false;
  /** The function of a test marked `.fails` did fail. */
  hasFailedAsExpected = false;
  skipRequest: SkipRequest | undefined = undefined;
  failures: readonly Failure[] = NO_FAILURES;

  assertionCalls = 0;
  expectedAssertions: TestScope['expectedAssertions'] = undefined;
  readonly self: object = {};
  readonly run: FileRun;
  /** What most tests never use; a thousand tests would make ten thousand empty lists. */
  #rare: RareState | undefined = undefined;

  constructor(run: FileRun, node: TestNode, turn: Turn) {
    this.run = run;
    this.node = node;
    this.id = node.id;
    this.expectsFailure = node.fails;
    this.concurrent = turn.concurrent;
    this.retry = turn.retry;
    this.repeat = turn.repeat;
  }

  get file(): FileScope {
    return this.run.file;
  }

  get held(): HeldRejections | undefined {
    return this.run.held;
  }

  get deadlines(): Deadlines {
    return this.run.deadlines;
  }

  get titles(): readonly string[] {
    return titlesOf(this.node);
  }

  /** `undefined` as long as nobody has used any of it. */
  get rare(): RareState | undefined {
    return this.#rare;
  }

  get softErrors(): unknown[] {
    return this.#use().softErrors;
  }

  get pendingAssertions(): Set<PendingAssertion> {
    return this.#use().pendingAssertions;
  }

  get annotations(): Annotation[] {
    return this.#use().annotations;
  }

  get attachments(): Attachment[] {
    return this.#use().attachments;
  }

  get onFinished(): TestCallback[] {
    return this.#use().onFinished;
  }

  get onFailed(): TestCallback[] {
    return this.#use().onFailed;
  }

  get waiting(): Set<Waiting> {
    return this.#use().waiting;
  }

  get signal(): AbortSignal {
    return this.#use().controller.signal;
  }

  #use(): RareState {
    return (this.#rare ??= new RareState());
  }

  get hasFailed(): boolean {
    return this.failures.length > 0;
  }

  fail(error: unknown, reason?: OutcomeReason): void {
    if (error instanceof SkipRequest) this.skipRequest ??= error;
    else if (!this.hasFailure(error)) this.failures = [...this.failures, { error, reason }];
  }

  /** The same error may come in twice: from the call that threw it, and from a listener of the process. */
  hasFailure(error: unknown): boolean {
    return typeof error === 'object' && this.failures.some((failure) => failure.error === error);
  }

  context(): object {
    return (this.#use().context ??= new TestMembers(this, () => this.run.options.expectFor(this)));
  }

  abort(reason: Error): void {
    this.#use().controller.abort(reason);
  }

  addLateError(error: Error): void {
    this.run.attribute(error, this, undefined);
  }

  /** Ends what is waited for: callbacks only (after an error in one, none may come), or everything. */
  interrupt(which: 'done' | 'all'): void {
    for (const waiting of this.waiting) {
      if (which === 'all' || waiting.isForDone) waiting.end({ ok: true, value: undefined });
    }
  }

  cancel(reason: Error): void {
    this.isCancelled = true;
    this.abort(reason);
    this.interrupt('all');
  }
}
