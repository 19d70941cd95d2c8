/** What all parts of the runner share while one file runs. */
import { CodedError } from '../api/coded-error.ts';
import type { FileScope, TestScope } from '../api/scope.ts';
import { loadedFileScope } from '../api/scope.ts';
import type { FileDefaults, HookNode, Registry, TestNode, UserFunction } from '../api/registry.ts';
import type { RetryRule } from '../api/options.ts';
import type { Expect } from '../expect/types.ts';
import type {
  HostSettings,
  OutcomeReason,
  RunEvent,
  SerializedError,
  TestId,
  TestSelection,
} from '../protocol.ts';
import { Attempt } from './attempt.ts';
import type { CallResult } from './call-user.ts';
import type { Clock } from './clock.ts';
import { Deadlines } from './clock.ts';
import type { HostFacts } from './conditions.ts';
import { EachHooksOfSuites } from './each-hooks.ts';
import { HeldRejections } from './held-rejections.ts';
import { foreignError, lateError } from './messages.ts';
import { ResultLog } from './result-log.ts';
import { retryRuleOf } from './retry.ts';

export interface RunFileOptions {
  readonly registry: Registry;
  readonly settings: HostSettings;
  readonly selection: TestSelection | undefined;
  readonly facts: HostFacts;
  readonly clock: Clock;
  emit(event: RunEvent): void;
  /** An error as data, its stack mapped and without our frames; of one that says no place it is that of `failed`. */
  serialize(error: unknown, failed?: UserFunction): SerializedError;
  /** What `expect` still has to say when a test is over: counts, soft failures, promises nobody awaited. */
  finishAssertions(test: TestScope): readonly unknown[] | Promise<readonly unknown[]>;
  /** `t.expect` */
  expectFor(test: TestScope): Expect;
  /** Holds named locks against the whole run; the returned function gives them back. */
  acquireLocks(names: readonly string[]): Promise<() => void>;
  /** A test has failed for good; its result is on its way. */
  onFailed?(id: TestId): void;
  /** Asked between tests: why the rest of the file is not to run. */
  shouldStop(): 'bail' | 'cancelled' | undefined;
  /** Ends what is running; its reason is why. */
  readonly cancelSignal: AbortSignal | undefined;
  /**
   * `before` and `after` each attempt of a test, and at the end of each suite. What it throws after an attempt fails
   * that attempt. Awaited only when it returns a promise.
   */
  onTestBoundary(
    phase: 'before' | 'after' | 'suite-end',
    test: TestScope | undefined,
  ): void | Promise<void>;
  /** A function of the user's is about to be called, which may never give the thread back. */
  onPhase(
    phase: 'hook' | 'test',
    what: { readonly id: TestId; readonly name: string; readonly limit: number },
  ): void;
}

const runKey = Symbol('run');

export class FileRun {
  readonly options: RunFileOptions;
  readonly registry: Registry;
  readonly file: FileScope;
  readonly settings: HostSettings;
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  readonly eachHooks: EachHooksOfSuites;
  readonly results: ResultLog;
  /** Absent: a rejection counts when the turn of the event loop in which nobody handled it is over. */
  readonly held: HeldRejections | undefined;
  /** Attempts that have not ended. */
  readonly active = new Set<Attempt>();
  /** Takes errors of no test while a beforeAll or afterAll hook runs. */
  currentHook: { addLateError(error: unknown): void } | undefined;
  isOver = false;
  readonly #errors: SerializedError[] = [];
  readonly #defaults: FileDefaults;

  constructor(options: RunFileOptions) {
    this.options = options;
    this.registry = options.registry;
    this.file = options.registry.file;
    this.settings = options.settings;
    this.clock = options.clock;
    this.deadlines = new Deadlines(options.clock);
    this.results = new ResultLog(options);
    this.held = options.settings.jest?.waitsForRejections
      ? new HeldRejections(options.clock)
      : undefined;
    this.#defaults = options.registry.defaults;
    this.eachHooks = new EachHooksOfSuites(options.registry.root);
    this.file.slots.set(runKey, this);
  }

  /** Errors of no test. */
  get errors(): readonly SerializedError[] {
    return this.#errors;
  }

  testTimeout(node: TestNode): number {
    if (this.settings.debug) return 0;
    return (
      node.options.timeout ??
      this.#tagOption(node, 'timeout') ??
      this.#defaults.timeout ??
      this.settings.timeout
    );
  }

  hookTimeout(hook: HookNode | undefined): number {
    if (this.settings.debug) return 0;
    return hook?.timeout ?? this.#defaults.timeout ?? this.settings.hookTimeout;
  }

  retryRule(node: TestNode): RetryRule {
    if (node.options.retry !== undefined) return node.options.retry;
    const ofTag = this.#tagOption(node, 'retry');
    if (ofTag !== undefined) return retryRuleOf(ofTag);
    return this.#defaults.retry ?? retryRuleOf(this.settings.retry);
  }

  /** The last tag that says something wins. */
  #tagOption<K extends 'timeout' | 'retry'>(
    node: TestNode,
    option: K,
  ): HostSettings['tagOptions'][string][K] | undefined {
    const { tags } = node.options;
    for (let i = tags.length - 1; i >= 0; i--) {
      const value = this.settings.tagOptions[tags[i] ?? '']?.[option];
      if (value !== undefined) return value;
    }
    return undefined;
  }

  reportHook(
    hook: HookNode,
    ended: {
      readonly duration: number;
      readonly result: CallResult;
      readonly errors?: readonly SerializedError[];
    },
  ): void {
    const { result } = ended;
    this.options.emit({
      type: 'hook-finished',
      hook: hook.kind,
      ...(hook.suite.parent === undefined ? {} : { suite: hook.suite.id }),
      file: this.file.path,
      outcome: result.ok ? 'passed' : 'failed',
      duration: ended.duration,
      errors: ended.errors ?? (result.ok ? [] : [this.options.serialize(result.error, hook.fn)]),
    });
  }

  addFileError(error: unknown): void {
    this.#errors.push(this.options.serialize(error));
  }

  /** An error that came from outside any call: an unhandled rejection, a throwing timer, a late `done`. */
  attribute(error: unknown, attempt: Attempt, reason: OutcomeReason | undefined): void {
    if (attempt.hasFailure(error)) return;
    if (!attempt.isReported) {
      attempt.fail(error, reason);
      attempt.interrupt('done');
    } else if (!attempt.hasTimedOut) {
      this.#addBehind(attempt, error);
    } // else: it was cut off, and what comes of that is no news
  }

  /** Where results do not wait, the test that waits is the one that fails, as in Jest; else the file does. */
  #addBehind(attempt: Attempt, error: unknown): void {
    const explanation = lateError(
      attempt.titles.join(' > '),
      this.options.serialize(error).message,
    );
    const [waiting] = this.active;
    if (this.results.turnsRarely && waiting !== undefined && this.active.size === 1) {
      explanation.cause = error;
      explanation.stack = explanation.message; // what threw it says where
      this.attribute(explanation, waiting, 'unhandled');
    } else {
      this.addLateError(error, explanation);
    }
  }

  addLateError(error: unknown, explanation: Error): void {
    const { stack, ...rest } = this.options.serialize(error);
    this.#errors.push({
      ...this.options.serialize(explanation),
      stack,
      cause: { ...rest, stack: [] },
    });
  }
}

/**
 * For the host's process listeners: finds out which test an unhandled rejection or uncaught error belongs to.
 * A running test fails with it; behind a finished one the file fails, and the error names the test.
 *
 * @param test what `currentTest()` gives in the listener
 * @returns false when no file is running that could be blamed
 */
export function attributeError(error: unknown, test: TestScope | undefined): boolean {
  const current = loadedFileScope()?.slots.get(runKey);
  const running = current instanceof FileRun && !current.isOver ? current : undefined;
  const owner = test?.file.slots.get(runKey);
  if (test instanceof Attempt && owner instanceof FileRun && !owner.isOver) {
    owner.attribute(error, test, reasonOf(error));
    return true;
  }
  if (running === undefined) return false;
  if (test !== undefined) {
    const message = running.options.serialize(error).message;
    running.addLateError(error, foreignError(test.file.path, test.titles.join(' > '), message));
    return true;
  }
  const [only] = running.active;
  if (running.currentHook !== undefined) running.currentHook.addLateError(error);
  else if (only !== undefined && running.active.size === 1)
    running.attribute(error, only, reasonOf(error));
  else running.addFileError(error);
  return true;
}

/** Of the file that runs. */
export function heldRejections(): HeldRejections | undefined {
  const current = loadedFileScope()?.slots.get(runKey);
  return current instanceof FileRun && !current.isOver ? current.held : undefined;
}

function reasonOf(error: unknown): OutcomeReason {
  return error instanceof CodedError && error.code === 'ZT1702' ? 'process-exit' : 'unhandled';
}
