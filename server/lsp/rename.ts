/** Renames the title of a test or suite; what history knows of it goes with the new one. */
import type { TextEdit } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { TreeNode } from '../discovery/file-tree.ts';
import { isWithin, nodesAt, type Position } from './ranges.ts';
import { escapeFor, titleLiteral, type TitleLiteral } from './title-literal.ts';

export interface RenamableTitle extends TitleLiteral {
  readonly node: TreeNode;
}

/** `undefined`: no title that is plain text stands at the position. */
export function renamableTitleAt(
  document: TextDocument,
  nodes: readonly TreeNode[],
  position: Position,
): RenamableTitle | undefined {
  const [node, ...others] = nodesAt(nodes, position);
  if (node === undefined || others.length > 0) return undefined;
  const literal = titleLiteral(document, node);
  return literal !== undefined && isWithin(position, literal.range)
    ? { node, ...literal }
    : undefined;
}

export function renameEdit({ range, quote }: TitleLiteral, title: string): TextEdit {
  return { range, newText: escapeFor(quote, title) };
}
