/** Runs one test: its locks, repeats and retries. */
import { RealPromise } from '../intrinsics.ts';
import type { TestNode } from '../api/registry.ts';
import { runInTest, setSequentialTest } from '../api/scope.ts';
import { isThenable } from '../api/thenable.ts';
import type { Failure } from './failure.ts';
import { Attempt } from './attempt.ts';
import type { FileRun } from './file-run.ts';
import type { Tally } from './result-log.ts';
import { isWorthRetrying } from './retry.ts';
import { runAttempt } from './run-attempt.ts';

export interface TestTurn {
  readonly concurrent: boolean;
  /** Locks that the suites above hold already. */
  readonly heldLocks: ReadonlySet<string>;
  readonly tally: Tally;
}

export function runTest(run: FileRun, node: TestNode, turn: TestTurn): Promise<void> {
  const needsLocks = node.options.locks.some((name) => !turn.heldLocks.has(name));
  return needsLocks ? runWithLocks(run, node, turn) : runLocked(run, node, turn);
}

async function runWithLocks(run: FileRun, node: TestNode, turn: TestTurn): Promise<void> {
  const names = node.options.locks.filter((name) => !turn.heldLocks.has(name));
  let release: () => void;
  try {
    release = await run.options.acquireLocks(names);
  } catch (error) {
    run.results.addBlocked(node.id, [run.options.serialize(error)], turn.tally);
    return undefined;
  }
  try {
    const stop = run.options.shouldStop(); // waiting may have been long
    if (stop === undefined) await runLocked(run, node, turn);
    else run.results.addSkipped({ node, reason: stop, note: undefined }, turn.tally);
  } finally {
    release();
  }
}

async function runLocked(run: FileRun, node: TestNode, turn: TestTurn): Promise<void> {
  run.options.emit({ type: 'test-started', id: node.id, at: run.clock.wallNow() });
  const started = run.clock.now();
  const repeats = node.options.repeats ?? run.settings.repeats;
  const rule = run.retryRule(node);
  const isDecisive = repeats > 0 || rule.count > 0;
  const retries: (readonly Failure[])[] = [];

  let attempt: Attempt;
  let retry = 0;
  let repeat = 0;
  for (;;) {
    attempt = new Attempt(run, node, { concurrent: turn.concurrent, retry, repeat });
    const running = runOnce(run, attempt);
    if (isThenable(running)) await running;
    // What happens next depends on it, so what Node has to say about it is heard first.
    if (isDecisive) await run.clock.nextTurn();
    if (attempt.isCancelled || run.options.shouldStop() !== undefined) break;
    if (attempt.hasFailed) {
      if (retry >= rule.count || !isWorthRetrying(rule, attempt.failures)) break;
      retries.push(attempt.failures);
      retry++;
      if (rule.delay > 0) await delay(run, rule.delay);
    } else {
      if (repeat >= repeats || attempt.skipRequest !== undefined) break;
      repeat++;
      retry = 0;
    }
    attempt.isReported = true; // the next attempt speaks for the test
  }

  const now = run.clock.now();
  if (attempt.hasFailed) run.options.onFailed?.(attempt.id);
  run.results.addFinished(
    { attempt, duration: now - started, retries, repeat: repeats > 0 ? repeat : undefined },
    turn.tally,
  );
  const settling = run.results.afterTest(attempt.hasFailed, now);
  if (settling !== undefined) await settling;
}

function runOnce(run: FileRun, attempt: Attempt): void | Promise<void> {
  const beginning = run.options.onTestBoundary('before', attempt);
  return isThenable(beginning)
    ? beginning.then(() => runBegun(run, attempt))
    : runBegun(run, attempt);
}

function runBegun(run: FileRun, attempt: Attempt): void | Promise<void> {
  run.active.add(attempt);
  run.registry.runningTitle = attempt.node.title;
  if (!attempt.concurrent) setSequentialTest(attempt);
  const running = runInTest(attempt, () => runAttempt(run, attempt));
  return isThenable(running) ? running.then(() => end(run, attempt)) : end(run, attempt);
}

function end(run: FileRun, attempt: Attempt): void | Promise<void> {
  attempt.isActive = false;
  run.active.delete(attempt);
  const addFailure = (error: unknown): void => {
    attempt.fail(error);
  };
  try {
    const ending = run.options.onTestBoundary('after', attempt);
    return isThenable(ending) ? ending.then(undefined, addFailure) : undefined;
  } catch (error) {
    return addFailure(error);
  }
}

function delay(run: FileRun, milliseconds: number): Promise<void> {
  return new RealPromise((resolve) => {
    const { cancelSignal } = run.options;
    const stop = run.clock.after(milliseconds, () => {
      cancelSignal?.removeEventListener('abort', onAbort);
      resolve();
    });
    const onAbort = (): void => {
      stop();
      resolve();
    };
    cancelSignal?.addEventListener('abort', onAbort, { once: true });
  });
}
