/** Assertions that are decided later, and whether anybody waits for them. */
import type { PendingAssertion, TestScope } from '../api/scope.ts';
import { RealPromise } from '../intrinsics.ts';
import type { Call, Subject } from './judge.ts';

/** A pending assertion with the failure that it came to, if it has. */
export interface TrackedAssertion extends PendingAssertion {
  failure?: unknown;
}

/**
 * A promise that notices being awaited. `await` and `Promise.all` call `then` of a promise only when it is of
 * another class than `Promise` itself, hence a class.
 */
class AssertionPromise extends RealPromise<void> {
  #onAwait: (() => void) | undefined;

  static override get [Symbol.species](): PromiseConstructor {
    return RealPromise;
  }

  static watch(promise: Promise<void>, onAwait: () => void): AssertionPromise {
    const watched = new AssertionPromise((resolve) => {
      resolve(promise);
    });
    watched.#onAwait = onAwait;
    return watched;
  }

  /** Keeps a failure that nobody waits for from being an unhandled rejection as well. */
  silence(onFailure: (error: unknown) => void): void {
    void super.then(undefined, onFailure);
  }

  override then<A = void, B = never>(
    onFulfilled?: ((value: void) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#onAwait?.();
    return super.then(onFulfilled, onRejected);
  }
}

export interface Tracked {
  /** How the assertion begins; `expect(…)` by default. */
  readonly start?: string;
  readonly subject: Subject;
  readonly call: Call;
  /** Made where the assertion was written. */
  readonly error: Error;
}

/** Makes `test` answer for the assertion until somebody awaits the promise that is returned. */
export function trackAssertion(
  test: TestScope | undefined,
  tracked: Tracked,
  promise: Promise<void>,
): Promise<void> {
  if (test === undefined || !test.isActive) return promise;
  const entry: TrackedAssertion = { description: describe(tracked), error: tracked.error };
  test.pendingAssertions.add(entry);
  const watched = AssertionPromise.watch(promise, () => test.pendingAssertions.delete(entry));
  watched.silence((error) => {
    entry.failure = error;
  });
  return watched;
}

function describe({ subject: { wanted, origin }, call: { name, args }, start }: Tracked): string {
  const modifiers = `${origin.promise === '' ? '' : `.${origin.promise}`}${wanted ? '' : '.not'}`;
  return `${start ?? 'expect(…)'}${modifiers}.${name}(${args.length > 0 ? '…' : ''})`;
}
