/** Thrown by `t.skip()` to leave the test. */
export class SkipRequest extends Error {
  readonly note: string | undefined;

  constructor(note: string | undefined) {
    super('The test asked to be skipped.');
    this.note = note;
  }
}
