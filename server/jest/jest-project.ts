/** What a Jest configuration means to a run, besides what ztest has a setting for. Plain data. */
import type { ModuleRules } from '../../modules/module-rules.ts';
import type { JestHostSettings, JestTools } from '../../test-host/protocol.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import type { FoundJest } from './find-jest-config.ts';

export interface JestProject {
  /** As it is shown; absent: the defaults hold. */
  readonly source: string | undefined;
  /** The configuration that Jest itself would be given. */
  readonly place: FoundJest;
  /** `displayName`, or the folder: for sentences. */
  readonly name: string;
  readonly files: JestFiles;
  readonly modules: ModuleRules;
  readonly host: JestHostSettings;
  /** Of the configuration as a whole, not of its projects; absent: it names none. */
  readonly tools?: JestTools;
  /** Expressions on absolute paths of files that coverage leaves out. */
  readonly uncounted: readonly string[];
  /** Those that run instead of this one. */
  readonly projects: readonly ResolvedConfig[];
}

/** Which files are tests. */
export interface JestFiles {
  /** Absolute. */
  readonly roots: readonly string[];
  /** Globs on absolute paths. */
  readonly match: readonly string[];
  /** Regular expressions on absolute paths: those stand instead of globs. */
  readonly regex: readonly string[];
  readonly ignored: readonly string[];
  /** With their dot. */
  readonly extensions: readonly string[];
}
