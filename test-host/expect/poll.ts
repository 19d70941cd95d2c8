/** `expect.poll`: an assertion that is tried until it holds or its time is over. */
import { parseDuration } from '../api/duration.ts';
import { currentTest } from '../api/scope.ts';
import { DeferredAssertion } from './assertion.ts';
import { errorAt, withCode } from './errors.ts';
import type { Call, Origin } from './judge.ts';
import { trackAssertion } from './pending.ts';
import { tryUntilItHolds } from './polling.ts';
import type { PollOptions } from './types.ts';

const defaultTimeout = 1000;
const defaultInterval = 50;

export function poll(
  fn: unknown,
  options: PollOptions | undefined,
  origin: Origin,
): DeferredAssertion {
  if (typeof fn !== 'function') {
    const message = 'expect.poll takes a function that returns the value; it was given none.';
    throw withCode(errorAt(poll, message), 'ZT1407', 'Write expect.poll(() => value).');
  }
  const timeout = milliseconds('timeout', options?.timeout ?? defaultTimeout);
  const interval = milliseconds('interval', options?.interval ?? defaultInterval);
  return new DeferredAssertion({ actual: fn, wanted: true, origin }, (subject, call) => {
    if (call.name.endsWith('Snapshot')) throw refuseSnapshot(call);
    const test = origin.test ?? currentTest();
    const error = errorAt(call.method);
    const polled = { ...subject, origin: { ...origin, test, error } };
    // As everywhere, a limit of 0 is none: then the test's own ends it.
    const polling = tryUntilItHolds(polled, call, { timeout: timeout || Infinity, interval });
    return trackAssertion(test, { subject: polled, call, error, start: 'expect.poll(…)' }, polling);
  });
}

function milliseconds(option: string, value: unknown): number {
  const duration = parseDuration(value);
  if (duration !== undefined) return duration;
  const message = `The option ${option} of expect.poll is no duration: ${String(value)}.`;
  throw withCode(errorAt(poll, message), 'ZT1407', "Write milliseconds, or a text such as '2s'.");
}

function refuseSnapshot({ name, method }: Call): Error {
  const error = errorAt(method, `expect.poll cannot try ${name}: each try would write a snapshot.`);
  return withCode(error, 'ZT1407', 'Poll for the value with another matcher first.');
}
