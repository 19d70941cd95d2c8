/** Runs of one root as an editor asks for them: one after the other, in hosts that stay warm between them. */
import { once } from 'node:events';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FilePath, Problem, RunEvent } from '../../test-host/protocol.ts';
import type { RunAnswer, RunFile } from '../protocol.ts';
import type { CountedRun } from '../coverage/counted-run.ts';
import { startCoverage, type Engine } from '../engine.ts';

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
}

export class RunQueue {
  readonly #options: RunQueueOptions;
  #engine: Engine | undefined;
  readonly #closing = new AbortController();
  #last: Promise<unknown> = Promise.resolve();
  /** Runs that have counted code, oldest first. */
  readonly #counted = new Map<string, CountedRun>();

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
    const running = (async () => {
      await before;
      return signal.aborted ? INTERRUPTED : await this.#run(order, signal);
    })();
    this.#last = running.catch(() => {});
    // Nobody who cancels waits for those before.
    const isFirst = await Promise.race([before.then(() => true), aborted(signal)]);
    return isFirst ? await running : INTERRUPTED;
  }

  /** What one of the last runs has counted. */
  counted(runId: string): CountedRun | undefined {
    return this.#counted.get(runId);
  }

  /** Ends every host at once, and with them every run. */
  [Symbol.dispose](): void {
    const engine = this.#engine;
    this.#closing.abort();
    engine?.killAll();
    void this.#last.then(async () => await engine?.dispose());
    this.#engine = undefined;
  }

  async #run(order: RunOrder, signal: AbortSignal): Promise<RunAnswer> {
    const { rootDir, env, testFiles } = this.#options;
    const engine = this.#open();
    const request = { cwd: rootDir, env, flags: {} };
    // A configuration is a program, which may never end.
    const endConfig = (): void => engine.killAll();
    signal.addEventListener('abort', endConfig, { once: true });
    const loaded = await engine.loadConfig(request);
    const found = loaded.ok && (await engine.findFiles(loaded.config, request));
    signal.removeEventListener('abort', endConfig);
    if (signal.aborted) return INTERRUPTED;
    if (!loaded.ok || found === false)
      return { outcome: 'failed', problems: loaded.ok ? [] : loaded.problems };
    if (found.errors.length > 0) return { outcome: 'failed', problems: found.errors };
    const above = folderWithin(loaded.config.rootDir, rootDir);
    const files = order.files ?? testFiles().map((file): RunFile => ({ file }));
    // The configuration may stand above the folder that is open; files and ids are those of the folder.
    const config = { ...loaded.config, rootDir };
    const requested = files.map(({ file, ids }) => {
      const own = found.configs.get(`${above}${file}`);
      return {
        file,
        ...(own !== undefined && { config: own }),
        ...(ids !== undefined && { selection: { ids } }),
      };
    });
    const coverage = order.countsCode === true ? startCoverage(config) : undefined;
    const { outcome } = await engine.run({
      config,
      files: requested,
      ...(coverage !== undefined && { coverage: coverage.request }),
      wantsLocations: true,
      debug:
        order.isDebugged === true ? { stopsAtFailures: order.stopsAtFailures === true } : undefined,
      updateSnapshots: order.updatesSnapshots === true,
      unsaved: order.unsaved,
      onEvents: order.onEvents,
      onDebugger: ({ port }) => order.onDebugger(port),
      signal,
    });
    const answer = { outcome, problems: loaded.warnings };
    if (coverage === undefined) return answer;
    if (order.unsaved === undefined) coverage.keep(requested);
    const counted = coverage.counted();
    this.#remember(order.runId, counted);
    const shares = counted.shares();
    return {
      ...answer,
      coverage: shares.map(({ file, ...rest }) => ({ ...rest, uri: pathToFileURL(file).href })),
    };
  }

  #remember(runId: string, counted: CountedRun): void {
    this.#counted.set(runId, counted);
    for (const oldest of this.#counted.keys())
      if (this.#counted.size > MOST_REMEMBERED) this.#counted.delete(oldest);
  }

  #open(): Engine {
    return (this.#engine ??= this.#options.openEngine());
  }
}

/** Runs whose coverage an editor may still show. */
const MOST_REMEMBERED = 5;

/** With a slash at its end; '' for the project itself. */
function folderWithin(project: string, folder: string): string {
  const relative = path.relative(project, folder).replaceAll('\\', '/');
  return relative === '' ? '' : `${relative}/`;
}

async function aborted(signal: AbortSignal): Promise<false> {
  if (!signal.aborted) await once(signal, 'abort');
  return false;
}

const INTERRUPTED: RunAnswer = { outcome: 'interrupted', problems: [] satisfies Problem[] };
