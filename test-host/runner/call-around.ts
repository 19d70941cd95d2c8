/** Calls an aroundEach hook. The time of the test that it wraps is not counted against the hook. */
import type { HookNode } from '../api/registry.ts';
import type { Attempt } from './attempt.ts';
import type { CallOwner } from './call-user.ts';
import { callUser } from './call-user.ts';
import { hookSubject } from './each-hooks.ts';
import type { FileRun } from './file-run.ts';
import { runTestCalledTwice, runTestNotAwaited, runTestNotCalled } from './messages.ts';
import { PausableDeadlines } from './pausable-deadlines.ts';

export async function callAround(
  run: FileRun,
  attempt: Attempt,
  { hook, body }: { readonly hook: HookNode; readonly body: () => Promise<void> },
): Promise<void> {
  const started = run.clock.now();
  let running: Promise<void> | undefined;
  let isDone = false;
  const deadlines = new PausableDeadlines(run.deadlines, run.clock);
  const runTest = async (): Promise<void> => {
    if (running !== undefined) throw runTestCalledTwice(hookSubject(hook));
    if (attempt.hasFailed || attempt.skipRequest !== undefined || !attempt.isActive) return;
    deadlines.pause();
    running = body().finally(() => {
      isDone = true;
      deadlines.resume();
    });
    await running;
  };

  const failuresBefore = attempt.failures.length;
  const owner: CallOwner = {
    self: attempt.self,
    deadlines,
    held: undefined, // each call within has its own end
    waiting: attempt.waiting,
    context: () => attempt.context(),
    abort: (error) => {
      attempt.abort(error);
    },
    addLateError: (error) => {
      attempt.addLateError(error);
    },
  };
  const result = await callUser({
    owner,
    fn: hook.fn,
    args: [runTest],
    timeout: run.hookTimeout(hook),
    isTest: false,
    subject: () => hookSubject(hook),
  });
  if (!result.ok) {
    attempt.fail(result.error, 'hook');
  } else if (running === undefined && attempt.failures.length === failuresBefore) {
    if (attempt.skipRequest === undefined)
      attempt.fail(runTestNotCalled(hookSubject(hook)), 'hook');
  } else if (!isDone && running !== undefined) {
    attempt.fail(runTestNotAwaited(hookSubject(hook)), 'hook');
  }
  if (running !== undefined) await running;
  if (attempt.failures.length > failuresBefore && !result.ok) {
    run.reportHook(hook, { duration: run.clock.now() - started, result });
  }
}
