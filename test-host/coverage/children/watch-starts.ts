/**
 * Hands a ticket to every Node process and thread that is started. Processes are met below `child_process`, where all of its
 * functions come together, so that no program sees another `spawn` than Node's. Threads are met in the constructor.
 */
import { createRequire, syncBuiltinESMExports } from 'node:module';
import type * as WorkerThreads from 'node:worker_threads';
import { mayRunNode, type Start } from './node-programs.ts';
import {
  preloadOption,
  TICKET_KEY,
  TICKET_VARIABLE,
  writeTicket,
  type ThreadTicket,
  type Ticket,
} from './ticket.ts';

export interface StartHandlers {
  /** Absolute path of `bin/child.cjs`. */
  readonly entry: string;
  /** `undefined`: what is started now is not counted. */
  readonly forProcess: () => Ticket | undefined;
  readonly forThread: () => Omit<ThreadTicket, 'execArgv'> | undefined;
  /** This process has loaded the entry by its own options, which threads take over. */
  readonly isPreloaded: boolean;
  /** Of every process and thread, also of those that are not counted. */
  readonly onStart?: () => void;
  readonly onProcess?: (handle: ProcessHandle) => void;
}

/** Node's own object below a `ChildProcess`. */
export interface ProcessHandle {
  onexit?: (...args: readonly unknown[]) => unknown;
  kill: (signal: number) => unknown;
}

const requireHere = createRequire(import.meta.filename);

// Processes -------------------------------------------------------------------------------------------

/** `child_process` calls its binding with one object, or, since Node 24.12, with one argument a setting. */
interface SpawnOptions extends Start {
  /** Absent: the environment as it is. */
  readonly envPairs?: readonly string[];
}
type SpawnArguments =
  | readonly [SpawnOptions]
  | readonly [
      file: string,
      args: readonly string[] | undefined,
      cwd: string | undefined,
      envPairs: readonly string[] | undefined,
      ...rest: readonly unknown[],
    ];

interface SpawnHolder {
  spawn: (this: ProcessHandle, ...args: SpawnArguments) => unknown;
}

export function watchProcesses(handlers: StartHandlers): void {
  const { env } = process;
  const wrap = (holder: SpawnHolder, onStarted?: (handle: ProcessHandle) => void): void => {
    const { spawn } = holder;
    holder.spawn = function (...args) {
      handlers.onStart?.();
      const start = startOf(args);
      const ticket = start && mayRunNode(start) ? handlers.forProcess() : undefined;
      if (start === undefined || ticket === undefined) return Reflect.apply(spawn, this, args);
      const pairs = start.envPairs ?? Object.entries(env).map(([key, value]) => `${key}=${value}`);
      onStarted?.(this);
      const envPairs = withTicket(pairs, ticket, handlers.entry);
      return Reflect.apply(spawn, this, withEnvironment(args, envPairs));
    };
  };
  const bindings = nodeBindings();
  if (bindings === undefined) return;
  wrap(bindings.async, handlers.onProcess);
  wrap(bindings.sync);
}

/** @returns `undefined` when Node speaks to its binding in a way that is not known here */
function startOf(args: SpawnArguments): SpawnOptions | undefined {
  const [first] = args;
  if (typeof first === 'object') return first;
  const [file, words, cwd, envPairs] = args;
  if (typeof file !== 'string') return undefined;
  return { file, args: words ?? [], cwd, ...(envPairs !== undefined && { envPairs }) };
}

function withEnvironment(args: SpawnArguments, envPairs: readonly string[]): readonly unknown[] {
  const [first] = args;
  if (typeof first === 'object') return [{ ...first, envPairs }];
  const positional: readonly unknown[] = args;
  return positional.with(3, envPairs);
}

function withTicket(pairs: readonly string[], ticket: Ticket, entry: string): readonly string[] {
  const own = pairs.find((pair) => pair.startsWith(OPTIONS));
  const rest = pairs.filter((pair) => pair !== own);
  const option = preloadOption(entry);
  const options = own === undefined ? option : `${option} ${own.slice(OPTIONS.length)}`;
  return [...rest, OPTIONS + options, `${TICKET_VARIABLE}=${writeTicket(ticket)}`];
}

const OPTIONS = 'NODE_OPTIONS=';

/** @returns `undefined` where Node's permissions forbid it */
function nodeBindings(): { readonly async: SpawnHolder; readonly sync: SpawnHolder } | undefined {
  const binding: unknown = Reflect.get(process, 'binding');
  if (typeof binding !== 'function') return undefined;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as Node makes them: see its `typings/internalBinding`
  const get = <T>(name: string): T => Reflect.apply(binding, process, [name]) as T;
  const isQuiet = Reflect.getOwnPropertyDescriptor(process, 'noDeprecation');
  process.noDeprecation = true; // who wants to hear of deprecated calls means their own
  try {
    const { Process } = get<{ Process: { prototype: SpawnHolder } }>('process_wrap');
    return { async: Process.prototype, sync: get<SpawnHolder>('spawn_sync') };
  } catch {
    return undefined;
  } finally {
    if (isQuiet === undefined) Reflect.deleteProperty(process, 'noDeprecation');
    else Object.defineProperty(process, 'noDeprecation', isQuiet);
  }
}

// Threads ---------------------------------------------------------------------------------------------

/** Loads Node's module of threads, which takes longer than all else here: to be called where a program asks for it. */
export function watchThreads({ entry, forThread, isPreloaded, onStart }: StartHandlers): void {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- by its name
  const threads = requireHere('node:worker_threads') as typeof WorkerThreads;
  const { Worker, getEnvironmentData, setEnvironmentData } = threads;
  const start = (target: Function, args: readonly unknown[], newTarget: Function): object => {
    const construct = (own: readonly unknown[]): object =>
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a constructor makes
      Reflect.construct(target, own, newTarget) as object;
    onStart?.();
    const ticket = forThread();
    if (ticket === undefined) return construct(args);
    const [file, given] = args;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Node checks them
    const options = { ...(given as WorkerThreads.WorkerOptions | undefined) };
    const isInherited = options.execArgv === undefined && typeof options.env !== 'object';
    const flags = options.execArgv ?? process.execArgv.filter(isForThreads);
    const own =
      isInherited && isPreloaded
        ? options
        : { ...options, execArgv: [...flags, '--require', entry] };
    const outer = getEnvironmentData(TICKET_KEY);
    setEnvironmentData(TICKET_KEY, {
      ...ticket,
      execArgv: [...(options.execArgv ?? process.execArgv)],
    });
    try {
      return construct([file, own]);
    } finally {
      setEnvironmentData(TICKET_KEY, outer);
    }
  };
  const watched: typeof Worker = new Proxy(Worker, {
    construct: (target, args, newTarget) =>
      start(target, args, newTarget === watched ? target : newTarget),
  });
  threads.Worker = watched;
  Worker.prototype.constructor = watched;
  syncBuiltinESMExports();
}

/** Options of the process: a thread refuses them, and has them anyway. */
function isForThreads(word: string): boolean {
  return !/^--(?:inspect|(?:min|max)[-_]|initial[-_]heap|no-parallel|expose[-_]gc|stack[-_]size)/.test(
    word,
  );
}
