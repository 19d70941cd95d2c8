/** What goes into and comes out of the snapshots of one file. */
import type { Problem, SnapshotCounts } from '../protocol.ts';
import type { Attempt } from './attempts.ts';
import type { NamedFile } from './disk.ts';
import type { SourcePosition } from './inline-sites.ts';
import type { RealFs } from './real-fs.ts';
import type { SnapshotDialect } from './snap-format.ts';

export interface SnapshotStateOptions {
  readonly fs: RealFs;
  readonly file: NamedFile;
  /** Default: Jest's. */
  readonly dialect?: SnapshotDialect | undefined;
  readonly update: 'none' | 'new' | 'all';
  /** In the first line of the file. Default: that of Jest 30. */
  readonly link?: string | undefined;
  /** False: nothing is written in the end. Default: true. */
  readonly isWritten?: boolean | undefined;
  /** Names an absolute path in messages. */
  readonly show: (file: string) => string;
  /** The place in the user's source of the matcher call that made the error. */
  readonly locate: (error: Error) => SourcePosition | undefined;
  /** Whether `text`, just read from `file`, is what this run loaded. */
  readonly isUnchanged: (file: string, text: string) => boolean;
}

export interface MatchRequest {
  /** Titles and hint as Jest joins them; empty outside of tests. */
  readonly testName: string;
  readonly attempt: Attempt | undefined;
  /** Serialised, with line breaks around several lines. */
  readonly actual: string;
  /** The test is marked `.fails`: compare only, neither count nor write. */
  readonly expectsFailure: boolean;
  /** The key, when it is not made of name and counter. */
  readonly key?: string | undefined;
  /** Present for inline snapshots: the argument as it is in the source, if there is one. */
  readonly inline?: { readonly argument: string | undefined; readonly error: () => Error };
}

export interface MatchResult {
  readonly pass: boolean;
  readonly key: string;
  readonly count: number;
  readonly actual: string;
  /** `undefined`: there is no such snapshot, and this run may not write it. */
  readonly expected: string | undefined;
}

export interface FinishOptions {
  /** Full names of the tests that were skipped, failed or did not run: theirs are never obsolete. */
  readonly unfinished: readonly string[];
  /** False when the file did not load or was cut short: then nothing is obsolete. */
  readonly complete: boolean;
}

export interface FinishResult {
  readonly counts: SnapshotCounts;
  /** Keys that no test asked for and that are still there. */
  readonly obsolete: readonly string[];
  readonly problems: readonly Problem[];
}
