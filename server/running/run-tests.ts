/**
 * One run, from the request to the last event: modules are prepared, files ordered, hosts fed, and whatever happens to a
 * host is turned into outcomes.
 */
import type {
  FilePath,
  HostSettings,
  ModuleIndex,
  RunEvent,
  RunMessage,
  ShardOfRun,
} from '../../test-host/protocol.ts';
import { loadServerChunk } from '../config/lazy-chunk.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import type * as Jest from '../jest/jest-chunk.ts';
import type { RunTools } from '../jest/run-tools.ts';
import { FailedTests } from './failed-tests.ts';
import { debuggerAddressIn, withoutDebuggerWords } from './debugger-words.ts';
import { endCauseOf } from './end-cause.ts';
import type { HostPool } from './host-pool.ts';
import type { PoolHost } from './pool-host.ts';
import type { PoolHandlers } from './hosts.ts';
import { readLastRun, writeLastRun } from './last-run.ts';
import { NO_STACK, readLoopStack, type LoopStack } from './loop-stack.ts';
import { configsOf, prepareRun, type PreparedRun } from './prepare-run.ts';
import { hostsFor, type PlannedFile } from './plan.ts';
import { planFiles, type FilesOfConfig } from './plan-files.ts';
import type { OtherRunner, RunContext, RunRequest, RunResult } from './run-request.ts';
import { RunSession } from './run-session.ts';
import { GlobalSetup } from './global-setup.ts';
import { HostIntake } from './host-intake.ts';
import { hostSettings } from './host-settings.ts';
import { cacheWasWrong } from '../result-cache/messages.ts';
import {
  eventsOf,
  NOTHING_SERVED,
  serveFromCache,
  type ServedFiles,
} from '../result-cache/serve-from-cache.ts';
import { openQuarantine } from '../quarantine/open-quarantine.ts';
import type { QuarantineWatch } from '../quarantine/quarantine-watch.ts';
import { hostsGone, leaksFound, pollutionVerdict } from './messages.ts';
import { rerunAlone } from './rerun-alone.ts';
import { verdictOf } from './verdict.ts';
import { monotonicNow } from './monotonic-now.ts';

const CANCEL_GRACE_MS = 500;
/** A run that transformed more has done enough: V8's code is left by the next one, if there is one before they change. */
const FEW_MODULES = 50;

export async function runTests(request: RunRequest, context: RunContext): Promise<RunResult> {
  const tools = openJestTools(request, context);
  if (tools === undefined) return await new Run(request, context).execute();
  const { onEvents } = request;
  const told = {
    ...request,
    onEvents: (events: readonly RunMessage[]): void => {
      tools.hear(events);
      onEvents(events);
    },
  };
  const result = await new Run(told, context, tools).execute();
  return { ...result, problems: await tools.finish() };
}

function openJestTools(
  { config, files, jestTools, collectOnly }: RunRequest,
  { hosts }: RunContext,
): RunTools | undefined {
  const { jest } = config;
  if (jest?.tools === undefined || jestTools === undefined || collectOnly === true)
    return undefined;
  return loadServerChunk<typeof Jest>('jest', '../jest/jest-chunk.ts').openRunTools({
    ...jestTools,
    config,
    files,
    tools: jest.tools,
    level: jest.host.level,
    durations: readLastRun(config.rootDir)?.durations ?? {},
    open: (onOutput) => hosts.openTool(onOutput, jestTools.hasColor ? { FORCE_COLOR: '1' } : {}),
  });
}

/** Unique on this machine; no `crypto`, which costs 4 ms to load. */
function newRunId(): string {
  return `${Date.now().toString(36)}-${process.pid.toString(36)}-${Math.random().toString(36).slice(2, 10)}`;
}

function shardOfRun({ index, count, total, plan }: ShardOfRun): ShardOfRun {
  return { index, count, total, plan };
}

class Run {
  readonly #request: RunRequest;
  readonly #context: RunContext;
  readonly #tools: RunTools | undefined;
  readonly #session: RunSession;
  readonly #quarantine: QuarantineWatch | undefined;
  readonly #runId = newRunId();
  readonly #seed: number;
  readonly #startedAt = Date.now();
  readonly #started = monotonicNow();
  readonly #failed = new FailedTests();
  readonly #intake: HostIntake;
  readonly #loopStacks = new Map<PoolHost, LoopStack>();
  #served: ServedFiles = NOTHING_SERVED;
  #stop: 'bail' | 'cancelled' | undefined;
  #startFailure: string | undefined;
  /** Hosts that were busy at a time. */
  #workers = 0;
  #prepared: PreparedRun | undefined;
  #cancelPool: ((reason: 'bail' | 'cancelled') => void) | undefined;

  constructor(request: RunRequest, context: RunContext, tools?: RunTools) {
    this.#tools = tools;
    this.#request = request;
    this.#context = context;
    this.#seed = request.config.seed ?? Math.floor(Math.random() * 2 ** 31);
    const counts = request.isTrial !== true && request.collectOnly !== true;
    this.#quarantine = counts ? openQuarantine(request.config.rootDir, this.#startedAt) : undefined;
    this.#session = new RunSession({
      runId: this.#runId,
      now: Date.now,
      onEvents: request.onEvents,
      quarantine: this.#quarantine,
    });
    this.#intake = new HostIntake({ request, session: this.#session, failed: this.#failed });
  }

  async execute(): Promise<RunResult> {
    const { config, signal, debug, isTrial = false } = this.#request;
    const lastRun = readLastRun(config.rootDir);
    const workers =
      debug === undefined ? Math.max(1, Math.min(config.workers, this.#request.files.length)) : 1;
    const hosts = hostsFor(
      this.#request.files.map(({ file, config: own = config }) => ({
        isolation: own.isolation,
        expected: lastRun?.durations[file],
      })),
      workers,
      this.#request.telling,
    );
    this.#tellStart(workers);
    const pool = this.#context.hosts.poolFor(
      {
        workers,
        memoryLimit: config.memoryLimit,
        telling: this.#request.telling,
        isAlone: isTrial,
        execArgv: debug === undefined ? [] : [`--inspect-brk=${debug.address ?? '127.0.0.1:0'}`],
      },
      this.#handlers(),
    );
    const { cached = false } = this.#request;
    if (!cached) pool.warm(hosts);
    const prepared = await prepareRun(this.#request, {
      version: this.#context.version,
      transform: this.#context.hosts.transform,
    });
    await this.#context.hosts.closeTransforms();
    this.#prepared = prepared;
    for (const problem of prepared.all.flatMap(({ problems }) => problems))
      this.#intake.tell(problem);
    if (cached) this.#serve(prepared);
    if (this.#isAllServed) {
      await this.#context.hosts.release(pool);
      return this.#finish();
    }
    pool.warm(hosts);
    const setup = new GlobalSetup(configsOf(this.#request), this.#context);
    const endSetup = (): void => this.#context.hosts.killSetup();
    signal?.addEventListener('abort', endSetup, { once: true });
    const setupProblem = await setup.start((own) => this.#modules(own));
    signal?.removeEventListener('abort', endSetup);
    if (setupProblem !== undefined) {
      if (signal?.aborted !== true) this.#session.add({ type: 'problem', problem: setupProblem });
    } else {
      const plans = planFiles(this.#request, {
        seed: this.#seed,
        durations: lastRun?.durations ?? {},
        given: await this.#tools?.sort(),
        isServed: (file) => this.#served.files.has(file),
        isolationOf: (own, file) => prepared.of(own)?.isolationOf(file) ?? own.isolation,
      });
      await this.#runPlans(plans, { pool, hosts, prepared, env: setup.env });
      this.#startFailure = pool.startFailure;
      this.#workers = pool.mostBusy;
      for (const [own, plan] of plans) {
        this.#endWhatIsLeft(plan);
        if (config.failureStrategy === 'isolate' && this.#stop === undefined)
          await this.#tellPollution(plan, own);
      }
    }
    await this.#context.hosts.release(pool);
    const teardownProblem = await setup.stop((own) => this.#modules(own));
    if (teardownProblem !== undefined)
      this.#session.add({ type: 'problem', problem: teardownProblem });
    if (this.#request.others !== undefined) await this.#runOthers(this.#request.others);
    return this.#finish();
  }

  #tellStart(workers: number): void {
    this.#session.add({
      type: 'run-started',
      at: this.#startedAt,
      files: this.#request.files.length + (this.#request.others?.files.length ?? 0),
      workers,
      seed: this.#seed,
      shuffled: this.#request.config.shuffle,
      versions: { ztest: this.#context.version, node: process.versions.node },
      ...(this.#request.shard !== undefined && { shard: shardOfRun(this.#request.shard) }),
    });
    this.#session.flush();
  }

  async #runPlans(
    plans: readonly FilesOfConfig[],
    run: {
      readonly pool: HostPool;
      readonly hosts: number;
      readonly prepared: PreparedRun;
      readonly env: Readonly<Record<string, string>>;
    },
  ): Promise<void> {
    const { pool, hosts, prepared, env } = run;
    const { signal } = this.#request;
    const transformed = prepared.all.reduce((sum, one) => sum + one.transformed, 0);
    this.#cancelPool = (reason) => pool.cancel(reason, CANCEL_GRACE_MS);
    const onAbort = (): void => this.#stopFor('cancelled');
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted === true) this.#stop = 'cancelled';
    for (const [own, plan] of plans) {
      if (this.#stop !== undefined) break;
      pool.retireUnlike(own);
      pool.warm(hosts);
      const running = pool.run(plan, this.#settings(own, env), {
        ...this.#modules(own),
        keepsCode: transformed <= FEW_MODULES,
      });
      this.#request.onBusy?.(this.#modulesOf);
      await running;
    }
    signal?.removeEventListener('abort', onAbort);
  }

  async #runOthers({ files, run }: OtherRunner): Promise<void> {
    const { signal } = this.#request;
    const end = new AbortController();
    const onAbort = (): void => this.#stopFor('cancelled');
    this.#cancelPool = () => end.abort();
    if (signal?.aborted === true) onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    const add = (events: readonly RunEvent[], file?: FilePath): void => {
      for (const event of events) this.#session.add(event, file);
      this.#session.flush();
      if (file !== undefined) this.#failed.addFrom(this.#session.record(file));
      this.#stopIfEnough();
    };
    const cause = this.#stop === undefined ? await run(add, end.signal) : undefined;
    signal?.removeEventListener('abort', onAbort);
    for (const file of files) {
      if (cause !== undefined && this.#stop === undefined) this.#session.endFile(file, cause);
      this.#failed.addFrom(this.#session.record(file));
    }
    this.#endWhatIsLeft(files.map((file) => ({ file })));
  }

  get #isAllServed(): boolean {
    const { files, others } = this.#request;
    const { size } = this.#served.files;
    return size > 0 && size === files.length && others === undefined;
  }

  /** Takes files as passed that are as they were when they passed. */
  #serve(prepared: PreparedRun): void {
    this.#served = serveFromCache({
      request: this.#request,
      modulesOf: (own) => prepared.of(own)?.modules,
      seed: this.#seed,
      isQuarantined: (file) =>
        this.#quarantine?.ids.some((id) => id.startsWith(`${file}#`)) === true,
    });
    for (const { file } of this.#request.files) {
      const known = this.#served.files.get(file);
      for (const event of known === undefined ? [] : eventsOf(file, known, Date.now()))
        this.#session.add(event, file);
    }
    this.#session.flush();
  }

  #settings(config: ResolvedConfig, setupEnv: Readonly<Record<string, string>>): HostSettings {
    return hostSettings(this.#request, {
      config,
      runId: this.#runId,
      seed: this.#seed,
      env: { ...this.#context.hosts.configEnv, ...config.env, ...setupEnv },
      quarantined: this.#quarantine?.ids ?? [],
    });
  }

  #handlers(): PoolHandlers {
    return {
      onMessage: (host, message) => this.#intake.take(host, message),
      onBatchEnd: () => {
        this.#session.flush();
        this.#stopIfEnough();
      },
      onOutput: (host, stream, printed) => {
        // A host that loops is asked through its inspector, too: nobody waits there.
        const { debug, onDebugger } = this.#request;
        const address = debug === undefined ? undefined : debuggerAddressIn(printed);
        if (address !== undefined) onDebugger?.(address);
        const text = withoutDebuggerWords(printed);
        if (text === '') return;
        const file = host.file;
        this.#session.add(
          { type: 'output', stream, text, ...(file !== undefined && { file }) },
          file,
        );
        this.#session.flush();
      },
      onStuck: async (host) => {
        this.#loopStacks.set(host, await readLoopStack(host.process));
      },
      onEnd: (host, exit, end) => {
        this.#intake.releaseLocks(host);
        const { file } = host;
        if (file !== undefined && end.why !== 'expected') {
          const cause = endCauseOf({
            exit,
            end,
            stop: this.#stop,
            stderr: host.process.stderrTail,
            processExit: host.processExit,
            loopStack: this.#loopStacks.get(host) ?? NO_STACK,
            indexPath: this.#prepared?.of(this.#configOf(file))?.indexPath,
            rootDir: this.#request.config.rootDir,
            running: this.#session.record(file).runningTests.length > 0,
            phase: end.why === 'stuck' ? end.phase : host.clock.phase,
          });
          this.#session.endFile(file, cause);
          this.#failed.addFrom(this.#session.record(file));
        }
        this.#session.add({
          type: 'host-exit',
          host: host.process.number,
          code: exit.code,
          signal: exit.signal,
          reason: end.why === 'expected' ? 'done' : end.why === 'died' ? 'crash' : 'killed',
        });
        this.#session.flush();
        this.#stopIfEnough();
      },
      shouldStop: () => this.#stop !== undefined,
    };
  }

  #configOf(file: string): ResolvedConfig {
    const { config, files } = this.#request;
    return files.find((requested) => requested.file === file)?.config ?? config;
  }

  readonly #modulesOf: RunResult['modulesOf'] = (config) => this.#prepared?.of(config)?.modules;

  #modules(config: ResolvedConfig): ModuleIndex {
    const { unsaved } = this.#request;
    return {
      path: this.#prepared?.of(config)?.indexPath,
      ...(unsaved !== undefined && { unsaved }),
      ...(config.jest !== undefined && { rules: config.jest.modules }),
    };
  }

  #stopIfEnough(): void {
    const { bail, failureStrategy } = this.#request.config;
    const limit = failureStrategy === 'stop' ? 1 : bail;
    if (limit > 0 && this.#session.failures >= limit) this.#stopFor('bail');
  }

  #stopFor(reason: 'bail' | 'cancelled'): void {
    if (this.#stop !== undefined) return;
    this.#stop = reason;
    this.#cancelPool?.(reason);
  }

  /** Files that nobody began: after a bail, a cancel, or when no host could be had. */
  #endWhatIsLeft(plan: readonly Pick<PlannedFile, 'file'>[]): void {
    for (const { file } of plan) {
      if (this.#session.record(file).isFinished) continue;
      this.#session.endFile(file, {
        reason: this.#stop ?? 'host-exit',
        blamed: 'errored',
        others: this.#stop === undefined ? 'errored' : 'skipped',
        ...(this.#stop === undefined && { error: hostsGone(file, this.#startFailure) }),
        note:
          this.#stop === 'bail'
            ? 'the run was stopped after enough failures'
            : 'the run was cancelled',
      });
    }
    this.#session.flush();
  }

  async #tellPollution(plan: readonly PlannedFile[], config: ResolvedConfig): Promise<void> {
    const failed = plan.filter(({ file }) => this.#session.record(file).hasFailed);
    if (failed.length === 0) return;
    const failedAlone = await rerunAlone(failed, {
      hosts: this.#context.hosts,
      workers: this.#request.config.workers,
      settings: this.#settings(config, {}),
      modules: this.#modules(config),
    });
    for (const { file } of failed) {
      const problem = pollutionVerdict(file, !failedAlone.has(file));
      this.#session.add({ type: 'problem', problem });
    }
  }

  #finish(): RunResult {
    if (this.#request.config.detectLeaks === 'fail' && this.#intake.leaks > 0)
      this.#session.add({ type: 'problem', problem: leaksFound(this.#intake.leaks) });
    for (const file of this.#served.audited)
      if (this.#session.record(file).hasFailed)
        this.#session.add({ type: 'problem', problem: cacheWasWrong(file) });
    for (const problem of this.#quarantine?.problems() ?? [])
      this.#session.add({ type: 'problem', problem });
    const summary = this.#session.summary();
    const {
      config,
      files,
      signal,
      collectOnly,
      mayBeEmpty,
      unsaved,
      isTrial = false,
    } = this.#request;
    const { outcome, reason } = verdictOf({
      summary,
      hasFailed: this.#session.hasFailed,
      isInterrupted: signal?.aborted === true,
      hasBailed: this.#stop === 'bail',
      mayBeEmpty: collectOnly === true || mayBeEmpty === true,
      passWithNoTests: config.passWithNoTests,
    });
    this.#session.add({
      type: 'run-finished',
      at: Date.now(),
      duration: monotonicNow() - this.#started,
      ...(this.#workers > 0 && { workers: this.#workers }),
      outcome,
      ...(reason !== undefined && { reason }),
      summary,
    });
    this.#session.flush();
    if (collectOnly !== true && unsaved === undefined && !isTrial) {
      const durations: Record<string, number> = {};
      for (const record of this.#session.records())
        if (record.duration > 0) durations[record.file] = Math.round(record.duration * 10) / 10;
      writeLastRun(config.rootDir, {
        durations,
        failed: this.#failed.byFile,
        ran: files.map(({ file }) => file),
      });
    }
    return {
      outcome,
      ...(reason !== undefined && { reason }),
      summary,
      problems: [],
      failed: this.#failed.byFile,
      inputsOf: (file) => this.#intake.inputsOf(file),
      modulesOf: this.#modulesOf,
    };
  }
}
