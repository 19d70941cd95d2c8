/** Paths that code builds from its own folder: `join(__dirname, 'a.txt')`, `${import.meta.dirname}/a.txt`. */
import path from 'node:path';
import { ts } from 'ts-morph';

/** Relative to the file that the code stands in. */
export function literalPath(node: ts.Node): string | undefined {
  if (ts.isCallExpression(node)) return joined(node);
  if (ts.isTemplateExpression(node)) {
    const [span, ...more] = node.templateSpans;
    const isPlain = node.head.text === '' && span !== undefined && more.length === 0;
    return isPlain && isOwnFolder(span.expression) ? relative([span.literal.text]) : undefined;
  }
  const isSum = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken;
  return isSum && isOwnFolder(node.left) && ts.isStringLiteralLike(node.right)
    ? relative([node.right.text])
    : undefined;
}

function joined({
  expression: callee,
  arguments: [folder, ...rest],
}: ts.CallExpression): string | undefined {
  const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
  const isJoin = ts.isIdentifier(name) && (name.text === 'join' || name.text === 'resolve');
  if (!isJoin || folder === undefined || !isOwnFolder(folder)) return undefined;
  const parts = rest.filter((part) => ts.isStringLiteralLike(part));
  return parts.length > 0 && parts.length === rest.length
    ? relative(parts.map(({ text }) => text))
    : undefined;
}

function relative(parts: readonly string[]): string {
  return `./${path.posix.join(...parts).replace(/^\//, '')}`;
}

function isOwnFolder(node: ts.Expression): boolean {
  if (ts.isIdentifier(node)) return node.text === '__dirname';
  return (
    ts.isPropertyAccessExpression(node) &&
    node.name.text === 'dirname' &&
    ts.isMetaProperty(node.expression)
  );
}
