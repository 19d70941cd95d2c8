/** A name for what code says: comments, formatting, quotes and semicolons do not change it. */
import { hash } from 'node:crypto';
import { ts } from 'ts-morph';

const { SyntaxKind, NodeFlags } = ts;
const WRITTEN_FLAGS =
  NodeFlags.Let | NodeFlags.Const | NodeFlags.Using | NodeFlags.OptionalChain | NodeFlags.Namespace;

export function fingerprint(nodes: readonly ts.Node[]): string {
  let text = '';
  const write = (node: ts.Node): void => {
    text += `(${node.kind}${wordOf(node)}`;
    ts.forEachChild(node, write);
    text += ')';
  };
  for (const node of nodes) write(node);
  return hash('sha1', text, 'base64url').slice(0, 16);
}

/** What a node says that is in none of its children. */
export function wordOf(node: ts.Node): string {
  // The most frequent first.
  if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) return ` ${node.text}`;
  const flags = node.flags & WRITTEN_FLAGS;
  const mark = flags === 0 ? '' : `#${flags}`;
  if (ts.isTemplateLiteralToken(node)) return ` ${JSON.stringify(node.rawText ?? node.text)}`;
  if (ts.isLiteralExpression(node) || ts.isJsxText(node)) return ` ${JSON.stringify(node.text)}`;
  switch (node.kind) {
    case SyntaxKind.PrefixUnaryExpression:
    case SyntaxKind.PostfixUnaryExpression:
    case SyntaxKind.TypeOperator:
      return 'operator' in node ? ` ${String(node.operator)}` : '';
    case SyntaxKind.HeritageClause:
      return 'token' in node ? ` ${String(node.token)}` : '';
    case SyntaxKind.MetaProperty:
      return 'keywordToken' in node ? ` ${String(node.keywordToken)}` : '';
    case SyntaxKind.ImportType:
      return 'isTypeOf' in node ? ` ${String(node.isTypeOf)}` : '';
    case SyntaxKind.ExportAssignment:
      return 'isExportEquals' in node ? ` ${String(node.isExportEquals)}` : '';
    default:
      return mark;
  }
}
