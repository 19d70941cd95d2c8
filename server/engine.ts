/**
 * The server's one facade: what the command and the editor ask of the engine. It reads, plans, and drives hosts; it never
 * executes user code.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { FilePath, Problem, TestId } from '../test-host/protocol.ts';
import type { AffectedAnswer, AffectedQuestion } from './affected/affected-tests.ts';
import { affectedChunk } from './affected/last-state.ts';
import { keepOwnCode } from '../modules/own-bundles.ts';
import { loadServerChunk } from './config/lazy-chunk.ts';
import type { ResolvedConfig } from './config/resolved-config.ts';
import { ConfigMemory } from './config/config-memory.ts';
import { findProjectFiles, type ProjectFiles } from './config/nested-configs.ts';
import { loadConfig, type LoadedConfig, type LoadConfigOptions } from './config/load-config.ts';
import type * as Diagnosis from './diagnosis/diagnosis-chunk.ts';
import type * as DiscoveryChunk from './discovery/discovery-chunk.ts';
import type { Discovery } from './discovery/discovery.ts';
import type * as Graph from './graph/graph-chunk.ts';
import type { GraphAnswer, GraphQuestion } from './graph/graph-report.ts';
import type * as Jest from './jest/jest-chunk.ts';
import { discoveryDirectory, moduleStores } from './loading/store-place.ts';
import type * as Hybrid from './hybrid/hybrid-chunk.ts';
import type * as Migration from './migrate/migrate-chunk.ts';
import { Hosts } from './running/hosts.ts';
import { readLastRun, readLastRunFrom } from './running/last-run.ts';
import { prepareRun, type PrepareRequest } from './running/prepare-run.ts';
import { runTests } from './running/run-tests.ts';
import { planOfParts, type Shard, type ShardPlan } from './running/shard.ts';
import type { RunRequest, RunResult } from './running/run-request.ts';
import type { FileEvent } from './workspace/changes.ts';
import type { Workspace } from './workspace/workspace.ts';
import type { SpawnedHost } from './running/spawn-host.ts';
import type * as Watching from './watching/watching-chunk.ts';

export type { CoverageReport } from './coverage/report-chunk.ts';
export {
  mergeCoverage,
  startCoverage,
  type CoverageReportOptions,
} from './coverage/coverage-session.ts';
export { showCommit } from './git/show-commit.ts';
export { sameMessage } from './history/error-fingerprint.ts';
export { EXPORT_COLUMNS, type ExportedRow } from './history/export-rows.ts';
export type { BadCommit, CommitStep } from './diagnosis/commits/find-bad-commit.ts';
export type { Diagnosis } from './diagnosis/diagnose.ts';
export {
  CAUSE_TITLES,
  NEVER_FAILED,
  MISSING_SETUP,
  SHARED_STATE,
} from './diagnosis/diagnosis-words.ts';
export type { Pollution, PollutionQuestion } from './diagnosis/find-polluters.ts';
export type { Trials as TrialRunner } from './diagnosis/trials.ts';
export { startLastState, type LastStateSession } from './affected/last-state.ts';
export type { AffectedAnswer, AffectedQuestion } from './affected/affected-tests.ts';
export { historyChunk, startHistory, type HistorySession } from './history/history-session.ts';
export {
  commitOf,
  dateOf,
  durationsOf,
  rateOf,
  sinceOf,
  STRIP_SIGNS,
  stripOf,
} from './history/history-words.ts';
export type { FailingSince } from './history/failing-since.ts';
export type { Overview } from './history/overview.ts';
export type { RunScope } from './history/recorded-run.ts';
export type { Remark } from './history/remarks.ts';
export type { Change, RunDifference } from './history/run-difference.ts';
export type { FoundTests, TestHistory } from './history/test-history.ts';
export type { PastRun, Trend } from './history/trend.ts';
export { quarantineChunk } from './quarantine/open-quarantine.ts';
export type { QuarantineProposal } from './quarantine/propose.ts';
export type { PlacedEntry } from './quarantine/quarantine-file.ts';
export { passesSince, RELEASE_AFTER } from './quarantine/release.ts';
export { nothingIsCached } from './result-cache/messages.ts';
export { coveringTests, type NotCovered } from './coverage/covering-tests.ts';
export { compilePatterns, reachesFolder } from './config/file-patterns.ts';
export { filterFiles } from './config/path-filters.ts';
export type { ProjectFiles } from './config/nested-configs.ts';
export type { ResolvedConfig } from './config/resolved-config.ts';
export type { GraphEntry, GraphReport, ReportStep } from './graph/graph-report.ts';
export type { SymbolReport } from './graph/symbol-report.ts';
export type { LoadedConfig } from './config/load-config.ts';
export type { Impact, WatchedProject, WatchedTests } from './watching/watched-project.ts';
export type { OtherRunner, RequestedFile, RunRequest, RunResult } from './running/run-request.ts';
export type { SpawnedHost } from './running/spawn-host.ts';
export { planShard, type Shard, type ShardPlan } from './running/shard.ts';
export type { Discovery } from './discovery/discovery.ts';
export type { Explanation } from './discovery/explain.ts';
export type { MigrationPlan } from './migrate/plan.ts';
export type { Comparison } from './migrate/compare-outcomes.ts';
export { staticTests, type TreeNode, type TreeProblem } from './discovery/file-tree.ts';

export interface Engine {
  /** Starts the first host, ahead of need. */
  readonly warm: () => void;
  /** Ends every host at once, with its children. */
  readonly killAll: () => void;
  /** Nothing runs for now: hosts may leave V8's code of what they compiled to those of other processes. */
  readonly keepCode: () => void;
  readonly loadConfig: (
    options: Omit<LoadConfigOptions, 'evaluate' | 'readFile'>,
  ) => Promise<LoadedConfig>;
  /** The same, without a host: a configuration that is a program is read as far as it is literal. */
  readonly readConfig: (request: ReadConfigRequest) => Promise<LoadedConfig>;
  /** The test files of a configuration, and of those in its folders. */
  readonly findFiles: (
    config: ResolvedConfig,
    options: Omit<LoadConfigOptions, 'evaluate' | 'readFile'> & {
      /** Nothing of the project's is run for it. */
      readonly isStatic?: boolean;
      /** Absolute: configurations of folders that are not in it are left alone. Default: the root. */
      readonly within?: string;
    },
  ) => Promise<ProjectFiles>;
  /** Finds tests without running anything. */
  readonly discover: (request: DiscoveryChunk.DiscoveryRequest) => Discovery;
  /** The part of one of several machines, where the sequencer of a Jest configuration deals them out. */
  readonly shardByJest: (
    request: Pick<RunRequest, 'config' | 'files'> & { readonly shard: Shard },
  ) => Promise<JestShard | undefined>;
  readonly run: (request: RunRequest) => Promise<RunResult>;
  /** Makes the modules that a run would need, and runs nothing. */
  readonly prepare: (request: PrepareRequest) => Promise<void>;
  /** What a configuration that is a program comes to. */
  readonly evaluate: Hosts['evaluateConfig'];
  /** Ends every host. */
  readonly dispose: () => Promise<void>;
  /** What this process has compiled of its own code is there for the next one. */
  readonly keepOwnCode: () => void;
}

export type JestShard =
  | { readonly ok: true; readonly files: readonly FilePath[]; readonly plan: ShardPlan }
  | { readonly ok: false; readonly problem: Problem };

export type ReadConfigRequest = Omit<LoadConfigOptions, 'evaluate' | 'readFile'> & {
  readonly useCache: boolean;
};

export interface EngineOptions {
  readonly cwd: string;
  readonly version: string;
  /** Absolute path of the folder of bundles. */
  readonly distribution: string;
  readonly env: NodeJS.ProcessEnv;
  /** An editor's server: it runs again and again. Default: false. */
  readonly isLongLived?: boolean;
  /** A host that is there already. */
  readonly firstHost?: SpawnedHost | undefined;
  /** Whether a configuration that is a program is evaluated again only when something it has read is another. Default: true. */
  readonly remembersConfigs?: boolean;
}

export function createEngine(options: EngineOptions): Engine {
  const hosts = new Hosts({
    entry: path.join(options.distribution, '..', 'bin', 'host.cjs'),
    cwd: options.cwd,
    env: options.env,
    first: options.firstHost,
    isLongLived: options.isLongLived === true,
    ...(options.remembersConfigs !== false && {
      memory: new ConfigMemory({ cwd: options.cwd, env: options.env }),
    }),
  });
  return {
    warm: () => hosts.warm(),
    killAll: () => hosts.killAll(),
    keepCode: () => hosts.keepCode(),
    loadConfig: async (request) => {
      hosts.forgetConfigEnv();
      return await loadConfig({ jest: 'otherwise', ...request, evaluate: hosts.evaluateConfig });
    },
    readConfig: readConfigWithoutHost,
    findFiles: async (config, request) => {
      const found = await findProjectFiles(config, async (cwd) =>
        isRelated(cwd, request.within ?? config.rootDir)
          ? await loadConfig({
              ...request,
              cwd,
              configFile: undefined,
              isNested: true,
              jest: config.configFile === undefined ? 'otherwise' : undefined,
              evaluate: hosts.evaluateConfig,
            })
          : undefined,
      );
      const filter = config.jest?.tools?.filter;
      if (filter === undefined || request.isStatic === true) return found;
      const { files, problem } = await loadServerChunk<typeof Jest>(
        'jest',
        '../jest/jest-chunk.ts',
      ).filterFiles(found.files, {
        filter,
        root: config.rootDir,
        host: hosts.openTool((stream, text) => void process[stream].write(text)),
      });
      return { ...found, files, errors: [...found.errors, ...(problem ? [problem] : [])] };
    },
    discover: (request) => discoveryChunk().createDiscovery(request),
    shardByJest: async ({ config, files, shard }) => {
      const { tools, host } = config.jest ?? {};
      if (tools?.sequencer === undefined || host === undefined) return undefined;
      const chunk = loadServerChunk<typeof Jest>('jest', '../jest/jest-chunk.ts');
      const { parts, problem } = await chunk.shardBySequencer({
        config,
        files,
        tools,
        level: host.level,
        durations: readLastRun(config.rootDir)?.durations ?? {},
        count: shard.count,
        open: (onOutput) => hosts.openTool(onOutput),
      });
      if (problem !== undefined) return { ok: false, problem };
      if (parts === undefined) return undefined;
      const plan = planOfParts(parts, shard, files.length);
      return { ok: true, files: parts[shard.index - 1] ?? [], plan };
    },
    run: async (request) =>
      await runTests(request, { hosts, version: options.version, env: options.env }),
    prepare: async (request) => {
      await prepareRun(request, { version: options.version, transform: hosts.transform });
    },
    evaluate: hosts.evaluateConfig,
    dispose: async () => await hosts.close(),
    keepOwnCode,
  };
}

function discoveryChunk(): typeof DiscoveryChunk {
  return loadServerChunk<typeof DiscoveryChunk>('discovery', '../discovery/discovery-chunk.ts');
}

async function readConfigWithoutHost(request: ReadConfigRequest): Promise<LoadedConfig> {
  const unread: Problem[] = [];
  const loaded = await loadConfig({
    ...request,
    evaluate: async (file) => {
      const { evaluated, problems } = discoveryChunk().readConfigStatically(file, request);
      unread.push(...problems);
      return await Promise.resolve(evaluated);
    },
  });
  return loaded.ok ? { ...loaded, warnings: [...unread, ...loaded.warnings] } : loaded;
}

/** Forgets what modules were transformed to and which tests were found; the next run makes all of it anew. */
export function clearCache(rootDir: string): void {
  for (const directory of [...moduleStores(rootDir), discoveryDirectory(rootDir)])
    fs.rmSync(directory, { recursive: true, force: true });
}

/** From Jest to ztest; needs no engine. */
export function openMigration(): typeof Migration {
  return loadServerChunk<typeof Migration>('migrate', '../migrate/migrate-chunk.ts');
}

/** A run that a project's own Jest takes a part of. */
export function openHybrid(): typeof Hybrid {
  return loadServerChunk<typeof Hybrid>('hybrid', '../hybrid/hybrid-chunk.ts');
}

/** What a file depends on, or what depends on it. Runs nothing. */
export async function askGraph({
  config,
  discovery,
  question,
  useCache,
}: {
  readonly config: ResolvedConfig;
  /** Not yet open: of most test files nothing but their names is asked. */
  readonly discovery: Discovery;
  readonly question: GraphQuestion;
  readonly useCache: boolean;
}): Promise<GraphAnswer> {
  const { rootDir, setupFiles, tsconfig } = config;
  const chunk = loadServerChunk<typeof Graph>('graph', '../graph/graph-chunk.ts');
  const project = chunk.openProjectGraph({
    rootDir,
    tests: discovery.findFiles().map((file) => path.join(rootDir, file)),
    setupFiles,
    tsconfig,
    useCache,
    parse: async (sources, signal) => await discovery.parseModules(sources, signal),
  });
  const { graph } = project;
  const relative = (file: string): string => file.slice(rootDir.length + 1);
  const answer = await chunk.answerQuestion(question, {
    graph,
    rootDir,
    treeOf: (file) => {
      const nodes = discovery.tree(relative(file))?.nodes;
      return nodes && { nodes, hash: discovery.hashOf(relative(file)) };
    },
    loadTrees: async (files) => await discovery.openFiles(files.map(relative)),
  });
  project.save();
  return answer;
}

/** One is in the other. */
function isRelated(one: string, other: string): boolean {
  return [path.relative(one, other), path.relative(other, one)].some(
    (way) => !way.startsWith('..'),
  );
}

/** Follows the files of a project, for watch mode. */
export function watchingChunk(): typeof Watching {
  return loadServerChunk<typeof Watching>('watching', '../watching/watching-chunk.ts');
}

/** Which tests changes affect, over what discovery has found. Runs nothing. */
export function openAffected({
  config,
  configs = [],
  discovery,
  useCache,
  workspace,
}: AffectedRequest): OpenAffected {
  const { rootDir, tsconfig } = config;
  const { AffectedTests, settingsOf } = affectedChunk();
  const { GraphService, openProjectGraph, diskWorkspace } = loadServerChunk<typeof Graph>(
    'graph',
    '../graph/graph-chunk.ts',
  );
  const files = workspace ?? diskWorkspace();
  const graph = new GraphService({
    rootDir,
    workspace: files,
    trees: () =>
      discovery.trees().map(({ file, nodes }) => ({ file, nodes, hash: discovery.hashOf(file) })),
    open: (tests) =>
      Promise.resolve(
        openProjectGraph({
          rootDir,
          tests,
          setupFiles: setupsOf(config),
          tsconfig,
          useCache,
          workspace: files,
          parse: async (sources, signal) => await discovery.parseModules(sources, signal),
        }),
      ),
  });
  const tests = new AffectedTests({
    rootDir,
    graph,
    workspace: files,
    findCode: async (sources) => await discovery.findCode(sources),
    surroundings: { settings: settingsOf([config, ...configs]), env: process.env },
  });
  return {
    affected: tests.affected,
    change: graph.change,
    [Symbol.dispose]: () => graph[Symbol.dispose](),
  };
}

export interface AffectedRequest {
  readonly config: ResolvedConfig;
  /** Of folders with one of their own. */
  readonly configs?: readonly ResolvedConfig[];
  /** Open. */
  readonly discovery: Discovery;
  readonly useCache: boolean;
  /** Default: the files on disk. */
  readonly workspace?: Workspace;
}

export interface OpenAffected extends Disposable {
  /** @throws the signal's reason when it is aborted */
  readonly affected: (question: AffectedQuestion, signal: AbortSignal) => Promise<AffectedAnswer>;
  /** Told of the same events as discovery, after it. */
  readonly change: (events: readonly FileEvent[]) => void;
}

/** What runs before every test file, or before all. */
function setupsOf({ setupFiles, globalSetup, globalTeardown }: ResolvedConfig): readonly string[] {
  return [...setupFiles, ...globalSetup, ...globalTeardown];
}

export function diagnosisChunk(): typeof Diagnosis {
  return loadServerChunk<typeof Diagnosis>('diagnosis', '../diagnosis/diagnosis-chunk.ts');
}

/**
 * Milliseconds by file, to balance shards by.
 *
 * @param from a file, or `none`; absent: those of the last run
 * @returns nothing when the file cannot be read
 */
export function readTimings(
  rootDir: string,
  from: string | undefined,
): Readonly<Record<string, number>> | undefined {
  if (from === 'none') return {};
  const lastRun = from === undefined ? readLastRun(rootDir) : readLastRunFrom(from);
  return lastRun?.durations ?? (from === undefined ? {} : undefined);
}

/** Ids of the tests that failed last time, by file; a file without ids failed as a whole. `undefined`: there was no run. */
export function readLastFailures(
  rootDir: string,
): Readonly<Record<string, readonly TestId[]>> | undefined {
  return readLastRun(rootDir)?.failed;
}
