/** How functions come by the names that a program can read, and that probes must leave to them. */
import { ts } from 'ts-morph';
import { isWrapper } from '../../parsing/callees.ts';

const {
  isArrowFunction,
  isClassExpression,
  isFunctionExpression,
  isIdentifier,
  isNumericLiteral,
  isParenthesizedExpression,
  isPrivateIdentifier,
  isStringLiteralLike,
} = ts;

export function withoutParentheses(node: ts.Node): ts.Node {
  let inner = node;
  while (isParenthesizedExpression(inner)) inner = inner.expression;
  return inner;
}

/** What the types of an expression say is gone when it runs, and parentheses do not count. */
function withoutWrapping(node: ts.Expression): ts.Expression {
  let inner = node;
  while (isWrapper(inner)) inner = inner.expression;
  return inner;
}

/** It takes its name from what it is assigned to. */
export function isNamedByPlace(node: ts.Expression): boolean {
  const inner = withoutWrapping(node);
  return (
    isArrowFunction(inner) ||
    ((isFunctionExpression(inner) || isClassExpression(inner)) && inner.name === undefined)
  );
}

/** The name of a property, where the text says it. */
export function staticName(name: ts.Node | undefined): string | undefined {
  if (name === undefined) return undefined;
  if (isIdentifier(name) || isPrivateIdentifier(name)) return name.text;
  return isStringLiteralLike(name) || isNumericLiteral(name) ? name.text : undefined;
}
