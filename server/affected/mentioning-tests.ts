/** Tests that name a changed function without running it: they may ask it for its text, or compare it with another one. */
import path from 'node:path';
import type { FilePath, TestId } from '../../test-host/protocol.ts';
import { findDeclaringCall } from '../graph/declaring-calls.ts';
import type { ReachContext } from '../graph/reaching-tests.ts';
import type { SymbolUse } from '../parsing/symbol-facts.ts';

export interface MentionQuestion {
  readonly test: FilePath;
  /** Where they are; relative to the root. */
  readonly name: FilePath;
  /** Of functions, as they are called in their file. */
  readonly functions: readonly string[];
}

export async function testsMentioning(
  { test, name, functions }: MentionQuestion,
  { graph, treeOf, rootDir, signal }: ReachContext,
): Promise<'all' | readonly TestId[]> {
  const file = `${rootDir}/${test}`;
  const module = path.posix.resolve(rootDir, name);
  const wanted = new Set(functions);
  const locals = new Map<string, 'itself' | 'namespace'>();
  for (const { to, names = [] } of graph.edgesOf(file))
    for (const { imported, local } of names)
      if (imported === '*') locals.set(local, 'namespace');
      else if (wanted.has(imported) || (imported === 'default' && to === module))
        locals.set(local, 'itself');
  if (locals.size === 0) return [];
  while (graph.symbolsOf(file) === 'unparsed') {
    await graph.loadSymbols([file], signal);
    signal?.throwIfAborted();
  }
  const symbols = graph.symbolsOf(file);
  const tree = treeOf(file);
  if (typeof symbols !== 'object' || tree?.hash === undefined || tree.hash !== graph.hashOf(file))
    return 'all';
  const isMention = ({ name: used, member, isType }: SymbolUse): boolean => {
    const as = locals.get(used);
    if (as === undefined || isType === true) return false;
    return as === 'itself' || member === undefined || wanted.has(member);
  };
  const { callbacks = [], declarations, onLoad } = symbols;
  if (onLoad.some(isMention) || declarations.some(({ uses }) => uses.some(isMention))) return 'all';
  const ids: TestId[] = [];
  for (const callback of callbacks) {
    if (!callback.uses.some(isMention)) continue;
    const call = callback.kind === 'callback' ? findDeclaringCall(tree.nodes, callback) : undefined;
    // A hook, a helper, or a callback within a test: who runs it is not said here.
    const own = call?.kind === 'test' ? call : outerTest(callback.within);
    if (own === undefined) return 'all';
    ids.push(...own.ids);
  }
  return ids;

  function outerTest(within: string | undefined): { readonly ids: readonly TestId[] } | undefined {
    const around = callbacks.find((one) => one.name === within);
    if (around === undefined || around.kind !== 'callback') return undefined;
    const call = findDeclaringCall(tree?.nodes ?? [], around);
    return call?.kind === 'test' ? call : outerTest(around.within);
  }
}
