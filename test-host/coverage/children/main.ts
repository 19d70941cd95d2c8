/**
 * A Node process or thread that a test has started, while code is counted: `bin/child.cjs` loads this ahead of the program.
 * Modules that are counted get their probes as Node loads them; what was touched is written down when the process ends. It
 * prints nothing, keeps nothing alive, and the program must find everything as it would without.
 */
import path from 'node:path';
import { createRequire, registerHooks, type LoadHookSync } from 'node:module';
import { fileURLToPath } from 'node:url';
import { withInsertions } from '../../../modules/insertions.ts';
import type { CoverageOrder } from '../../protocol.ts';
import { whenBuiltinIsAsked } from '../../asked-builtins.ts';
import { createProbedSources } from '../probed-sources.ts';
import { countHere, countShared, type ChildCounters } from './child-counters.ts';
import { readOrder, writeResult, writeUncounted } from './child-results.ts';
import { whenProcessEnds } from './last-words.ts';
import { createSharedCounters, readShared } from './shared-counters.ts';
import { StackColumns } from './stack-columns.ts';
import { readTicket, type ThreadTicket, type Ticket } from './ticket.ts';
import { watchProcesses, watchThreads, type StartHandlers } from './watch-starts.ts';

/** @param entry `bin/child.cjs` */
export function countProcess(text: string, entry: string): void {
  const ticket = readTicket(text);
  const order = readOrder(ticket.directory);
  const counters = countHere(order.probes);
  let threads: SharedArrayBuffer | undefined;
  const starts: StartHandlers = {
    entry,
    isPreloaded: true,
    forProcess: () => ticket,
    forThread: () => ({ ...ticket, memory: (threads ??= createSharedCounters()) }),
  };
  watchProcesses(starts);
  const name = `${ticket.starter}-${process.pid}-${process.hrtime.bigint().toString(36)}`;
  const onBegun = whenProcessEnds(() => {
    const hits = [
      ...counters.hits(),
      ...(threads === undefined ? [] : readShared(threads, order.probes)),
    ];
    if (hits.length > 0) writeResult(ticket.directory, name, hits);
  });
  const onBuiltin = whenThreadsAreAsked(() => watchThreads(starts));
  loadWithProbes({ order, ticket, counters, onBegun, onBuiltin });
}

/**
 * Most programs have no threads, and Node's module of them takes as long to load as all else that is done here.
 *
 * @returns to be told the address of each module of Node that the program loads
 */
function whenThreadsAreAsked(begin: () => void): (url: string) => void {
  let hasBegun = false;
  const onBuiltin = (url: string): void => {
    if (hasBegun || url !== THREADS) return;
    hasBegun = true;
    begin();
  };
  const loaded: unknown = Reflect.get(process, 'moduleLoadList');
  if (!Array.isArray(loaded) || loaded.includes('NativeModule worker_threads')) onBuiltin(THREADS);
  whenBuiltinIsAsked((name) => onBuiltin(`node:${name}`));
  return onBuiltin;
}
const THREADS = 'node:worker_threads';

export function countThread(ticket: ThreadTicket, entry: string): void {
  process.execArgv.splice(0, Infinity, ...ticket.execArgv);
  const order = readOrder(ticket.directory);
  loadWithProbes({ order, ticket, counters: countShared(ticket.memory, order.probes) });
  const starts: StartHandlers = {
    entry,
    isPreloaded: false,
    forProcess: () => ticket,
    forThread: () => ticket,
  };
  watchProcesses(starts);
  watchThreads(starts);
}

/** What Node can say of a module that is program text. */
const PROGRAM = /^(?:commonjs|module|typescript)(?:-typescript)?$/;
const MODULE = /\.[cm]?[jt]sx?$/;

interface Loading {
  readonly order: CoverageOrder;
  readonly ticket: Ticket;
  readonly counters: ChildCounters;
  /** Called by the program's own module, if it is one of ES, when it has run. */
  readonly onBegun?: () => void;
  readonly onBuiltin?: (url: string) => void;
}

function loadWithProbes({ order, ticket, counters, onBegun, onBuiltin }: Loading): void {
  const sources = createProbedSources(order, (file, reason) => {
    writeUncounted(ticket, { file, reason });
  });
  const columns = new StackColumns();
  const decoder = new TextDecoder();
  const load: LoadHookSync = (url, context, nextLoad) => {
    if (url.startsWith('node:')) onBuiltin?.(url);
    const loaded = nextLoad(url, context);
    const { source } = loaded;
    if (source === undefined || source === null || !url.startsWith('file:')) return loaded;
    if (!PROGRAM.test(loaded.format ?? 'commonjs')) return loaded;
    const file = fileURLToPath(url);
    if (!MODULE.test(file) || !sources.isCounted(file)) return loaded;
    const text = typeof source === 'string' ? source : decoder.decode(source);
    const probed = sources.of(file, text);
    forgetOwnModules();
    const name = probed && counters.nameFor(file, probed, text);
    if (probed === undefined || name === undefined) return loaded;
    const insertions = probed.insertions.map((one) => ({
      ...one,
      text: one.text.replaceAll(probed.counters, name),
    }));
    columns.add(file, text, insertions);
    // Who imports CommonJS learns its names by reading it; a getter with a probe in it is not understood.
    const isRead = typeof source !== 'string' && loaded.format === 'commonjs';
    const names =
      isRead && GETTERS.test(text) ? `\n0&&function(){${text.replace(/^#!.*/, '')}\n}` : '';
    const isEntry = onBegun !== undefined && file === process.argv[1];
    const end = isEntry && loaded.format?.startsWith('module') === true ? `\n;${BEGUN}();` : names;
    return { ...loaded, source: withInsertions(text, insertions) + end };
  };
  Object.defineProperty(globalThis, BEGUN, { value: onBegun });
  registerHooks({ load });
}

/** A program may look through what is loaded. */
function forgetOwnModules(): void {
  const { cache } = requireHere;
  if (!(INSTRUMENTER in cache)) return;
  for (const file of Object.keys(cache)) {
    if (file.startsWith(import.meta.dirname)) Reflect.deleteProperty(cache, file);
  }
}

const requireHere = createRequire(import.meta.filename);
const INSTRUMENTER = path.join(import.meta.dirname, 'instrumenter.cjs');

const BEGUN = '__zt_begun';
const GETTERS = /defineProperty\(\s*(?:module\s*\.\s*)?exports\b/;
