/**
 * What `expect()` returns. The built-in matchers are methods of the prototype, made once a process (see
 * `built-in-matchers.ts`); those of the current file are found behind it, so that no file sees another's.
 */
import { errorAt, withCode } from './errors.ts';
import type { Call, Origin, Subject } from './judge.ts';

export const plainOrigin: Origin = { promise: '', isSoft: false };

export class Assertion implements Subject {
  // Declared, not only assigned: an assignment would look for a setter behind the prototype.
  readonly actual: unknown;
  readonly wanted: boolean;
  readonly origin: Origin;

  constructor(actual: unknown, wanted: boolean, origin: Origin) {
    this.actual = actual;
    this.wanted = wanted;
    this.origin = origin;
  }

  get not(): Assertion | undefined {
    return this.wanted ? new Assertion(this.actual, false, this.origin) : undefined;
  }
}

/** Decides later what the matcher is told now. */
export type Defer = (subject: Subject, call: Call) => unknown;

/** An assertion whose value is yet to come: after `.resolves` and `.rejects`, and of `expect.poll`. */
export class DeferredAssertion {
  readonly subject: Subject;
  readonly defer: Defer;

  constructor(subject: Subject, defer: Defer) {
    this.subject = subject;
    this.defer = defer;
  }

  get not(): DeferredAssertion | undefined {
    return this.subject.wanted
      ? new DeferredAssertion(negated(this.subject), this.defer)
      : undefined;
  }
}

function negated({ actual, origin }: Subject): Subject {
  return { actual, origin, wanted: false };
}

/** Adds `expect(value).resolves`, or another way to a value that comes later. */
export function defineModifier(name: string, defer: Defer): void {
  Object.defineProperty(Assertion.prototype, name, {
    configurable: true,
    get: function modifier(this: Assertion) {
      if (this.wanted) return new DeferredAssertion(this, defer);
      const error = errorAt(
        modifier,
        `\`.not\` stands before \`.${name}\`, where it means nothing.`,
      );
      throw withCode(error, 'ZT1404', `Write expect(promise).${name}.not.`);
    },
  });
}
