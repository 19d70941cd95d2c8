/**
 * Test files that have never run on this machine: nobody knows which files they read. Against a commit, those are affected that
 * may read one. Whatever is unknown selects.
 */
import type { FilePath } from '../../test-host/protocol.ts';
import type { ModuleGraph } from '../graph/module-graph.ts';
import { dependantsOf } from '../graph/queries.ts';
import { decidesAll, isCode } from './file-state.ts';
import { isLockFile } from './packages.ts';
import type { Places } from './places.ts';
import { NO_RUN, type StateLog } from './state-log.ts';

/** What reads or loads files that no import names. */
const READERS = ['fs', 'fs/promises', 'child_process', 'worker_threads', 'cluster', 'module'].map(
  (name) => `node:${name}`,
);
/** Packages that tests are written with. */
const OF_TESTS = /^npm:(?:ztest|vitest|expect|@jest\/globals)$/;

export interface StrangersOptions extends Places {
  readonly graph: ModuleGraph;
  readonly log: StateLog;
}

/** @returns who may read a file that has changed, by its name */
export function findStrangers({
  graph,
  log,
  relative,
  absolute,
}: StrangersOptions): (name: FilePath) => readonly FilePath[] {
  const strangers = new Map(
    [...graph.tests].flatMap((file) =>
      hasRun(log, relative(file)) ? [] : [[file, relative(file)]],
    ),
  );
  const among = (targets: readonly string[]): readonly FilePath[] =>
    dependantsOf(graph, targets).flatMap(({ target }) => strangers.get(target) ?? []);
  const readers = strangers.size === 0 ? [] : among(READERS);
  let withPackages: readonly FilePath[] | undefined;
  return (name) => {
    const file = absolute(name);
    const hasMeaning = decidesAll(name) || isLockFile(name);
    if (strangers.size === 0 || hasMeaning || graph.tests.has(file)) return [];
    // Of code that modules import, a package reads nothing: it is handed over.
    if (isCode(name) && graph.has(file)) return readers;
    return (withPackages ??= [...readers, ...among(packagesIn(graph))]);
  };
}

function hasRun(log: StateLog, file: FilePath): boolean {
  const { run = NO_RUN, tests } = log.lastRuns(file) ?? {};
  return run !== NO_RUN || tests !== undefined;
}

function packagesIn(graph: ModuleGraph): readonly string[] {
  const targets = new Set<string>();
  for (const file of graph.files())
    for (const { to } of graph.edgesOf(file))
      if (to?.startsWith('npm:') === true && !OF_TESTS.test(to)) targets.add(to);
  return [...targets];
}
