/** What the server and its parser threads say to each other. */

export interface ParseBatch {
  readonly files: readonly SourceFile[];
}

export interface SourceFile {
  /** Absolute: its ending decides the language. */
  readonly path: string;
  readonly text: string;
  /** It is being edited: the answer is an `Edition`. */
  readonly isOpen?: true;
  /** The last of its pieces that has arrived; absent: none has. */
  readonly known?: number;
  /** What is asked of it; absent: what declares tests. */
  readonly wants?: 'module' | 'code';
}

/** One for each file, in order: a `ParsedFile`, an `Edition`, a `ParsedModule` or a `FileCode` (or `null`) as JSON, or the bug that was in the way. */
export type ParseAnswer = { readonly json: string } | { readonly error: string };
