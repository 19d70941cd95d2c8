/**
 * One call of a test or hook function with its argument `t`, which is the context and `done` in one.
 *
 * Jest tells callback style by the parameter, but here the parameter is the context in most tests.
 * So: who reads a member of `t` while the function runs uses the context; who does not, and is not async,
 * may have handed `t` on to be called: then its text decides. Reading `t.done` or `t.fail` says callback style in any case.
 */
import { RealPromise } from '../intrinsics.ts';

export class Invocation {
  /** What the function receives. */
  readonly argument: unknown;
  /** Resolves with the argument of `done`. */
  readonly finished: Promise<unknown>;
  /** `done` was called, or read as a value. */
  wantsDone = false;
  #isContextUsed = false;
  #isDone = false;
  #resolve: (error: unknown) => void = () => {};

  /**
   * @param context its members; functions assigned to it are seen by the other hooks of the test
   * @param onExtraCall `done` was called again
   */
  constructor(context: object, onExtraCall: () => never) {
    this.finished = new RealPromise((resolve) => {
      this.#resolve = resolve;
    });
    const done = (error?: unknown): void => {
      this.wantsDone = true;
      if (this.#isDone) onExtraCall();
      this.#isDone = true;
      this.#resolve(error);
    };
    const fail = (error?: unknown): void => {
      done(error ?? 'fail()');
    };
    this.argument = new Proxy(done, {
      get: (target, key): unknown => {
        if (key === 'done' || key === 'fail') {
          this.wantsDone = true;
          return key === 'done' ? done : fail;
        }
        if (isMember(context, key)) {
          this.#isContextUsed = true;
          return Reflect.get(context, key);
        }
        return Reflect.get(target, key); // call, apply, bind: what every function has
      },
      has: (target, key) => isMember(context, key) || key in target,
      set: (_, key, value) => {
        this.#isContextUsed = true;
        return Reflect.set(context, key, value);
      },
    });
  }

  /** Asked when the function has returned nothing. */
  get isWaiting(): boolean {
    return this.wantsDone || !this.#isContextUsed;
  }
}

function isMember(context: object, key: string | symbol): boolean {
  return key in context && !Object.hasOwn(Object.prototype, key);
}
