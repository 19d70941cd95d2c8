/** The tests that reach one symbol, as plain data for the command. */
import type { FilePath, TestId } from '../../test-host/protocol.ts';
import { nearest } from '../config/did-you-mean.ts';
import type { TreeNode } from '../discovery/file-tree.ts';
import { reachingTests, type ReachContext } from './reaching-tests.ts';
import { namesOf, symbolsNamed } from './symbol-places.ts';

export interface SymbolReport {
  /** Relative to the root. */
  readonly subject: FilePath;
  readonly symbol: string;
  readonly tests: readonly SymbolTests[];
}

export interface SymbolTests {
  readonly file: FilePath;
  /** Absent: all tests of the file. */
  readonly tests?: readonly NamedTest[];
  /** From what runs to the symbol, one sentence a step. */
  readonly why: readonly string[];
}

export interface NamedTest {
  readonly id: TestId;
  /** From the outermost suite to the test. */
  readonly titles: readonly string[];
  /** 1-based. */
  readonly line: number;
}

export type SymbolAnswer =
  | { readonly ok: true; readonly symbol: SymbolReport }
  | {
      readonly ok: false;
      readonly reason: 'unknown-symbol';
      readonly file: FilePath;
      readonly name: string;
      readonly guess: string | undefined;
    };

/** @param subject absolute path, and a name that its top level declares or exports */
export async function answerAboutSymbol(
  subject: { readonly path: string; readonly name: string },
  context: ReachContext,
): Promise<SymbolAnswer> {
  const { graph, rootDir, treeOf } = context;
  const { path, name } = subject;
  const file = path.startsWith(`${rootDir}/`) ? path.slice(rootDir.length + 1) : path;
  const symbols = await symbolsNamed(path, name, graph);
  if (symbols.length === 0) {
    const guess = nearest(name, await namesOf(path, graph));
    return { ok: false, reason: 'unknown-symbol', file, name, guess };
  }
  const reached = await reachingTests({ path, symbols }, context);
  const tests = reached.map(({ file: test, tests: ids, why }): SymbolTests => {
    const nodes = treeOf(`${rootDir}/${test}`)?.nodes ?? [];
    return { file: test, ...(ids !== undefined && { tests: namedTests(ids, nodes) }), why };
  });
  return { ok: true, symbol: { subject: file, symbol: name, tests } };
}

function namedTests(ids: readonly TestId[], nodes: readonly TreeNode[]): readonly NamedTest[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return ids.flatMap((id) => {
    const node = byId.get(id);
    if (node === undefined) return [];
    const titles: string[] = [];
    for (let at: TreeNode | undefined = node; at !== undefined;) {
      titles.unshift(at.title);
      at = at.parent === undefined ? undefined : byId.get(at.parent);
    }
    return [{ id, titles, line: node.location.line }];
  });
}
