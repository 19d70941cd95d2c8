/** What a client asks of a run, and what it gets. */
import type { StoredModules } from '../../modules/store.ts';
import type {
  FilePath,
  CoverageMessage,
  Problem,
  ReadInputs,
  RunEvent,
  RunMessage,
  RunSummary,
  TestId,
  TestSelection,
} from '../../test-host/protocol.ts';
import type { ProbeOptions } from '../../modules/code-map.ts';
import type { CountedPatterns } from '../../modules/counted-patterns.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import type { DebuggerAddress } from './debugger-words.ts';
import type { EndCause } from './file-record.ts';
import type { Hosts } from './hosts.ts';
import type { ShardPlan } from './shard.ts';
import type { ToolOutput } from './tool-host.ts';

export interface RunRequest {
  readonly config: ResolvedConfig;
  /** Test files with what is selected of them, in any order. */
  readonly files: readonly RequestedFile[];
  readonly updateSnapshots?: boolean;
  /** Somebody reads where tests are declared. */
  readonly wantsLocations?: boolean;
  /** Milliseconds that whoever hears the results takes for them, beside the hosts. Default: 0. */
  readonly telling?: number;
  /** Load the files and report their trees; run nothing. */
  readonly collectOnly?: boolean;
  /** That there is nothing to run is as it should be. */
  readonly mayBeEmpty?: boolean;
  /** A debugger will attach: one host, no timeouts. */
  readonly debug?:
    | {
        /** `port` or `host:port`. Default: a free port of 127.0.0.1. */
        readonly address?: string;
        /** Where an assertion fails; the debugger must skip what is ours. Default: false. */
        readonly stopsAtFailures?: boolean;
      }
    | undefined;
  /** Files run in the order in which they are given, in processes of their own, and the run leaves no trace. */
  readonly isTrial?: boolean;
  /** Files that are as they were when they passed are taken as passed. Default: false. */
  readonly cached?: boolean;
  /** Neither read nor keep transformed modules. */
  readonly fresh?: boolean;
  /** Absolute path → text that is run in place of what is in the file; nothing of it is kept. */
  readonly unsaved?: Readonly<Record<string, string>> | undefined;
  /** What code the tests run is counted. */
  readonly coverage?: CoverageRequest;
  /** Told where a debugged host waits. */
  readonly onDebugger?: (address: DebuggerAddress) => void;
  readonly onEvents: (events: readonly RunMessage[]) => void;
  /** Hosts have work, and this process has none; once for each configuration. */
  readonly onBusy?: (modulesOf: RunResult['modulesOf']) => void;
  /** What a file has read and written besides its modules, when it is done. */
  readonly onFileDone?: (file: FilePath, inputs: ReadInputs) => void;
  /** Reporters and the sequencer of a Jest configuration take part. Default: they do not. */
  readonly jestTools?:
    | {
        /** Reporters, too. */
        readonly isReported: boolean;
        readonly hasColor: boolean;
        readonly onOutput: ToolOutput;
      }
    | undefined;
  /** The files are a part for one of several machines: reports say so. */
  readonly shard?: ShardPlan;
  /** Aborted: no further test begins, the run ends as `interrupted`. */
  readonly signal?: AbortSignal;
  /** What another tool runs of the files, when the hosts are done: its results are part of the run. */
  readonly others?: OtherRunner | undefined;
}

export interface OtherRunner {
  /** None of them is among the files of the request. */
  readonly files: readonly FilePath[];
  /**
   * Hands on what happens until the tool has ended, or until the signal ends it.
   *
   * @returns why files have no result, if there are such
   */
  readonly run: (
    add: (events: readonly RunEvent[], file?: FilePath) => void,
    signal: AbortSignal,
  ) => Promise<EndCause>;
}

export interface CoverageRequest {
  readonly counted: CountedPatterns;
  readonly probes: ProbeOptions;
  /** Absolute paths of files that are counted also when no test loads them. */
  readonly files: readonly string[];
  /** By test file, digests of what they told when they last ran: what would be told again is recalled. */
  readonly told?: Readonly<Record<FilePath, string>>;
  readonly recall?: (file: FilePath) => CoverageMessage | undefined;
  readonly add: (ran: CoverageMessage) => void;
}

export interface RequestedFile {
  /** Workspace-relative, forward slashes. */
  readonly file: string;
  readonly selection?: TestSelection;
  /** With `wantsLocations`: those of which nobody needs it, since the source told where they stand. */
  readonly located?: readonly TestId[];
  /** Before all others. Default: the longest are. */
  readonly isFirst?: boolean;
  /** Of a folder with a configuration of its own. Default: that of the run. */
  readonly config?: ResolvedConfig;
}

export interface RunResult {
  readonly outcome: 'passed' | 'failed' | 'interrupted';
  readonly reason?: 'no-tests' | 'bail' | 'cancelled' | 'error';
  readonly summary: RunSummary;
  /** What was wrong with tools that the run is told to; an error fails the command. */
  readonly problems: readonly Problem[];
  /** Ids of the tests that failed, by file. */
  readonly failed: Readonly<Record<string, readonly TestId[]>>;
  /** What a configuration could load, by absolute path, as it was when the run began. */
  readonly modulesOf: (config: ResolvedConfig) => StoredModules | undefined;
  /** What a file has read besides; nothing of one that did not come to its end. */
  readonly inputsOf: (file: FilePath) => ReadInputs | undefined;
}

/** What a run has of the engine. */
export interface RunContext {
  readonly hosts: Hosts;
  readonly version: string;
  readonly env: NodeJS.ProcessEnv;
}
