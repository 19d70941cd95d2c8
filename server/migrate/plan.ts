/** What a migration is asked for, and what it would do. */
import type { SourceConversion } from './convert-source.ts';
import type { Note } from './notes.ts';
import type { Files } from '../workspace/files.ts';
import type { EvaluatedSettings, JestSuite } from './jest-suites.ts';

export interface MigrationRequest {
  /** Absolute, with forward slashes. */
  readonly rootDir: string;
  readonly files: Files;
  /** Relative to the root; none: all of it, with configuration, scripts and CI. */
  readonly paths: readonly string[];
  /** Of ztest, as `package.json` shall ask for it. */
  readonly version: string;
  /** What configurations that are code come to. Default: nobody has run them. */
  readonly evaluated?: EvaluatedSettings | undefined;
}

/** A file that changes. */
export interface FileChange {
  /** Relative to the root, with forward slashes. */
  readonly path: string;
  /** `undefined`: it is new. */
  readonly before: string | undefined;
  /** `undefined`: it goes. */
  readonly after: string | undefined;
}

export interface FileVerdict {
  readonly path: string;
  readonly isTest: boolean;
  readonly state: SourceConversion['state'];
  /** How many tests and suites it declares, as far as its text says. */
  readonly tests: number;
  readonly notes: readonly Note[];
}

export interface MigrationPlan {
  readonly rootDir: string;
  readonly suites: readonly JestSuite[];
  readonly files: readonly FileVerdict[];
  readonly changes: readonly FileChange[];
  /** Those of configurations, scripts and CI; what is about one file is there. */
  readonly notes: readonly Note[];
  /** Packages that nothing needs any more when all is converted. */
  readonly removablePackages: readonly string[];
  /** Files of Vitest beside those of Jest. */
  readonly vitestFiles: readonly string[];
  /** Milliseconds. */
  readonly duration: number;
}

/** Vitest's, or of a tool that is neither. */
export function isOfAnother(state: SourceConversion['state']): boolean {
  return state === 'vitest' || state === 'foreign';
}
