/** The tests that reach a file or symbols, each with the way there in words. */
import type { FilePath, TestId } from '../../test-host/protocol.ts';
import type { TreeNode } from '../discovery/file-tree.ts';
import { findDeclaringCall } from './declaring-calls.ts';
import type { ModuleGraph } from './module-graph.ts';
import { dependantsOf, pathsOf, type PathStep } from './queries.ts';
import { testsOfSymbols, type FindCall } from './symbol-search.ts';
import { LOAD, tableOf, type SymbolRef } from './symbol-table.ts';

export interface ReachingTests {
  /** Relative to the root. */
  readonly file: FilePath;
  /** Those that go this way; absent: all tests of the file. */
  readonly tests?: readonly TestId[];
  readonly why: readonly string[];
}

export interface ReachContext {
  /** Complete. */
  readonly graph: ModuleGraph;
  /** @param file absolute */
  readonly treeOf: (file: string) => KnownNodes | undefined;
  /** Before trees of these are asked for. */
  readonly loadTrees?: (files: readonly string[]) => Promise<void>;
  readonly rootDir: string;
  readonly signal?: AbortSignal;
}

export interface KnownNodes {
  readonly nodes: readonly TreeNode[];
  readonly hash?: string | undefined;
}

/** @param subject without symbols: the file */
export async function reachingTests(
  { path, symbols }: { readonly path: string; readonly symbols?: readonly SymbolRef[] | undefined },
  context: ReachContext,
): Promise<readonly ReachingTests[]> {
  const { graph, loadTrees, signal } = context;
  const write = createWriter(context);
  if (symbols !== undefined) {
    const { findCall } = write;
    const reached = await testsOfSymbols(symbols, { graph, findCall, loadTrees, signal });
    return reached.map(({ test, ids, modules, symbols: way }) => ({
      file: write.relative(test),
      ...(ids !== undefined && { tests: ids }),
      why: [...modules.map(write.step), ...write.way(way)],
    }));
  }
  if (graph.tests.has(path)) return [{ file: write.relative(path), why: [] }];
  const answers = dependantsOf(graph, [path]);
  const pathOf = pathsOf(answers, 'dependants');
  return answers
    .filter(({ target }) => graph.tests.has(target))
    .map(({ target }) => ({
      file: write.relative(target),
      why: (pathOf(target) ?? []).map(write.step),
    }));
}

interface Writer {
  readonly findCall: FindCall;
  readonly relative: (file: string) => FilePath;
  readonly step: (step: PathStep) => string;
  readonly way: (way: readonly SymbolRef[]) => readonly string[];
}

function createWriter({ graph, treeOf, rootDir }: ReachContext): Writer {
  const findCall: FindCall = (file, callback) => {
    const tree = treeOf(file);
    // Somebody is typing: places of one text say nothing about the other.
    if (tree?.hash === undefined || tree.hash !== graph.hashOf(file)) return undefined;
    return findDeclaringCall(tree.nodes, callback);
  };
  const relative = (file: string): FilePath =>
    file.startsWith(`${rootDir}/`) ? file.slice(rootDir.length + 1) : file;
  const nameOf = ({ file, name }: SymbolRef): string => {
    if (name === LOAD) return relative(file);
    const of = ` of ${relative(file)}`;
    if (!name.startsWith('@')) return `${bareName(name)}${of}`;
    const symbols = graph.symbolsOf(file);
    const callback = typeof symbols === 'object' ? tableOf(symbols).callbacks.get(name) : undefined;
    const call = callback === undefined ? undefined : findCall(file, callback);
    if (call !== undefined) return relative(file);
    return callback?.kind === 'hook' ? `a hook${of}` : `a callback${of}`;
  };
  return {
    findCall,
    relative,
    step: ({ from, to, kind }) => {
      const verb = kind === 'mock' || kind === 'manual-mock' ? 'mocks' : 'loads';
      return `${relative(from)} ${verb} ${relative(to)}`;
    },
    way: (way) =>
      way.slice(0, -1).map((user, i) => `${nameOf(user)} uses ${bareName(way[i + 1]?.name ?? '')}`),
  };
}

/** Without the place of a function that is no declaration of its file. */
function bareName(name: string): string {
  return name.replace(/@.*$/, '') || 'a callback';
}
