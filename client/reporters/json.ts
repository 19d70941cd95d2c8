/**
 * The JSON report. Its schema is stable: fields are added within a version, never renamed or removed;
 * whatever breaks a reader raises `version`. Documented by the types below and in `docs/reports.md`.
 */
import {
  type Annotation,
  type Attachment,
  type FilePath,
  type HookKind,
  type Location,
  type Outcome,
  type OutcomeReason,
  type Problem,
  type Quarantine,
  type SerializedError,
  type ShardOfRun,
  type SnapshotCounts,
  type StackFrame,
  type TestId,
  splitPath,
} from '../../test-host/protocol.ts';
import { clusterFailures } from './failure-clusters.ts';
import { listFailures } from './failure-list.ts';
import { outputText, type KeptOutput } from './kept-output.ts';
import type { EventBatches } from './reporter.ts';
import { createRunState, foldEvent, settleRunState } from './run-state.ts';
import { isFlaky, titlePath } from './run-tree.ts';
import type { FileState, RunState, TestState } from './run-tree.ts';

/** Paths are relative to the project with forward slashes; durations are milliseconds; lines and columns 1-based. */
export interface JsonReport {
  readonly schema: 'ztest-report';
  readonly version: 1;
  readonly versions?: { readonly ztest: string; readonly node: string };
  /** The tests are one of several parts. */
  readonly shard?: ShardOfRun;
  /** ISO 8601, UTC. */
  readonly startedAt?: string;
  readonly duration: number;
  /** `incomplete`: the run was cut off, the report holds what had come until then. */
  readonly outcome: 'passed' | 'failed' | 'interrupted' | 'incomplete';
  readonly reason?: string;
  readonly workers?: number;
  readonly seed?: number;
  readonly shuffled?: boolean;
  readonly summary: {
    readonly files: Readonly<Record<Outcome, number>>;
    /** `todo` tests are among the skipped; tests that were not selected are in none. */
    readonly tests: Readonly<Record<Outcome, number>>;
    readonly todo: number;
    readonly flaky: number;
    /** Failed in quarantine: in no other number. */
    readonly quarantined: number;
    /** Of the passed: they did not run, as nothing has changed since they passed. */
    readonly cached: number;
    readonly unselected: number;
    readonly snapshots?: SnapshotCounts;
  };
  readonly problems: readonly Problem[];
  /** Failures of `globalSetup`. */
  readonly hooks: readonly JsonHook[];
  /** Causes with more than one failure. */
  readonly clusters: readonly JsonCluster[];
  readonly files: readonly JsonFile[];
}

export interface JsonCluster {
  readonly fingerprint: string;
  /** Of the first. */
  readonly error: SerializedError;
  readonly tests: readonly TestId[];
  /** Files that failed as a whole because of it. */
  readonly files: readonly FilePath[];
}

export interface JsonFile {
  readonly path: FilePath;
  /** Of the Jest projects that the file is a test of, unless it is the first. */
  readonly project?: string;
  readonly outcome: Outcome;
  readonly reason?: OutcomeReason;
  readonly duration: number;
  readonly loadDuration: number;
  /** Errors that belong to no test. */
  readonly errors: readonly SerializedError[];
  /** Hooks that failed. */
  readonly hooks: readonly JsonHook[];
  readonly leaks: readonly {
    readonly kind: string;
    readonly description: string;
    readonly test?: TestId;
    readonly stack: readonly StackFrame[];
  }[];
  readonly obsoleteSnapshots: readonly string[];
  readonly output: JsonOutput;
  readonly tests: readonly JsonTest[];
}

export interface JsonTest {
  readonly id: TestId;
  /** From the outermost suite to the test. */
  readonly titles: readonly string[];
  readonly location?: Location;
  readonly tags: readonly string[];
  readonly type?: string;
  readonly outcome: Outcome;
  readonly reason?: OutcomeReason;
  readonly note?: string;
  readonly duration: number;
  /** Passed, but only after a retry, and not in quarantine. */
  readonly flaky: boolean;
  /** It did not run: nothing has changed since it passed. */
  readonly cached?: true;
  /** It is in quarantine: its failure fails nothing. */
  readonly quarantine?: Quarantine;
  /** Of the last attempt. */
  readonly errors: readonly SerializedError[];
  /** Of earlier attempts, oldest first. */
  readonly retries: readonly (readonly SerializedError[])[];
  readonly repeat?: number;
  readonly annotations: readonly Annotation[];
  readonly attachments: readonly Attachment[];
  readonly output: JsonOutput;
}

export interface JsonHook {
  readonly hook: HookKind;
  readonly suite?: TestId;
  readonly errors: readonly SerializedError[];
}

/** The first 64 KiB of each test; `dropped` counts the characters that came after. */
export interface JsonOutput {
  readonly stdout: string;
  readonly stderr: string;
  readonly dropped: number;
}

/** One line a file, in pieces: the whole of a large run may be longer than a string can be. */
export async function* json(batches: EventBatches): AsyncGenerator<string> {
  const state = createRunState();
  for await (const batch of batches) for (const event of batch) foldEvent(state, event);
  settleRunState(state);
  const head = JSON.stringify(reportHead(state));
  yield `${head.slice(0, -1)},"files":[`;
  let separator = '\n';
  for (const file of state.files.values()) {
    yield separator + JSON.stringify(reportFile(file));
    separator = ',\n';
  }
  yield '\n]}\n';
}

function clustersOf(state: RunState): readonly JsonCluster[] {
  return clusterFailures(listFailures(state)).flatMap(({ fingerprint, failure, same }) => {
    const [error] = failure.errors;
    if (error === undefined || same.length === 0) return [];
    const all = [failure, ...same];
    return {
      fingerprint,
      error,
      tests: all.flatMap(({ node }) => (node?.kind === 'test' ? node.id : [])),
      files: all.flatMap(({ node, file }) => (node === undefined && file ? file.path : [])),
    };
  });
}

function reportHead(state: RunState): Omit<JsonReport, 'files'> {
  const { started, finished, counts, problems, hooks } = state;
  return {
    schema: 'ztest-report',
    version: 1,
    ...(started === undefined
      ? {}
      : {
          versions: started.versions,
          ...(started.shard !== undefined && { shard: started.shard }),
          startedAt: new Date(started.at).toISOString(),
          workers: finished?.workers ?? started.workers,
          seed: started.seed,
          shuffled: started.shuffled,
        }),
    duration: finished?.duration ?? 0,
    outcome: finished?.outcome ?? 'incomplete',
    ...(finished?.reason === undefined ? {} : { reason: finished.reason }),
    summary: {
      ...counts,
      ...(finished === undefined ? {} : { snapshots: finished.summary.snapshots }),
    },
    problems,
    hooks: hooks.map(({ hook, errors }) => ({ hook, errors })),
    clusters: clustersOf(state),
  };
}

function reportFile(file: FileState): JsonFile {
  const { file: path, project } = splitPath(file.path);
  return {
    path,
    ...(project !== undefined && { project }),
    outcome: file.outcome ?? 'errored',
    ...(file.reason === undefined ? {} : { reason: file.reason }),
    duration: file.duration,
    loadDuration: file.loadDuration,
    errors: file.errors,
    hooks: file.hooks.map(({ hook, suite, errors }) => ({
      hook,
      ...(suite === undefined ? {} : { suite: suite.id }),
      errors,
    })),
    leaks: file.leaks.map(({ kind, description, test, stack }) => ({
      kind,
      description,
      ...(test === undefined ? {} : { test: test.id }),
      stack,
    })),
    obsoleteSnapshots: file.obsoleteSnapshots,
    output: reportOutput(file.output),
    tests: file.tests.map(reportTest),
  };
}

function reportTest(test: TestState): JsonTest {
  const { info } = test;
  return {
    id: test.id,
    titles: titlePath(test),
    ...(info?.location === undefined ? {} : { location: info.location }),
    tags: info?.tags ?? [],
    ...(info?.type === undefined ? {} : { type: info.type }),
    outcome: test.outcome ?? 'errored',
    ...(test.reason === undefined ? {} : { reason: test.reason }),
    ...(test.note === undefined ? {} : { note: test.note }),
    duration: test.duration,
    flaky: isFlaky(test),
    ...(test.isCached ? { cached: true as const } : {}),
    ...(test.quarantine === undefined ? {} : { quarantine: test.quarantine }),
    errors: test.errors,
    retries: test.retries,
    ...(test.repeat === undefined ? {} : { repeat: test.repeat }),
    annotations: test.annotations,
    attachments: test.attachments,
    output: reportOutput(test.output),
  };
}

function reportOutput(output: KeptOutput | undefined): JsonOutput {
  return {
    stdout: outputText(output, 'stdout'),
    stderr: outputText(output, 'stderr'),
    dropped: output?.dropped ?? 0,
  };
}
