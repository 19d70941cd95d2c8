/** Calls one beforeAll or afterAll hook. */
import type { HookNode, SuiteNode, UserFunction } from '../api/registry.ts';
import type { SerializedError } from '../protocol.ts';
import type { CallOwner, CallResult, Waiting } from './call-user.ts';
import { callUser } from './call-user.ts';
import { hookSubject } from './each-hooks.ts';
import type { DeadlineKeeper } from './clock.ts';
import type { FileRun } from './file-run.ts';
import type { HeldRejections } from './held-rejections.ts';
import { SkipRequest } from './skip-request.ts';
import { SuiteMembers } from './test-context.ts';

/** @param fn the hook's function, or the clean-up that it returned */
export async function callSuiteHook(
  run: FileRun,
  hook: HookNode,
  fn: UserFunction = hook.fn,
): Promise<{ readonly result: CallResult; readonly errors: readonly SerializedError[] }> {
  const started = run.clock.now();
  const owner = new SuiteHookOwner(run, hook.suite);
  const limit = run.hookTimeout(hook);
  run.options.onPhase('hook', { id: hook.suite.id, name: hook.kind, limit });
  run.currentHook = owner;
  run.registry.runningTitle = hook.kind;
  const cancel = (): void => {
    owner.interrupt();
  };
  run.options.cancelSignal?.addEventListener('abort', cancel, { once: true });
  let result = await callUser({
    owner,
    fn,
    args: [],
    timeout: limit,
    isTest: false,
    subject: () => hookSubject(hook),
  });
  if (!run.results.turnsRarely) await run.clock.nextTurn(); // a rejection that it left behind is its own
  run.currentHook = undefined;
  run.options.cancelSignal?.removeEventListener('abort', cancel);
  const [lateError] = owner.lateErrors;
  if (result.ok && owner.lateErrors.length > 0) {
    result = { ok: false, error: lateError, reason: 'unhandled' };
  }
  if (!result.ok && result.error instanceof SkipRequest) result = { ok: true, value: undefined };
  const errors = result.ok ? [] : [run.options.serialize(result.error, fn)];
  run.reportHook(hook, { duration: run.clock.now() - started, result, errors });
  return { result, errors };
}

class SuiteHookOwner implements CallOwner {
  readonly self: object = {};
  readonly deadlines: DeadlineKeeper;
  readonly held: HeldRejections | undefined;
  readonly waiting = new Set<Waiting>();
  readonly lateErrors: unknown[] = [];
  readonly #members: SuiteMembers;

  constructor(run: FileRun, suite: SuiteNode) {
    this.deadlines = run.deadlines;
    this.held = run.held;
    this.#members = new SuiteMembers(suite.title);
  }

  context(): object {
    return this.#members;
  }

  abort(error: Error): void {
    SuiteMembers.abort(this.#members, error);
  }

  addLateError(error: unknown): void {
    this.lateErrors.push(error);
    this.interrupt('done');
  }

  interrupt(which: 'done' | 'all' = 'all'): void {
    for (const waiting of this.waiting) {
      if (which === 'all' || waiting.isForDone) waiting.end({ ok: true, value: undefined });
    }
  }
}
