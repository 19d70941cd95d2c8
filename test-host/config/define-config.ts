/** `ztest/config`: what a `ztest.config.ts` imports. Types, and one function that returns its argument. */

/**
 * Types a configuration; returns it unchanged. A configuration is an object, a function that returns
 * one (also asynchronously), or a promise of one. It must be plain data: texts, numbers, lists,
 * objects, regular expressions.
 *
 * @example
 * import { defineConfig } from 'ztest/config'
 *
 * export default defineConfig({
 *   timeout: '10s',
 *   retry: { count: 2, when: /ECONNRESET/ },
 *   profiles: { ci: { workers: '100%', report: ['terminal', 'junit'] } },
 * })
 *
 * @example
 * export default defineConfig(({ ci }) => ({ bail: ci ? 1 : 0 }))
 */
export function defineConfig<const T extends ConfigExport>(config: T): T {
  return config;
}

/** What a configuration file may export as its default. */
export type ConfigExport =
  | Config
  | Promise<Config>
  | ((input: ConfigInput) => Config | Promise<Config>);

/** What a configuration function is given. `process.env` is there as well. */
export interface ConfigInput {
  /** The name of the selected profile: `--profile`, `ZTEST_PROFILE` or `TEST_ENV`. */
  readonly profile: string | undefined;
  /** Whether this is a CI machine (`CI` is set). */
  readonly ci: boolean;
}

/** `'5s'`, `'1.5m'`, `'500ms'`, `'1h'`, or a number of milliseconds; 0 = none. */
export type Duration = number | DurationText;
type DurationText = `${number}${'ms' | 's' | 'm' | 'min' | 'h'}` | `${number}`;

/** `'512MB'`, `'1.5GB'`, or a number of bytes; a KB is 1,024 of them; 0 = none. */
export type Size = number | `${number}${'B' | 'KB' | 'MB' | 'GB'}` | `${number}`;

/** How much of a process one test file shares with the next. */
export type Isolation = 'full' | 'partial' | 'none';

/** A whole configuration: all settings, and named profiles that override them. */
export interface Config extends Settings {
  /** For editors; ignored. */
  readonly $schema?: string;
  /** Settings that override the others when selected with `--profile name`, `ZTEST_PROFILE` or `TEST_ENV`. */
  readonly profiles?: Readonly<Record<string, Settings>>;
}

/** Every setting. All are optional; paths and globs are relative to the root of the project. */
export interface Settings {
  /** Globs of the test files. Default: `**\/*.{test,spec}.?(c|m)[jt]s?(x)`. */
  readonly include?: TextList;
  /** Globs of files and folders that are never test files. Folders in `.gitignore` and `node_modules` never are. Default: none. */
  readonly exclude?: TextList;
  /** `full`: a fresh process for each test file. `partial`: a warm process, fresh modules, globals put back. `none`: all shared. Default: `partial`; with Jest's configuration packages are fresh, too, unless `partial` is asked for. */
  readonly isolation?: Isolation;
  /** How many test files run at a time: a number, or a share of the machine's cores. Default: `100%`. */
  readonly workers?: number | `${number}%` | `${number}`;
  /** How long a test may take. Default: `5s`. */
  readonly timeout?: Duration;
  /** How long a hook may take. Default: `10s`, or `timeout` when that is longer. */
  readonly hookTimeout?: Duration;
  /** How often, and when, a failed test is run again. Default: 0. */
  readonly retry?: Retry;
  /** How often each test is run again after it passed. Default: 0. */
  readonly repeats?: number;
  /** Stop the run after this many failed tests; `true` is 1, 0 is never. Default: 0. */
  readonly bail?: number | boolean;
  /** Run files and tests in random order, perhaps with a seed that repeats an order. Default: `false`. */
  readonly shuffle?: boolean | { readonly seed?: number };
  /** The seed of everything random in a run, 0 to 4294967295. Default: drawn anew for each run, and printed. */
  readonly seed?: number;
  /** After a failure: `continue`, `stop` the run, or `isolate`: run what failed once more, alone in a fresh process. Default: `continue`. */
  readonly failureStrategy?: 'continue' | 'stop' | 'isolate';
  /** Modules that are loaded before each test file. Default: none. */
  readonly setupFiles?: TextList;
  /** Modules whose `setup` runs once before the run, and `teardown` once after it. Default: none. */
  readonly globalSetup?: TextList;
  /** Whether `test`, `suite`, `expect`, … are there without an import. Default: `false`. */
  readonly globals?: boolean;
  /** Environment variables of the tests. Default: none beyond those of the command. */
  readonly env?: Readonly<Record<string, string | number | boolean>>;
  /** How snapshots are written. */
  readonly snapshot?: SnapshotSettings;
  /** Reporters: `terminal`, `dot`, `json`, `events`, `junit`, `tap`, `github`, each with `=path` or `=-` (standard output) if you like. Default: `terminal`. */
  readonly report?: TextList;
  /** The folder of reports and attachments. Default: `test-results`. */
  readonly outputDir?: string;
  /** How many concurrent tests of one file run at a time. Default: 5. */
  readonly maxConcurrency?: number;
  /** Tests that take longer are reported as slow. Default: `300ms`. */
  readonly slowThreshold?: Duration;
  /** A test process that uses more memory is replaced by a new one. Default: `1GB`. */
  readonly memoryLimit?: Size;
  /** Whether reports say where each test is declared. Default: `false`. */
  readonly locations?: boolean;
  /** Look for timers, servers, sockets and processes that tests leave behind. Default: `off`. */
  readonly detectLeaks?: 'off' | 'warn' | 'fail';
  /** How mocks behave. */
  readonly mocks?: MockSettings;
  /** Defaults for tests with a tag. */
  readonly tags?: Readonly<Record<string, TagSettings>>;
  /** Defaults for a kind of test: `unit`, `integration`, `e2e`, … */
  readonly types?: Readonly<Record<string, KindSettings>> | readonly string[];
  /** What importing a file that is no module gives, by extension: its `path`, its `text`, or an `empty` object. */
  readonly assets?: Readonly<Record<string, 'path' | 'empty' | 'text'>>;
  /** Whether a run that finds no test passes. Default: `false`. */
  readonly passWithNoTests?: boolean;
  /** Test files that are as they were when they passed are taken as passed: see docs/history.md. Default: false. */
  readonly cached?: boolean;
  /** The `tsconfig.json` to compile with. Default: the nearest one of each file. */
  readonly tsconfig?: string;
  /** Which code the tests run. */
  readonly coverage?: CoverageSettings;
  /** Not supported by this version yet. */
  readonly pipelines?: unknown;
  /** Not supported by this version yet. */
  readonly plugins?: unknown;
  /** Not supported by this version yet. */
  readonly services?: unknown;
  /** Not supported by this version yet. */
  readonly database?: unknown;
  /** Not supported by this version yet. */
  readonly notify?: unknown;
}

/** Which code is counted while tests run, and how much of it must have run. */
export interface CoverageSettings {
  /** Count in each run, as `--coverage` does. Default: `false`. */
  readonly enabled?: boolean;
  /** Globs of files that are counted whether a test loads them or not. Default: the files that tests load. */
  readonly include?: TextList;
  /** Globs of files that are not counted; tests, set-up files and configurations never are. */
  readonly exclude?: TextList;
  /**
   * Count how often code runs, not only whether: reports then show Istanbul's numbers. Exact up to 4,294,967,295 within
   * one test. Costs more time than the default. Default: `false`.
   */
  readonly counts?: boolean;
  /**
   * Say of each operand that decides (of `&&`, `||`, `??`, and what an `if`, a loop or a `?:` asks) whether it was seen
   * true and seen false; of what stands left of `??`, whether it had a value and had none. In reports each is a branch of
   * two ways, of the type `condition`. Default: `false`.
   *
   * @example if (isMember && total > 100) … // four ways: both operands, true and false
   */
  readonly conditions?: boolean;
  /**
   * Say of each `?.` whether it went on and whether it ended its chain, as a branch of two ways, of the type
   * `optional-chain`. Default: `false`.
   */
  readonly optionalChaining?: boolean;
  /**
   * What is written. Default: `['text']`, a table on the terminal. With `raw` a run is a part of a whole: what it has counted is
   * left for `ztest coverage merge`, which also checks the thresholds.
   */
  readonly report?: readonly (
    | 'text'
    | 'text-summary'
    | 'html'
    | 'lcov'
    | 'lcovonly'
    | 'json'
    | 'json-summary'
    | 'cobertura'
    | 'clover'
    | 'teamcity'
    | 'markdown'
    | 'raw'
  )[];
  /** Folder of the reports. Default: `coverage`. */
  readonly directory?: string;
  /** A branch, tag or commit: how much of the lines that have changed since has run is told, too. */
  readonly changed?: string;
  /** What must have run, else the run fails. */
  readonly thresholds?: CoverageThresholds;
}

/** Percent that must have run; below zero: how many may be left out. */
export interface CoverageLimits {
  readonly statements?: number;
  readonly branches?: number;
  readonly functions?: number;
  readonly lines?: number;
}

/**
 * Limits for all files, and by glob for those that it matches, which then count no more for all.
 *
 * @example { branches: 80, 'src/core/**': { lines: 95 } }
 */
export type CoverageThresholds = CoverageLimits & {
  /** Percent of the lines that have changed since `coverage.changed`, or since the last commit. */
  readonly changed?: number;
  /**
   * Raise the numbers in this file to what was reached, in whole percents, after a run of all tests that passed. Never lowers
   * one; not in CI, unless asked for there with `--coverage.thresholds.autoUpdate`. Default: `false`.
   */
  readonly autoUpdate?: boolean;
  readonly [glob: string]: CoverageLimits | number | boolean | undefined;
};

/** A list, or one element of it. */
export type TextList = string | readonly string[];

/** A number of retries, or the whole of it. */
export type Retry = number | RetrySettings;

/** When a failed test is run again. */
export interface RetrySettings {
  /** How often, at most. Default: 0. */
  readonly count?: number;
  /** Wait this long before each attempt. Default: 0. */
  readonly delay?: Duration;
  /** Retry only when the message of the error matches. Default: always. */
  readonly when?: string | RegExp | { readonly source: string; readonly flags?: string };
}

/** Defaults for tests with a tag. */
export interface TagSettings {
  /** How long a test with this tag may take. */
  readonly timeout?: Duration;
  /** How often, and when, a failed test with this tag is run again. */
  readonly retry?: Retry;
}

/** Defaults for a kind of test. */
export interface KindSettings extends TagSettings {
  /** How files with tests of this kind are isolated. */
  readonly isolation?: Isolation;
  /** What the tests of this kind must run alone, of all that is counted. */
  readonly coverage?: CoverageLimits;
  /** Where the test files of this kind are: a folder, or a glob. Only `coverage` asks for it yet. */
  readonly folder?: string;
}

/** How snapshots are written. */
export interface SnapshotSettings {
  /** How values are printed. */
  readonly format?: PrintSettings;
}

/** How values are printed in snapshots; the options of `pretty-format`. */
export interface PrintSettings {
  /** Call `toJSON` of values that have it. */
  readonly callToJSON?: boolean;
  /** Escape special characters of regular expressions. */
  readonly escapeRegex?: boolean;
  /** Escape quotes and backslashes in texts. */
  readonly escapeString?: boolean;
  /** Spaces of one level, 0 to 16. */
  readonly indent?: number;
  /** Levels to print. */
  readonly maxDepth?: number;
  /** Elements to print of a list, map, object or set. */
  readonly maxWidth?: number;
  /** Print on one line. */
  readonly min?: boolean;
  /** Print the names `Array` and `Object` too. */
  readonly printBasicPrototype?: boolean;
  /** Print the names of functions. */
  readonly printFunctionName?: boolean;
}

/** How mocks behave. */
export interface MockSettings {
  /** Put back after each test what it spied on or replaced. Default: `true`. */
  readonly restore?: boolean;
}
