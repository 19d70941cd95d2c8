/** Thrown by `t.skip()` to leave the test. */
export class SkipRequest extends Error {
  readonly note: string | undefined;
  // oxlint-disable-next-line eslint/no-unused-private-class-members -- `in` uses it
  readonly #isOurs = true;

  constructor(note: string | undefined) {
    super('The test asked to be skipped.');
    this.note = note;
  }

  /** Looks at nothing of a value that was thrown: a proxy may throw again. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && #isOurs in value;
  }
}
