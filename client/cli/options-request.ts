/** What a command line asks for, as plain data. */
import type { Problem } from '../../test-host/protocol.ts';
import type { PathFilter } from '../../server/config/path-filters.ts';
import type { Shard } from '../../server/engine.ts';
import type { ConfigLayer } from '../../server/config/resolved-config.ts';

/** `watch` is `run --watch`. */
export type CommandName = EngineCommand | 'watch' | 'migrate' | 'help' | 'version';

/** What works on a project. */
export type EngineCommand =
  | 'run'
  | 'list'
  | 'explain'
  | 'graph'
  | 'covers'
  | 'affected'
  | 'coverage'
  | 'history'
  | 'export'
  | 'bisect'
  | 'flaky'
  | 'quarantine';

export type ParsedCommand =
  | (RunRequest & { readonly command: EngineCommand })
  | (RunRequest & { readonly command: 'migrate' })
  /** Without a topic: the whole. */
  | { readonly command: 'help'; readonly topic?: CommandName }
  | { readonly command: 'version' };

/** The command line is wrong: all that is wrong with it. The command ends with code 2. */
export interface UsageProblem {
  readonly command: 'usage-problem';
  readonly problems: readonly Problem[];
}

export interface RunRequest {
  readonly filters: readonly PathFilter[];
  /** `coverage`: what is to be merged, as it was written. */
  readonly merges: readonly string[];
  /** What flags set of the configuration: its strongest layer. */
  readonly settings: ConfigLayer;
  readonly configFile: string | undefined;
  /** Whose configuration is followed, also where there is one of ztest. */
  readonly compat: 'jest' | undefined;
  readonly profile: string | undefined;
  /** Jest runs a part of the files. */
  readonly hybrid: HybridRequest | undefined;
  /** On full titles; a valid regular expression. */
  readonly titlePattern: Pattern | undefined;
  /** A valid tag expression. */
  readonly tags: string | undefined;
  readonly repeatUntilFailure: RepeatLimit | undefined;
  /** How often new and changed tests run again. */
  readonly burnIn: number | undefined;
  /** A test that passes in a later attempt fails the command. */
  readonly failOnFlaky: boolean;
  readonly lastFailed: boolean;
  /** Of several machines. */
  readonly shard: Shard | undefined;
  /** A file with durations, or `none`; absent: those of the last run here. */
  readonly shardTimings: string | undefined;
  /** Run again what changes of files affect, until the user quits. */
  readonly watch: boolean;
  /** `run`: what changes since a commit affect; `affected`: since which. Without a commit: since the last run of each test. */
  readonly changed: { readonly ref?: string } | undefined;
  /** `affected`: why, for each. */
  readonly explains: boolean;
  /** Thresholds in the configuration follow what was reached. Absent: as the configuration says, and not in CI. */
  readonly raisesThresholds: boolean | undefined;
  readonly useCache: boolean;
  /** Empty the cache first. */
  readonly clearCache: boolean;
  /** Absent: as the terminal and `NO_COLOR` say. */
  readonly color: boolean | undefined;
  /** Do not show what tests print. */
  readonly silent: boolean;
  readonly debug: DebugRequest | undefined;
  /** `list`, `graph`, `covers`, `affected`, `history`: as JSON. */
  readonly json: boolean;
  /** `list`: load the files, so that tests made by code are there too. */
  readonly loaded: boolean;
  /** `graph`: absent: as the file suggests. */
  readonly direction: 'closure' | 'dependants' | undefined;
  /** `graph`: only the path between the two files. */
  readonly why: string | undefined;
  readonly migrate: MigrateRequest;
  /** `history`: runs as they followed each other. */
  readonly trend: boolean;
  /** `history`: the last run against another one, or the one before it. */
  readonly diff: { readonly run?: number } | undefined;
  /** `export`. */
  readonly format: ExportFormat;
  readonly quarantine: QuarantineRequest;
  /** `bisect`: over commits. */
  readonly bisect: { readonly overCommits: boolean; readonly good?: string; readonly bad?: string };
}

export const quarantineVerbs = ['list', 'add', 'remove', 'propose'] as const;

export interface QuarantineRequest {
  readonly verb: (typeof quarantineVerbs)[number];
  readonly reason?: string;
  readonly owner?: string;
  /** A day, `never`, or milliseconds from now. */
  readonly expires?: string | number;
  /** Passes in a row. */
  readonly after?: number;
  /** Take out what needs no quarantine any more. */
  readonly releases: boolean;
  /** `propose`: do it. */
  readonly writes: boolean;
}

export interface HybridRequest {
  /** Of the files that ztest runs, 0–100; absent: what is remembered. */
  readonly percent?: number;
}

/** `migrate`: what of it. */
export interface MigrateRequest {
  readonly analyze: boolean;
  readonly dryRun: boolean;
  readonly undo: boolean;
  /** Although git has changes that are not committed, or a file was changed since. */
  readonly force: boolean;
  /** Run Jest before and ztest after, and compare. */
  readonly validate: boolean;
  /** A file for the report. */
  readonly reportFile: string | undefined;
}

export const exportFormats = ['ndjson', 'json', 'csv'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface Pattern {
  readonly source: string;
  readonly flags: string;
}

/** No limit at all: until a test fails. */
export interface RepeatLimit {
  readonly count?: number;
  /** Milliseconds. */
  readonly duration?: number;
}

/** `host:port` of the inspector; absent: any free port of this machine. */
export interface DebugRequest {
  readonly address?: string;
}

export const emptyRequest: RunRequest = {
  filters: [],
  merges: [],
  settings: {},
  configFile: undefined,
  compat: undefined,
  hybrid: undefined,
  profile: undefined,
  titlePattern: undefined,
  tags: undefined,
  repeatUntilFailure: undefined,
  burnIn: undefined,
  failOnFlaky: false,
  lastFailed: false,
  shard: undefined,
  shardTimings: undefined,
  watch: false,
  changed: undefined,
  explains: false,
  raisesThresholds: undefined,
  useCache: true,
  clearCache: false,
  color: undefined,
  silent: false,
  debug: undefined,
  json: false,
  loaded: false,
  direction: undefined,
  why: undefined,
  migrate: {
    analyze: false,
    dryRun: false,
    undo: false,
    force: false,
    validate: true,
    reportFile: undefined,
  },
  trend: false,
  diff: undefined,
  format: 'ndjson',
  quarantine: { verb: 'list', releases: false, writes: false },
  bisect: { overCommits: false },
};
