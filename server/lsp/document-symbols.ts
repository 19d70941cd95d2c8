/** The outline of a test file: suites and tests. */
import { SymbolKind, type DocumentSymbol } from 'vscode-languageserver/node';
import type { TestId } from '../../test-host/protocol.ts';
import type { TreeNode } from '../discovery/file-tree.ts';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { titleLiteral } from './title-literal.ts';
import { isWithin, toPosition, toRange } from './ranges.ts';

/** @param document absent: it is not open, and what is selected is the place of the call */
export function documentSymbols(
  nodes: readonly TreeNode[],
  document: TextDocument | undefined,
): DocumentSymbol[] {
  const top: DocumentSymbol[] = [];
  const listOf = new Map<TestId, DocumentSymbol[]>();
  for (const node of nodes) {
    if (node.file !== undefined) continue; // it stands in another file
    const symbol = symbolOf(node, document);
    const siblings = (node.parent === undefined ? undefined : listOf.get(node.parent)) ?? top;
    siblings.push(symbol);
    listOf.set(node.id, symbol.children);
  }
  return top;
}

function symbolOf(
  node: TreeNode,
  document: TextDocument | undefined,
): DocumentSymbol & { children: DocumentSymbol[] } {
  const range = toRange(node.range);
  const place = toPosition(node.location);
  const start = isWithin(place, range) ? place : range.start;
  const detail = [node.mode, ...node.tags.map((tag) => `#${tag}`)].filter(Boolean).join(' ');
  return {
    name: node.title.trim() === '' ? '(no title)' : node.title, // the protocol forbids an empty name
    kind: node.kind === 'suite' ? SymbolKind.Module : SymbolKind.Method,
    range,
    selectionRange: (document && titleLiteral(document, node)?.range) ?? { start, end: start },
    ...(detail !== '' && { detail }),
    children: [],
  };
}
