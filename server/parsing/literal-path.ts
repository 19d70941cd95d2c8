/**
 * Paths that code builds: `join(__dirname, 'a.txt')`, `${import.meta.dirname}/a.txt`; with `*` for what only a run knows.
 */
import path from 'node:path';
import { ts } from 'ts-morph';

/** Relative to the file that the code stands in. */
export function literalPath(node: ts.Node): string | undefined {
  const isText = ts.isTemplateExpression(node) || isSum(node);
  const built = ts.isCallExpression(node) ? joined(node) : isText ? textOf(node) : undefined;
  if (built === undefined || !built.startsWith(ownFolder)) return undefined;
  const short = `./${path.posix.join(built.slice(ownFolder.length).replace(/^\/+/, ''))}`;
  // Of all that lies beside the code nobody says that it is read.
  return !short.includes('*') || namedFolder.test(short) ? short : undefined;
}

/** What a computed import may lead to; `undefined`: anything. */
export function importPattern(node: ts.Expression): string | undefined {
  if (!ts.isTemplateExpression(node) && !isSum(node)) return undefined;
  const text = textOf(node);
  return /^\.{1,2}\/.*\*/s.test(text) ? text.replaceAll(/\*+/g, '*') : undefined;
}

const ownFolder = '\0';
const namedFolder = /^[./]*[^./*][^*]*\//;

function joined({
  expression: callee,
  arguments: [folder, ...rest],
}: ts.CallExpression): string | undefined {
  const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
  const isJoin = ts.isIdentifier(name) && (name.text === 'join' || name.text === 'resolve');
  if (!isJoin || folder === undefined || rest.length === 0) return undefined;
  return [folder, ...rest].map(textOf).join('/');
}

function textOf(node: ts.Expression): string {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isParenthesizedExpression(node)) return textOf(node.expression);
  if (isOwnFolder(node)) return ownFolder;
  if (isSum(node)) return textOf(node.left) + textOf(node.right);
  if (!ts.isTemplateExpression(node)) return '*';
  const spans = node.templateSpans.map(({ expression, literal }) => {
    return textOf(expression) + literal.text;
  });
  return node.head.text + spans.join('');
}

function isSum(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken;
}

function isOwnFolder(node: ts.Expression): boolean {
  if (ts.isIdentifier(node)) return node.text === '__dirname';
  return (
    ts.isPropertyAccessExpression(node) &&
    node.name.text === 'dirname' &&
    ts.isMetaProperty(node.expression)
  );
}
