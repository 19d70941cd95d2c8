/**
 * One attempt of a test: aroundEach from the outside in, then beforeEach, the test, afterEach from the inside out,
 * clean-ups, `onTestFinished`, what `expect` still has to say, `onTestFailed`.
 *
 * What ends at once is not awaited: a synchronous test without hooks ends without a promise.
 */
import { RealPromise } from '../intrinsics.ts';
import type { HookNode, TestNode, UserFunction } from '../api/registry.ts';
import { titlesOf } from '../api/registry.ts';
import { isThenable } from '../api/thenable.ts';
import type { Attempt } from './attempt.ts';
import { callAround } from './call-around.ts';
import type { CallResult } from './call-user.ts';
import { callUser } from './call-user.ts';
import { hookSubject, NO_HOOKS } from './each-hooks.ts';
import type { EachHooks } from './each-hooks.ts';
import type { FileRun } from './file-run.ts';
import type { Subject } from './messages.ts';
import { unexpectedPass } from './messages.ts';
import { SkipRequest } from './skip-request.ts';

export function runAttempt(run: FileRun, attempt: Attempt): void | Promise<void> {
  const hooks = run.eachHooks.of(attempt.node.parent);
  if (hooks !== NO_HOOKS) return runWithHooks(run, attempt, hooks);
  const running = callTest(run, attempt);
  return isThenable(running) ? running.then(() => finish(run, attempt)) : finish(run, attempt);
}

async function runWithHooks(run: FileRun, attempt: Attempt, hooks: EachHooks): Promise<void> {
  const inner = async (): Promise<void> => {
    const cleanups: UserFunction[] = [];
    if (await runBefore(run, attempt, { hooks: hooks.before, cleanups })) {
      const running = callTest(run, attempt);
      if (isThenable(running)) await running;
    }
    for (const hook of hooks.after) await callHook(run, attempt, hook);
    for (const cleanup of cleanups.reverse()) await callExtra(run, attempt, cleanup);
  };
  let body = inner;
  for (const hook of hooks.around.toReversed()) {
    const wrapped = body;
    body = () => callAround(run, attempt, { hook, body: wrapped });
  }
  await body();
  await finish(run, attempt);
}

/** Whether the test may run. */
async function runBefore(
  run: FileRun,
  attempt: Attempt,
  { hooks, cleanups }: { readonly hooks: readonly HookNode[]; readonly cleanups: UserFunction[] },
): Promise<boolean> {
  for (const hook of hooks) {
    const calling = callHook(run, attempt, hook);
    const result = isThenable(calling) ? await calling : calling;
    if (attempt.hasFailed || attempt.skipRequest !== undefined) return false;
    if (result.ok && hook.returnsCleanup && isCleanup(result.value)) cleanups.push(result.value);
  }
  return true;
}

/** A mock is returned by accident (`beforeEach(() => (send = mock.fn()))`), and calling it would count. */
export function isCleanup(value: unknown): value is UserFunction {
  return typeof value === 'function' && !('mock' in value);
}

function callTest(run: FileRun, attempt: Attempt): void | Promise<void> {
  const { node } = attempt;
  if (node.fn === undefined) return undefined;
  const timeout = run.testTimeout(node);
  run.options.onPhase('test', { id: node.id, name: node.title, limit: timeout });
  const result = callUser({
    owner: attempt,
    fn: node.fn,
    args: node.args,
    timeout,
    isTest: true,
    subject: () => testSubject(node),
  });
  return isThenable(result)
    ? result.then((settled) => {
        recordTest(attempt, settled);
      })
    : recordTest(attempt, result);
}

function recordTest(attempt: Attempt, result: CallResult): void {
  if (result.ok) return;
  if (!attempt.node.fails) return recordFailure(attempt, result, undefined);
  if (result.error instanceof SkipRequest) attempt.fail(result.error);
  else attempt.hasFailedAsExpected = true;
}

function recordFailure(
  attempt: Attempt,
  result: CallResult & { readonly ok: false },
  reason: 'hook' | undefined,
): void {
  if (result.reason === 'timeout') attempt.hasTimedOut = true;
  attempt.fail(result.error, reason ?? result.reason);
}

/** Calls a beforeEach or afterEach hook and notes its failure. */
function callHook(
  run: FileRun,
  attempt: Attempt,
  hook: HookNode,
): CallResult | Promise<CallResult> {
  const started = run.clock.now();
  const timeout = run.hookTimeout(hook);
  run.options.onPhase('hook', { id: attempt.id, name: hook.kind, limit: timeout });
  const record = (result: CallResult): CallResult => {
    if (result.ok) return result;
    recordFailure(attempt, result, 'hook');
    if (attempt.hasFailed) run.reportHook(hook, { duration: run.clock.now() - started, result });
    return result;
  };
  const result = callUser({
    owner: attempt,
    fn: hook.fn,
    args: [],
    timeout,
    isTest: false,
    subject: () => hookSubject(hook),
  });
  return isThenable(result) ? result.then(record) : record(result);
}

/** Calls a clean-up or a callback of `onTestFinished`. */
async function callExtra(run: FileRun, attempt: Attempt, fn: UserFunction): Promise<void> {
  const result = await callUser({
    owner: attempt,
    fn,
    args: [],
    timeout: run.hookTimeout(undefined),
    isTest: false,
    subject: () => ({ ...testSubject(attempt.node), kind: 'afterEach' }),
  });
  if (!result.ok) recordFailure(attempt, result, 'hook');
}

function finish(run: FileRun, attempt: Attempt): void | Promise<void> {
  const { rare } = attempt;
  if (rare !== undefined && rare.onFinished.length + rare.onFailed.length > 0) {
    return finishWithCallbacks(run, attempt);
  }
  const ending = endAssertions(run, attempt);
  return isThenable(ending)
    ? ending.then(() => {
        judge(attempt);
      })
    : judge(attempt);
}

async function finishWithCallbacks(run: FileRun, attempt: Attempt): Promise<void> {
  for (let fn = attempt.onFinished.pop(); fn !== undefined; fn = attempt.onFinished.pop()) {
    await callExtra(run, attempt, fn);
  }
  await endAssertions(run, attempt);
  judge(attempt);
  if (!attempt.hasFailed) return;
  for (let fn = attempt.onFailed.pop(); fn !== undefined; fn = attempt.onFailed.pop()) {
    await callExtra(run, attempt, fn);
  }
}

function endAssertions(run: FileRun, attempt: Attempt): void | Promise<void> {
  if (attempt.skipRequest !== undefined) return undefined;
  const hasNotes = attempt.rare !== undefined || attempt.expectedAssertions !== undefined;
  if (!hasNotes) return undefined; // `expect` has left nothing behind
  const add = (errors: readonly unknown[]): void => {
    for (const error of errors) {
      if (attempt.node.fails) attempt.hasFailedAsExpected = true;
      else attempt.fail(error);
    }
  };
  const errors = run.options.finishAssertions(attempt);
  return isThenable(errors) ? RealPromise.resolve(errors).then(add) : add(errors);
}

function judge(attempt: Attempt): void {
  const { node } = attempt;
  if (!node.fails || attempt.hasFailedAsExpected || attempt.skipRequest !== undefined) return;
  if (!attempt.hasFailed) attempt.fail(unexpectedPass(testSubject(node)));
}

function testSubject(node: TestNode): Subject {
  return { kind: 'test', title: titlesOf(node).join(' > '), location: node.location, fn: node.fn };
}
