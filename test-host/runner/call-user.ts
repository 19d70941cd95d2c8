/**
 * Calls one function of the user under its time limit. What ends at once is answered at once, without a promise:
 * most tests are synchronous, and a thousand of them should cost a thousand calls.
 */
import type { UserFunction } from '../api/registry.ts';
import { isThenable } from '../api/thenable.ts';
import { printValue } from '../../titles/print-value.ts';
import { RealPromise } from '../intrinsics.ts';
import type { OutcomeReason } from '../protocol.ts';
import type { DeadlineKeeper } from './clock.ts';
import { isGenerator, runGenerator } from './generators.ts';
import { mayBeHandedOn } from './handed-on.ts';
import type { HeldRejections } from './held-rejections.ts';
import { Invocation } from './invocation.ts';
import type { Subject, WaitingFor } from './messages.ts';
import { doneAndPromise, doneCalledTwice, doneWith, returnedValue, timedOut } from './messages.ts';

export type CallResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: unknown; readonly reason: OutcomeReason | undefined };

/** A call that has not ended: how to end it from outside. */
export interface Waiting {
  /** `done` can only come from a callback, so an error in a callback ends the wait. */
  readonly isForDone: boolean;
  readonly end: (result: CallResult) => void;
}

/** Whose call it is: a test attempt, or a suite for its beforeAll and afterAll. */
export interface CallOwner {
  /** `this` of the functions. */
  readonly self: object;
  readonly deadlines: DeadlineKeeper;
  readonly held: HeldRejections | undefined;
  /** The calls that have not ended. */
  readonly waiting: Set<Waiting>;
  /** The object behind `t`; asked for only when a function takes it. */
  context(): object;
  /** A time limit is over: aborts the signal with the error. */
  abort(error: Error): void;
  /** An error that comes from outside the call, perhaps after it. */
  addLateError(error: Error): void;
}

export interface UserCall {
  readonly owner: CallOwner;
  readonly fn: UserFunction;
  readonly args: readonly unknown[];
  /** Milliseconds; 0: none. */
  readonly timeout: number;
  /** A test must return nothing, what a hook returns is ignored or a clean-up. */
  readonly isTest: boolean;
  /** For the sentence of an error. */
  readonly subject: () => Subject;
}

const NOTHING: CallResult = { ok: true, value: undefined };

export function callUser(call: UserCall): CallResult | Promise<CallResult> {
  const result = callNow(call);
  const { held } = call.owner;
  return held === undefined ? result : held.settle(result);
}

function callNow(call: UserCall): CallResult | Promise<CallResult> {
  const { fn, args } = call;
  const invocation = fn.length > args.length ? createInvocation(call) : undefined;
  let returned: unknown;
  try {
    returned = Reflect.apply(
      fn,
      call.owner.self,
      invocation === undefined ? args : [...args, invocation.argument],
    );
  } catch (error) {
    return { ok: false, error, reason: undefined };
  }
  if (isGenerator(returned)) returned = runGenerator(returned);
  if (isThenable(returned)) return settle(call, returned, invocation);
  if (invocation?.isWaiting === true && (invocation.wantsDone || mayBeHandedOn(fn, args.length)))
    return waitForDone(call, invocation, returned);
  if (returned === undefined) return NOTHING;
  if (call.isTest) {
    const error = returnedValue(call.subject(), printValue(returned));
    return { ok: false, error, reason: undefined };
  }
  return { ok: true, value: returned };
}

function createInvocation(call: UserCall): Invocation {
  return new Invocation(call.owner.context(), () => {
    const error = doneCalledTwice(call.subject());
    call.owner.addLateError(error);
    throw error;
  });
}

function settle(
  call: UserCall,
  promise: PromiseLike<unknown>,
  invocation: Invocation | undefined,
): Promise<CallResult> {
  return limit(call, 'promise', (end) => {
    promise.then(
      (value) => {
        const isMixed = invocation?.wantsDone === true;
        end(isMixed ? failed(doneAndPromise(call.subject(), 'a promise')) : { ok: true, value });
      },
      (error: unknown) => {
        end(failed(error));
      },
    );
    // Who calls done() may never settle the promise; both together are an error in any case.
    void invocation?.finished.then(() => {
      end(failed(doneAndPromise(call.subject(), 'a promise')));
    });
  });
}

function waitForDone(
  call: UserCall,
  invocation: Invocation,
  returned: unknown,
): Promise<CallResult> {
  const waiting = invocation.wantsDone ? 'done' : 'unused-parameter';
  return limit(call, waiting, (end) => {
    void invocation.finished.then((error) => {
      if (returned !== undefined && call.isTest) {
        end(failed(doneAndPromise(call.subject(), printValue(returned))));
      } else if (error === undefined || error === null || error === false || error === '') {
        end(NOTHING);
      } else {
        end(failed(isErrorLike(error) ? error : doneWith(printValue(error))));
      }
    });
  });
}

/** Races `begin` against the time limit and against who ends the wait from outside. */
function limit(
  call: UserCall,
  waitingFor: WaitingFor,
  begin: (end: (result: CallResult) => void) => void,
): Promise<CallResult> {
  const { owner } = call;
  return new RealPromise((resolve) => {
    const waiting: Waiting = {
      isForDone: waitingFor !== 'promise',
      end: (result) => {
        if (!owner.waiting.delete(waiting)) return; // it has ended before
        if (deadline !== undefined) owner.deadlines.clear(deadline);
        resolve(result);
      },
    };
    owner.waiting.add(waiting);
    const deadline =
      call.timeout > 0
        ? owner.deadlines.start(call.timeout, () => {
            const error = timedOut(call.subject(), call.timeout, waitingFor);
            owner.abort(error);
            waiting.end({ ok: false, error, reason: 'timeout' });
          })
        : undefined;
    try {
      begin(waiting.end);
    } catch (error) {
      waiting.end(failed(error)); // a thenable whose `then` throws
    }
  });
}

function failed(error: unknown): CallResult {
  return { ok: false, error, reason: undefined };
}

function isErrorLike(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'message' in value && 'stack' in value;
}
