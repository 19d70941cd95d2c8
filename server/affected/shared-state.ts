/**
 * Tests of one file that may see what another one has left behind: in variables of a module that both have run, in a package that
 * both use, or around them. What ran says nothing of it: a value that was computed once is taken without running its code again.
 */
import type { FilePath } from '../../test-host/protocol.ts';
import { isFileTarget } from '../graph/module-facts.ts';
import { closureOf, type GraphView } from '../graph/queries.ts';
import type { CountedRun } from './counted-run.ts';
import type { FileVersions } from './file-versions.ts';

export interface SharedStateOptions {
  readonly graph: GraphView;
  readonly versions: FileVersions;
  /** Absolute → relative to the root, and back. */
  readonly relative: (file: string) => FilePath;
  readonly absolute: (file: FilePath) => string;
}

export interface SharedStateQuestion {
  readonly test: FilePath;
  readonly counted: readonly CountedRun[];
  /** Of tests that run something else now. */
  readonly names: ReadonlySet<string>;
}

/** What tests are known by that cannot keep anything for each other. */
const OF_TESTS = /^npm:(?:ztest|vitest|@jest\/globals|@vitest\/expect|@types\/.*)$|^node:test$/;
const WITHOUT_STATE =
  /^node:(?:assert|buffer|crypto|events|path|perf_hooks|punycode|querystring|stream|string_decoder|url|util|zlib)(?:\/.*)?$/;

/** @returns those besides that may be other than they were */
export async function testsSharingState(
  { test, counted, names }: SharedStateQuestion,
  { graph, versions, relative, absolute }: SharedStateOptions,
): Promise<'all' | ReadonlySet<string>> {
  const known = new Set(counted.flatMap(({ modules }) => modules));
  const around = closureOf(graph, absolute(test)).flatMap(({ target }) =>
    isFileTarget(target) && !known.has(relative(target)) ? [relative(target)] : [],
  );
  // What is not counted may have run in every test.
  for (const name of [test, ...around]) if ((await statesOf(name)).size > 0) return 'all';
  const left = new Set<string>();
  for (const run of counted)
    for (const name of names)
      for (const module of modulesRunBy(run, name))
        for (const state of await statesOf(module)) left.add(state);
  const imported = graph.edgesOf(absolute(test)).map(({ to }) => to ?? '');
  // Who has it at hand reads it without running anything.
  if (imported.some((to) => left.has(isFileTarget(to) ? relative(to) : to))) return 'all';
  const others = new Set<string>();
  if (left.size === 0) return others;
  for (const run of counted)
    for (const name of Object.keys(run.tests))
      for (const module of modulesRunBy(run, name))
        for (const state of await statesOf(module)) if (left.has(state)) others.add(name);
  return others;

  async function statesOf(name: FilePath): Promise<ReadonlySet<string>> {
    const states = graph
      .edgesOf(absolute(name))
      .flatMap(({ kind, to }) => (kind !== 'type' && to !== undefined && isShared(to) ? [to] : []));
    return new Set((await versions.holdsState(name)) ? [name, ...states] : states);
  }
}

function isShared(to: string): boolean {
  return !isFileTarget(to) && !OF_TESTS.test(to) && !WITHOUT_STATE.test(to);
}

function modulesRunBy({ modules, sets, tests }: CountedRun, name: string): ReadonlySet<FilePath> {
  const own = tests[name] ?? [];
  return new Set(
    own.flatMap((set) => modules[sets[set]?.[0] ?? -1] ?? []).filter((module) => module !== ''),
  );
}
