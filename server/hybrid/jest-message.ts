/** What `bin/jest-reporter.cjs` tells of a run of Jest, a line of JSON each. */

export type JestMessage =
  | { readonly type: 'started'; readonly file: string; readonly project?: string }
  /** A test is over. */
  | { readonly type: 'alive' }
  | {
      readonly type: 'result';
      readonly file: string;
      readonly project?: string;
      readonly result: JestFileResult;
    }
  | { readonly type: 'done' };

/** As far as it is told; older versions of Jest leave things out. */
export interface JestFileResult {
  readonly tests: readonly JestTestResult[];
  /** The file could not be run. */
  readonly error: string | undefined;
  readonly console: readonly { readonly type: string; readonly message: string }[];
  readonly snapshot: {
    readonly matched?: number;
    readonly added?: number;
    readonly updated?: number;
    readonly unmatched?: number;
    readonly unchecked?: number;
    readonly uncheckedKeys?: readonly string[];
  };
  /** Milliseconds. */
  readonly duration: number;
}

export interface JestTestResult {
  /** From the outermost suite to the test itself. */
  readonly titles: readonly string[];
  readonly status: string;
  readonly duration: number;
  readonly failures: readonly string[];
  /** Why earlier attempts failed. */
  readonly retries: readonly string[];
  readonly location: { readonly line: number; readonly column: number } | undefined;
}
