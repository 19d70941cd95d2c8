/** What the shell needs of discovery, graph and history: it knows none of them itself, and tests hand over their own. */
import type { AffectedTests } from '../affected/affected-tests.ts';
import type { CoverageService } from '../coverage/coverage-service.ts';
import type { FilePath, Problem, TestId } from '../../test-host/protocol.ts';
import type { FileTree, TreeProblem } from '../discovery/file-tree.ts';
import type { Explanation, RunAnswer } from '../protocol.ts';
import type { DiagnosisService } from '../diagnosis/diagnosis-service.ts';
import type { HistoryKeeper } from '../history/history-keeper.ts';
import type { RunOrder } from '../running/run-queue.ts';
import type { MigrationService as Migrator } from '../migrate/migration-service.ts';
import type { QuarantineService as Quarantine } from '../quarantine/quarantine-service.ts';
import type { FileEvent } from '../workspace/changes.ts';
import type { ProjectTrees } from './project-trees.ts';

export interface RootOptions {
  /** Absolute, with forward slashes. */
  readonly rootDir: string;
  /** False: nothing of the workspace may be executed. */
  readonly isTrusted: boolean;
  /** Of tests, besides the server's own; `null` takes away. */
  readonly env: Readonly<Record<string, string | null>>;
  /** Of ztest. */
  readonly version: string;
}

/** Everything that is known of one workspace folder. Paths are absolute where nothing else is said. */
export interface RootServices extends Disposable {
  readonly discovery: DiscoveryService;
  readonly graph: GraphService;
  /** Absent where nothing may be executed, and no result can be stale. */
  readonly affected?: Pick<AffectedTests, 'affected'>;
  /** Absolute: where caches lie, if anywhere. */
  readonly dataDirectory?: string;
  /** Absent where nothing may be executed. */
  readonly runs?: RunService;
  /** Absent where nothing may be executed. */
  readonly coverage?: CoverageService;
  /** Absent where nothing may be executed. */
  readonly history?: HistoryService;
  /** Absent where nothing may be executed. */
  readonly diagnosis?: Pick<DiagnosisService, 'diagnose' | 'bisect'>;
  /** Absent where files are not on this disk. */
  readonly migration?: MigrationService;
  /** Absent where files are not on this disk. */
  readonly quarantine?: QuarantineService;
}

export type QuarantineService = Pick<Quarantine, 'read' | 'add' | 'remove' | 'propose'>;

export type MigrationService = Pick<
  Migrator,
  'plan' | 'planToDo' | 'keep' | 'settle' | 'undo' | 'compare'
>;

export interface RunService {
  /** Starts what a run needs, ahead of need. */
  readonly warm: () => void;
  readonly run: (order: RunOrder, signal: AbortSignal) => Promise<RunAnswer>;
  /** Makes what the first run of these files that counts code needs. */
  readonly prepareCounting: (files: readonly FilePath[], signal: AbortSignal) => Promise<void>;
}

export type OpenRoot = (options: RootOptions) => RootServices;

/** The tests of one file. */
export type KnownTree = Pick<FileTree, 'file' | 'nodes' | 'problems'>;

export interface DiscoveryService {
  /** @throws the signal's reason when it is aborted */
  readonly open: (signal?: AbortSignal) => Promise<DiscoveryDelta>;
  /** @throws the signal's reason when it is aborted: its changes are in the next delta */
  readonly change: (events: readonly FileEvent[], signal?: AbortSignal) => Promise<DiscoveryDelta>;
  readonly trees: () => readonly KnownTree[];
  readonly tree: (file: FilePath) => KnownTree | undefined;
  /** A file and its tests in each project that runs it. Absent: there is one. */
  readonly everywhere?: ProjectTrees['everywhere'];
  /** Told what a run has taught: there is no event for it. */
  readonly listen?: (onDelta: (delta: Pick<DiscoveryDelta, 'added' | 'removed'>) => void) => void;
  /** Imports of a test file that lead nowhere, in its text as it is now. */
  readonly missingImports: (file: FilePath) => readonly TreeProblem[];
  readonly explain: (target: string) => Explanation | Promise<Explanation>;
  /** Names of tags that the configuration of a file has defaults for. */
  readonly configuredTags: (file: FilePath) => readonly string[];
}

export interface DiscoveryDelta {
  readonly added: readonly KnownTree[];
  readonly changed: readonly KnownTree[];
  readonly removed: readonly FilePath[];
  /** Of the project as a whole: all of them. */
  readonly problems: readonly Problem[];
}

export interface Subject {
  /** Absolute. */
  readonly path: string;
  /** 0-based UTF-16 offset of a symbol in its text; absent: the file. */
  readonly offset?: number;
}

export interface GraphService {
  /** Told of the same events as discovery, after it. */
  readonly change: (events: readonly FileEvent[]) => void;
  readonly testsOf: (subject: Subject, signal: AbortSignal) => Promise<readonly Reached[]>;
  /** Does what the first question would wait for. */
  readonly prepare?: (signal: AbortSignal) => Promise<void>;
  /** Modules of the project that a test file reaches, the direct imports first. */
  readonly sourceOf: (subject: Subject, signal: AbortSignal) => Promise<readonly SourcePlace[]>;
}

/** A test file that reaches a subject; without `tests`, all tests in it do. One way there each: a file may come twice. */
export interface Reached {
  readonly file: FilePath;
  readonly tests?: readonly TestId[];
  readonly why: readonly string[];
}

export interface SourcePlace {
  /** Absolute. */
  readonly path: string;
  /** 1-based; absent: the file as a whole. */
  readonly line?: number;
}

export type HistoryService = Pick<
  HistoryKeeper,
  'listen' | 'last' | 'about' | 'report' | 'diagnosed' | 'renamed' | 'flush'
>;
