/** The errors of `expect`: failures in Jest's shape, and mistakes in its use (ZT14xx). */
import { captureStackTrace, RealError } from '../intrinsics.ts';

/** A failed assertion. Called as in Jest, where tools look for the name of the class and for `matcherResult`. */
export class JestAssertionError extends RealError {
  matcherResult?: MatcherOutcome;
}

/** What the matcher answered, with the message as text. */
export interface MatcherOutcome {
  readonly pass: boolean;
  readonly message: string;
  readonly name?: string;
  readonly actual?: unknown;
  readonly expected?: unknown;
}

/** An error whose stack begins at the caller of `method`, a function that is being run now. */
export function errorAt(method: Function, message = ''): JestAssertionError {
  const error = new JestAssertionError(message);
  beginStackAt(error, method);
  return error;
}

export function beginStackAt(error: object, method: Function): void {
  captureStackTrace(error, method);
}

/** Gives a message to an error that was made before it was known, in its stack too. */
export function setMessage(error: Error, message: string): void {
  error.message = message;
  setFrames(error, error);
}

/** Makes `error` look as if it had been thrown where `place` was made. */
export function setFrames(error: Error, place: Error): void {
  const stack = place.stack ?? '';
  const frames = stack.indexOf('\n    at ');
  error.stack = `${error.name}${error.message === '' ? '' : `: ${error.message}`}${frames === -1 ? '' : stack.slice(frames)}`;
}

export type ExpectErrorCode =
  | 'ZT1401' // no such matcher
  | 'ZT1402' // an assertion that nobody awaited
  | 'ZT1403' // expect.unreachable() was reached
  | 'ZT1404' // .not before .resolves or .rejects
  | 'ZT1405' // the value changes from one reading to the next
  | 'ZT1406' // the values are nested too deeply
  | 'ZT1407' // expect.poll with something that cannot be polled
  | 'ZT1408'; // expect.poll whose function never settles

/** Marks `error` as one of ours. `hint` is what to do next, one sentence. */
export function withCode<E extends Error>(error: E, code: ExpectErrorCode, hint: string): E {
  // Not enumerable: reporters show the two in their own way, not among the properties of the error.
  return Object.defineProperties(error, { code: { value: code }, hint: { value: hint } });
}
