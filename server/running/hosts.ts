/**
 * The hosts of one engine: the first is started before anybody knows what there is to run, configurations are evaluated
 * in it, and it is the first of the pool.
 */
import type {
  ConfigFunctionInput,
  HostMessage,
  ModuleIndex,
  TransformAnswer,
  TransformRequest,
} from '../../test-host/protocol.ts';
import { availableParallelism } from 'node:os';
import type { ConfigMemory } from '../config/config-memory.ts';
import { startProbesAhead } from '../coverage/instrumenter/probes-ahead.ts';
import { keepCodeCaches, type CodeCaches } from '../loading/code-caches.ts';
import { HostPool, type HostHandlers, type HostPoolOptions } from './host-pool.ts';
import { HostProcess } from './host-process.ts';
import { spawnHost, type SpawnedHost } from './spawn-host.ts';
import { startOrphanGuard, type OrphanGuard } from './orphan-guard.ts';
import { ToolHost, type ToolOutput } from './tool-host.ts';

export interface HostsOptions {
  readonly entry: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** This process lives on between runs: it need not save the start of the guard against orphans. Default: false. */
  readonly isLongLived?: boolean;
  /** A host that is there already. */
  readonly first?: SpawnedHost | undefined;
  /** Milliseconds after which a configuration waits for something that never comes. Default: 30,000. */
  readonly configLimit?: number;
  /** What evaluated configurations came to; absent: each is evaluated anew. */
  readonly memory?: ConfigMemory;
}

/** What the pool calls back; filled in by the run that uses it. */
export type PoolHandlers = Pick<
  HostPoolOptions,
  'onMessage' | 'onBatchEnd' | 'onOutput' | 'onEnd' | 'onStuck' | 'shouldStop'
>;

const CONFIG_LIMIT_MS = 30_000;

/** Without a guard a host ends as soon as it hears that nobody is there, which one in a loop does not. */
const GUARD_DELAY_MS = 500;
const MOST_TRANSFORM_HOSTS = Math.min(4, availableParallelism());

const NO_HANDLERS: PoolHandlers = {
  onMessage: () => {},
  onBatchEnd: () => {},
  onOutput: () => {},
  onEnd: () => {},
  onStuck: async () => {},
  shouldStop: () => false,
};

/** Set-ups pull images; but no run goes on for ever. */
const SETUP_LIMIT_MS = 10 * 60 * 1000;

export class Hosts {
  readonly #options: HostsOptions;
  #guard: OrphanGuard | undefined;
  #pool: HostPool | undefined;
  #handlers: PoolHandlers = NO_HANDLERS;
  readonly #others = new Set<HostPool>();

  constructor(options: HostsOptions) {
    this.#options = options;
    this.#first = options.first;
  }

  /** Starts the first host: its start-up and the command's own go side by side. */
  warm(): void {
    this.#pool ??= this.#createPool({ workers: 1, memoryLimit: 0, execArgv: [] });
    this.#pool.warm();
  }

  readonly evaluateConfig = async (file: string, input: ConfigFunctionInput): Promise<unknown> => {
    const { memory } = this.#options;
    const known = memory?.recall(file, input);
    if (known !== undefined) {
      this.#configEnv = { ...this.#configEnv, ...known.env };
      return known.value;
    }
    this.warm();
    if (this.#options.isLongLived !== true) startProbesAhead(file);
    const since = Date.now();
    const message = await this.#pool?.evaluate(file, {
      step: 'config',
      input,
      limit: this.#options.configLimit ?? CONFIG_LIMIT_MS,
    });
    if (message?.error !== undefined) return await Promise.reject(message.error);
    const { value, env = {}, inputs } = message ?? {};
    this.#configEnv = { ...this.#configEnv, ...env };
    if (inputs !== undefined) memory?.remember(file, input, { value, env, inputs, since });
    return value;
  };

  /** Before configurations are read again. */
  forgetConfigEnv(): void {
    this.#configEnv = {};
  }

  /** Environment variables that evaluating the configuration has set: they hold for every host. */
  get configEnv(): Readonly<Record<string, string>> {
    return this.#configEnv;
  }
  #configEnv: Readonly<Record<string, string>> = {};

  /** The pool for a run; hosts that are already there are taken over, but for those that Node starts in another way. */
  poolFor(
    options: {
      readonly workers: number;
      readonly memoryLimit: number;
      /** See `RunRequest`. */
      readonly telling?: number | undefined;
      readonly execArgv: readonly string[];
      /** Its hosts have run nothing before, and run nothing after it. */
      readonly isAlone?: boolean;
    },
    handlers: PoolHandlers,
  ): HostPool {
    this.#handlers = handlers;
    if (options.execArgv.length > 0 || options.isAlone === true) {
      const own = this.#createPool(options);
      this.#others.add(own);
      return own;
    }
    this.#pool ??= this.#createPool(options);
    this.#pool.resize(options);
    return this.#pool;
  }

  /** Ends hosts that no other run can use. */
  async release(pool: HostPool): Promise<void> {
    if (this.#others.delete(pool)) await pool.close();
  }

  /** Asks a transformer of the project, in one of a few hosts that do nothing else. */
  readonly transform = async (
    file: string,
    request: TransformRequest,
  ): Promise<TransformAnswer> => {
    const turn = this.#transforms++ % MOST_TRANSFORM_HOSTS;
    const pool = (this.#transformPools[turn] ??= this.#createPool({
      workers: 1,
      memoryLimit: 0,
      execArgv: [],
    }));
    const answer = await pool.evaluate(file, {
      step: 'transform',
      transform: request,
      limit: CONFIG_LIMIT_MS,
    });
    if (answer.error !== undefined) return await Promise.reject(answer.error);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what that step answers with
    return answer.value as TransformAnswer;
  };
  readonly #transformPools: HostPool[] = [];
  #transforms = 0;

  /** Everything is transformed: their memory is for the tests. */
  async closeTransforms(): Promise<void> {
    await Promise.all(this.#transformPools.splice(0).map(async (pool) => await pool.close()));
  }

  #setupPool: HostPool | undefined;

  /** Calls a step of a global set-up, in a host that does nothing else. */
  async callSetup(
    file: string,
    step: 'setup' | 'teardown',
    modules: ModuleIndex | undefined,
  ): Promise<EvaluatedMessage> {
    this.#setupPool ??= this.#createPool({ workers: 1, memoryLimit: 0, execArgv: [] });
    return await this.#setupPool.evaluate(file, { step, modules, limit: SETUP_LIMIT_MS });
  }

  /** Ends a step that is running. */
  killSetup(): void {
    this.#setupPool?.killAll();
  }

  async closeSetup(): Promise<void> {
    await this.#setupPool?.close();
    this.#setupPool = undefined;
  }

  /** A host of its own: whoever opens it closes it. */
  openTool(onOutput: ToolOutput, env: NodeJS.ProcessEnv = {}): ToolHost {
    const tool = new ToolHost({
      onOutput,
      spawn: (handlers) => this.#start(1, handlers, { execArgv: [], env }),
      onExit: (ended) => this.#tools.delete(ended),
    });
    this.#tools.add(tool);
    return tool;
  }
  readonly #tools = new Set<ToolHost>();

  readonly #codeCaches: CodeCaches[] = [];

  /** Hosts that have nothing to do leave V8's code of what they compiled: others need not compile it. */
  keepCode(): void {
    this.#pool?.keepCode();
  }

  #keepCodeCaches(written: CodeCaches): void {
    if (this.#options.isLongLived === true) keepCodeCaches(written.directory, [written]);
    else this.#codeCaches.push(written);
  }

  /** Ends every host; the same end for all who ask. */
  async close(): Promise<void> {
    await (this.#closing ??= this.#close());
  }
  #closing: Promise<void> | undefined;

  async #close(): Promise<void> {
    await Promise.all(
      [this.#pool, this.#setupPool, ...this.#others, ...this.#transformPools].map(
        async (pool) => await pool?.close(),
      ),
    );
    clearTimeout(this.#guardTimer);
    this.#guardTimer = undefined;
    this.#guard?.stop();
    const caches = Map.groupBy(this.#codeCaches, ({ directory }) => directory);
    for (const [directory, written] of caches) keepCodeCaches(directory, written);
    this.#pool = undefined;
    this.#guard = undefined;
  }

  killAll(): void {
    this.#pool?.killAll();
    for (const pool of [...this.#others, ...this.#transformPools]) pool.killAll();
    for (const tool of this.#tools) tool.kill();
  }

  /** The guard costs as much as a host to start, so it begins when the run is under way, or a host may be in a loop. */
  #watchOrphan(pid: number): void {
    this.#watched.add(pid);
    this.#guard?.watch(pid);
    if (this.#guard !== undefined || this.#guardTimer !== undefined) return;
    if (this.#options.isLongLived === true) this.#startGuard();
    else this.#guardTimer = setTimeout(() => this.#startGuard(), GUARD_DELAY_MS).unref();
  }

  #startGuard(): void {
    if (this.#guard !== undefined) return;
    this.#guard = startOrphanGuard();
    for (const host of this.#watched) this.#guard.watch(host);
  }

  #forgetOrphan(pid: number): void {
    this.#watched.delete(pid);
    this.#guard?.forget(pid);
  }
  readonly #watched = new Set<number>();
  #guardTimer: NodeJS.Timeout | undefined;

  #createPool(options: {
    readonly workers: number;
    readonly memoryLimit: number;
    readonly execArgv: readonly string[];
  }): HostPool {
    return new HostPool({
      workers: options.workers,
      memoryLimit: options.memoryLimit,
      onMessage: (host, message) => {
        if (message.type === 'code-caches') this.#keepCodeCaches(message);
        else this.#handlers.onMessage(host, message);
      },
      onBatchEnd: () => this.#handlers.onBatchEnd(),
      onOutput: (host, stream, text) => this.#handlers.onOutput(host, stream, text),
      onEnd: (host, exit, end) => this.#handlers.onEnd(host, exit, end),
      onSilent: () => this.#startGuard(),
      onStuck: async (host, phase) => await this.#handlers.onStuck(host, phase),
      shouldStop: () => this.#handlers.shouldStop(),
      spawn: (number, handlers) => {
        const { execArgv } = options;
        const first = execArgv.length === 0 ? this.#first : undefined;
        if (first !== undefined) this.#first = undefined;
        return this.#start(number, handlers, { execArgv, first });
      },
    });
  }

  #start(number: number, handlers: HostHandlers, how: HowToStart): HostProcess {
    const { entry, cwd, env } = this.#options;
    const { execArgv, first } = how;
    const own = { ...env, ...how.env };
    const spawned = first ?? spawnHost({ entry, number, cwd, env: own, execArgv });
    const process = new HostProcess({
      ...handlers,
      number,
      spawned,
      onExit: (exit) => {
        if (process.pid !== undefined) this.#forgetOrphan(process.pid);
        handlers.onExit(exit);
      },
    });
    if (process.pid !== undefined) this.#watchOrphan(process.pid);
    return process;
  }
  #first: SpawnedHost | undefined;
}

interface HowToStart {
  readonly execArgv: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** One that is there already. */
  readonly first?: SpawnedHost | undefined;
}

export type EvaluatedMessage = Extract<HostMessage, { type: 'evaluated' }>;
