/** What is behind the built-in matchers: the current file's own ones, and help with names that nobody knows. */
import { nearestName } from '../api/did-you-mean.ts';
import { Assertion, DeferredAssertion } from './assertion.ts';
import { errorAt, withCode } from './errors.ts';
import { judge, type Call } from './judge.ts';
import { currentRegistry, customMatcher } from './registry.ts';
import { removedAliases } from './removed-aliases.ts';

type Method = (...args: unknown[]) => unknown;

/** Lets assertions find the matchers of the current file, and deferred ones all matchers. */
export function findFileMatchers(): void {
  standBehind(Assertion.prototype, customMatcher, (assertion, call) => {
    const matcher = customMatcher(call.name);
    if (matcher === undefined || !(assertion instanceof Assertion)) return undefined;
    return judge(assertion, call, { matcher, isInternal: false });
  });
  standBehind(DeferredAssertion.prototype, findMatcher, (assertion, call) => {
    return assertion instanceof DeferredAssertion
      ? assertion.defer(assertion.subject, call)
      : undefined;
  });
}

function findMatcher(name: string): unknown {
  return Object.getOwnPropertyDescriptor(Assertion.prototype, name)?.value ?? customMatcher(name);
}

type Run = (receiver: unknown, call: Call) => unknown;

/** A proxy behind a prototype is asked only for what the object and the prototype do not have. */
function standBehind(prototype: object, find: (name: string) => unknown, run: Run): void {
  const behind = new Proxy(Object.prototype, {
    get: (target, name, receiver): unknown => {
      if (typeof name === 'symbol' || name in target) return Reflect.get(target, name, receiver);
      if (find(name) === undefined) return unknownMatcher(name);
      return function method(...args: unknown[]): unknown {
        return run(receiver, { name, args, method });
      };
    },
    has: (target, name) => name in target || (typeof name === 'string' && find(name) !== undefined),
  });
  Object.setPrototypeOf(prototype, behind);
}

/**
 * A method that says what was probably meant; `undefined` for a name that resembles no matcher, so that code can
 * ask whether there is one (`typeof expect(x).toHaveNoViolations`).
 */
function unknownMatcher(name: string): Method | undefined {
  if (name === 'toJSON') return undefined;
  const replacement = removedAliases[name];
  if (replacement !== undefined) {
    return thrower(
      `expect(…).${name} was removed in Jest 30.`,
      `Use ${replacement}, which is the same.`,
    );
  }
  if (!/^to[A-Za-z]/.test(name)) return undefined;
  const known = [
    ...Object.getOwnPropertyNames(Assertion.prototype),
    ...Object.keys(currentRegistry().matchers),
  ];
  const nearest = nearestName(name, known);
  if (nearest === undefined) return undefined;
  return thrower(
    `expect(…).${name} is not a matcher. Did you mean ${nearest}?`,
    `Write ${nearest}.`,
  );
}

function thrower(message: string, hint: string): Method {
  return function method() {
    throw withCode(errorAt(method, message), 'ZT1401', hint);
  };
}

/**
 * For the runner: what to say about a `TypeError` that comes from a matcher which is not there.
 * @returns `undefined` when the message is about something else
 */
export function hintForMissingMatcher(message: string): string | undefined {
  // e.g. `expect(...).not.toBeFoo is not a function`; after compiling, `(0 , import_ztest.expect)(...)…`
  const pattern = /\bexpect(?:\.\w+)?\)?\(\.\.\.\)(?:\.\w+)*\.(\w+) is not a function$/;
  const name = pattern.exec(message)?.[1];
  if (name === undefined) return undefined;
  return `No matcher is called ${name}. If it comes from a package, add it with expect.extend in a set-up file.`;
}
