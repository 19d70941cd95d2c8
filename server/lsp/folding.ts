/** Suites and tests fold; the line that closes them stays. */
import type { FoldingRange } from 'vscode-languageserver/node';
import type { TreeNode } from '../discovery/file-tree.ts';

export function foldingRanges(nodes: readonly TreeNode[]): FoldingRange[] {
  const ends = new Map<number, number>(); // rows of a table begin at one line
  for (const { file, range } of nodes) {
    const startLine = range.start.line - 1;
    const endLine = range.end.line - 2;
    if (file === undefined && endLine > startLine) {
      ends.set(startLine, Math.max(endLine, ends.get(startLine) ?? 0));
    }
  }
  return [...ends].map(([startLine, endLine]) => ({ startLine, endLine }));
}
