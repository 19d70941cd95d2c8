/** `.resolves` and `.rejects`. */
import { currentTest } from '../api/scope.ts';
import { isThenable } from '../api/thenable.ts';
import { RealPromise } from '../intrinsics.ts';
import { Assertion, defineModifier } from './assertion.ts';
import { errorAt, setMessage } from './errors.ts';
import { jestExpect } from './jest.ts';
import { fail, type Call, type Origin, type Subject } from './judge.ts';
import { trackAssertion } from './pending.ts';

export function definePromiseModifiers(): void {
  defineModifier('resolves', (subject, call) => settle(subject, call, 'resolves'));
  defineModifier('rejects', (subject, call) => settle(subject, call, 'rejects'));
}

function settle(subject: Subject, call: Call, promise: 'resolves' | 'rejects'): unknown {
  const { actual } = subject;
  const received: unknown =
    typeof actual === 'function' ? Reflect.apply(actual, undefined, []) : actual;
  if (!isThenable(received))
    return fail(subject, errorAt(call.method, notAPromise(subject, call, promise)), false);
  const test = subject.origin.test ?? currentTest();
  const error = errorAt(call.method);
  const later: Subject = {
    actual,
    wanted: subject.wanted,
    origin: { ...subject.origin, promise, test, error },
  };
  const asWanted = (value: unknown): unknown => runMatcher(later, call, value);
  const otherwise = (value: unknown): void => {
    setMessage(error, wrongOutcome(later, call, value));
    fail(later, error, false);
  };
  const [onFulfilled, onRejected] =
    promise === 'resolves' ? [asWanted, otherwise] : [otherwise, asWanted];
  const settled = RealPromise.resolve(received).then(onFulfilled, onRejected);
  return trackAssertion(test, { subject: later, call, error }, settled.then(nothing));
}

function nothing(): void {
  // Assertions resolve to nothing, whatever a custom matcher returned.
}

/** The matcher is looked up by name: it may be a built-in one or one of the file. */
export function runMatcher(
  { wanted, origin }: { wanted: boolean; origin: Origin },
  call: Call,
  value: unknown,
): unknown {
  const assertion = new Assertion(value, wanted, origin);
  const matcher: unknown = Reflect.get(assertion, call.name);
  return typeof matcher === 'function' ? Reflect.apply(matcher, assertion, call.args) : undefined;
}

function notAPromise({ actual, wanted }: Subject, { name }: Call, promise: string): string {
  const utils = jestExpect().matcherUtilities();
  const hint = utils.matcherHint(name, undefined, '', { isNot: !wanted, promise });
  const problem = `${utils.RECEIVED_COLOR('received')} value must be a promise or a function returning a promise`;
  return utils.matcherErrorMessage(
    hint,
    problem,
    utils.printWithType('Received', actual, utils.printReceived),
  );
}

function wrongOutcome({ wanted, origin }: Subject, call: Call, value: unknown): string {
  const { promise } = origin;
  const utils = jestExpect().matcherUtilities();
  const hint = utils.matcherHint(call.name, undefined, '', { isNot: !wanted, promise });
  const [what, to] =
    promise === 'resolves'
      ? ['rejected instead of resolved', 'Rejected']
      : ['resolved instead of rejected', 'Resolved'];
  const message = (): string =>
    `${hint}\n\nReceived promise ${what}\n${to} to value: ${utils.printReceived(value)}`;
  const facts = { name: call.name, args: call.args, isNot: !wanted, promise, received: value };
  return jestExpect().describeFailure(message, facts);
}
