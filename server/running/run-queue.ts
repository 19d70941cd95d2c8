/** Runs of one root as an editor asks for them: one after the other, in hosts that stay warm between them. */
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import {
  splitPath,
  type FilePath,
  type Problem,
  type RunEvent,
  type TestId,
} from '../../test-host/protocol.ts';
import type { LastStateSession } from '../affected/last-state.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import type { CoverageService } from '../coverage/coverage-service.ts';
import { startCoverage, type Engine } from '../engine.ts';
import type { HistoryKeeper } from '../history/history-keeper.ts';
import type { RunScope } from '../history/recorded-run.ts';
import type { RunAnswer, RunFile } from '../protocol.ts';
import { inProject } from '../jest/in-project.ts';
import { leftOutByFilter } from '../jest/messages.ts';
import { loadProject } from './load-project.ts';
import type { RequestedFile } from './run-request.ts';

export interface RunOrder {
  /** Absent: every test file. */
  readonly files?: readonly RunFile[];
  readonly isDebugged?: boolean;
  readonly stopsAtFailures?: boolean;
  readonly updatesSnapshots?: boolean;
  /** Absolute path → text to be run in place of what is in the file. */
  readonly unsaved?: Readonly<Record<string, string>> | undefined;
  readonly runId: string;
  readonly countsCode?: boolean;
  readonly countsSilently?: boolean;
  readonly onEvents: (events: readonly RunEvent[]) => void;
  /** The port of 127.0.0.1 where a host waits for a debugger. */
  readonly onDebugger: (port: number) => void;
}

export interface RunQueueOptions {
  /** Absolute. */
  readonly rootDir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly openEngine: () => Engine;
  readonly testFiles: () => readonly FilePath[];
  /** Tests and suites of a file whose place its source has told. */
  readonly located: (file: FilePath) => readonly TestId[];
  /** Told the names of files that several projects of Jest test, by all but the first. */
  readonly onProjects: (names: readonly FilePath[]) => void;
  /** Learns from runs that count. */
  readonly coverage: Pick<CoverageService, 'learn' | 'show' | 'isKept'>;
  /** What test files run is known, and nothing has changed since. */
  readonly isCounted: (files: readonly FilePath[], config: ResolvedConfig) => Promise<boolean>;
  /** Remembers them. */
  readonly history: Pick<HistoryKeeper, 'begin'>;
  /** Learns what tests have seen. */
  readonly beginState: (
    config: ResolvedConfig,
    files: readonly RequestedFile[],
  ) => LastStateSession;
}

const MANY_FILES = 20;
/** Milliseconds after a run: its author looks at the results. */
const REST_MS = 2_000;
/** What a window takes to list and draw a result (measured: 10,000 in 3 to 4 s of CPU time), on cores that hosts want, too. */
const TELLING_MS = 0.35;

export class RunQueue {
  readonly #options: RunQueueOptions;
  #engine: Engine | undefined;
  readonly #closing = new AbortController();
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: RunQueueOptions) {
    this.#options = options;
  }

  /** Starts a host, so that the first run does not wait for it. */
  warm(): void {
    this.#open().warm();
  }

  /** Never rejects for what is wrong in the project: the answer says so. */
  async run(order: RunOrder, cancelled: AbortSignal): Promise<RunAnswer> {
    const signal = AbortSignal.any([cancelled, this.#closing.signal]);
    const before = this.#last;
    clearTimeout(this.#resting);
    const running = this.#inTurn(async () =>
      signal.aborted ? INTERRUPTED : await this.#run(order, signal),
    );
    running.finally(() => this.#rest()).catch(() => {});
    // Nobody who cancels waits for those before.
    const isFirst = await Promise.race([before.then(() => true), aborted(signal)]);
    return isFirst ? await running : INTERRUPTED;
  }

  #rest(): void {
    clearTimeout(this.#resting);
    if (this.#closing.signal.aborted) return;
    this.#resting = setTimeout(() => this.#engine?.keepCode(), REST_MS).unref();
  }
  #resting: NodeJS.Timeout | undefined;

  /** Makes what the first run that counts needs of these test files, so that it does not wait for it. */
  async prepareCounting(files: readonly FilePath[], cancelled: AbortSignal): Promise<void> {
    const signal = AbortSignal.any([cancelled, this.#closing.signal]);
    await this.#inTurn(async () => {
      if (signal.aborted) return;
      const engine = this.#open();
      const project = await loadProject(engine, this.#options, signal);
      if (!project.ok || signal.aborted) return;
      const requested = files.map((file) => ({ file }));
      const { request } = startCoverage(project.config, { files: requested, isOfLoaded: true });
      await engine.prepare({ config: project.config, files: requested, coverage: request });
    });
  }

  /** Ends every host at once, and with them every run. */
  [Symbol.dispose](): void {
    const engine = this.#engine;
    clearTimeout(this.#resting);
    this.#closing.abort();
    engine?.killAll();
    void this.#last.then(async () => await engine?.dispose());
    this.#engine = undefined;
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const before = this.#last;
    const working = (async () => {
      await before;
      return await work();
    })();
    this.#last = working.catch(() => {});
    return await working;
  }

  async #run(order: RunOrder, signal: AbortSignal): Promise<RunAnswer> {
    const engine = this.#open();
    const project = await loadProject(
      engine,
      // Who asks for one file means it.
      { ...this.#options, isFiltered: order.files?.length !== 1 },
      signal,
    );
    if (signal.aborted) return INTERRUPTED;
    if (!project.ok) return { outcome: 'failed', problems: project.problems };
    const { config, configOf, errorsOf, isLeft = () => true } = project;
    const asked = this.#inProjects(order.files, project.namesInProjects);
    const left = asked.filter(({ file }) => isLeft(file));
    if (left.length < asked.length)
      order.onEvents([
        { type: 'problem', problem: leftOutByFilter(asked.length - left.length, asked.length) },
      ]);
    const errors = new Set(left.flatMap(({ file }) => errorsOf(file)));
    const files = errors.size === 0 ? left : left.filter(({ file }) => errorsOf(file).length === 0);
    if (errors.size > 0 && files.length === 0)
      return { outcome: 'failed', problems: [...project.warnings, ...errors] };
    const requested = files.map(({ file, ids }): RequestedFile => {
      const own = configOf(file);
      return {
        file,
        ...(own !== undefined && { config: own }),
        ...(ids !== undefined && { selection: { ids } }),
        located: this.#options.located(file),
      };
    });
    const isSilent = order.countsSilently === true && !(await this.#isCounted(requested, config));
    if (signal.aborted) return INTERRUPTED;
    const coverage =
      isSilent || order.countsCode === true
        ? startCoverage(config, { files: requested, isOfLoaded: isSilent })
        : undefined;
    // Text that is in no file and tests that stand at breakpoints say nothing of a test.
    const isRemembered = order.unsaved === undefined && order.isDebugged !== true;
    const history = isRemembered
      ? this.#options.history.begin({ config, files: requested, scope: this.#scopeOf(files) })
      : undefined;
    const state = isRemembered ? this.#options.beginState(config, requested) : undefined;
    const running = engine.run({
      config,
      files: requested,
      ...(coverage !== undefined && {
        coverage: state?.counting(coverage.request) ?? coverage.request,
      }),
      wantsLocations: true,
      telling: TELLING_MS * requested.reduce((sum, { located }) => sum + (located?.length ?? 0), 0),
      debug:
        order.isDebugged === true ? { stopsAtFailures: order.stopsAtFailures === true } : undefined,
      updateSnapshots: order.updatesSnapshots === true,
      unsaved: order.unsaved,
      // An order that tests count on; reporters are for the command.
      ...(requested.length > 1 && {
        jestTools: {
          isReported: false,
          hasColor: false,
          onOutput: (stream, text) => order.onEvents([{ type: 'output', stream, text }]),
        },
      }),
      onEvents: (events) => {
        coverage?.hear(events);
        history?.hear(events);
        state?.hear(events);
        order.onEvents(events);
      },
      onDebugger: ({ port }) => order.onDebugger(port),
      signal,
    });
    running.then(history?.end, () => history?.end());
    const result = await running;
    state?.record(result);
    const outcome =
      errors.size > 0 && result.outcome === 'passed' ? ('failed' as const) : result.outcome;
    const answer = { outcome, problems: [...project.warnings, ...errors, ...result.problems] };
    if (coverage === undefined) return answer;
    const finished = coverage.finished();
    if (order.unsaved === undefined) await this.#options.coverage.learn(finished);
    if (isSilent) return answer;
    const shares = this.#options.coverage.show(order.runId, finished.modules);
    return {
      ...answer,
      coverage: shares.map(({ file, ...rest }) => ({ ...rest, uri: pathToFileURL(file).href })),
    };
  }

  /** A file that the client could not know of in other projects stands for its tests in each. */
  #inProjects(
    asked: readonly RunFile[] | undefined,
    names: readonly FilePath[],
  ): readonly RunFile[] {
    const { testFiles, onProjects } = this.#options;
    const known = new Set(names.length > 0 ? testFiles() : []);
    const isNews = names.some((name) => !known.has(name));
    onProjects(names);
    if (asked === undefined) return testFiles().map((file) => ({ file }));
    if (!isNews) return asked;
    return asked.flatMap((chosen) => [
      chosen,
      ...names
        .filter((name) => !known.has(name) && splitPath(name).file === chosen.file)
        .map((name) => inProject(chosen, name)),
    ]);
  }

  /** Few files are counted sooner than looked up. */
  async #isCounted(files: readonly RequestedFile[], config: ResolvedConfig): Promise<boolean> {
    if (files.length < MANY_FILES || !this.#options.coverage.isKept()) return false;
    return await this.#options.isCounted(
      files.map(({ file }) => file),
      config,
    );
  }

  #scopeOf(files: readonly RunFile[]): RunScope {
    if (files.some(({ ids }) => ids !== undefined)) return 'tests';
    const ran = new Set(files.map(({ file }) => file));
    return this.#options.testFiles().every((file) => ran.has(file)) ? 'all' : 'files';
  }

  #open(): Engine {
    return (this.#engine ??= this.#options.openEngine());
  }
}

async function aborted(signal: AbortSignal): Promise<false> {
  if (!signal.aborted) await once(signal, 'abort');
  return false;
}

const INTERRUPTED: RunAnswer = { outcome: 'interrupted', problems: [] satisfies Problem[] };
