import { captureStackTrace } from '../intrinsics.ts';
import type { Location } from '../protocol.ts';

/** An error of ours: `code` is stable and documented, `hint` says what to do next. */
export class CodedError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  /** Where the cause stands, for errors that are raised far from it (a time limit). */
  location: Location | undefined;
  /** The function that it is about, for those whose `location` nobody asked for in time. */
  about: unknown;
  // oxlint-disable-next-line eslint/no-unused-private-class-members -- `in` uses it
  readonly #isOurs = true;

  constructor(code: string, message: string, hint?: string) {
    super(message);
    this.code = code;
    this.hint = hint;
    // Not enumerable: the two are printed as parts of the message, never as properties of a value.
    Object.defineProperty(this, 'code', { enumerable: false });
    Object.defineProperty(this, 'hint', { enumerable: false });
    Object.defineProperty(this, 'location', { enumerable: false });
    Object.defineProperty(this, 'about', { enumerable: false });
  }

  /** Looks at nothing of a value that was thrown: a proxy may throw again. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && #isOurs in value;
  }
  override get name(): string {
    return 'ZtestError';
  }
}

/** Lets the stack begin at the caller of `below`, so that the first frame is the user's. */
export function raisedAt(error: CodedError, below: (...args: never[]) => unknown): CodedError {
  captureStackTrace(error, below);
  return error;
}
