/** Expressions: what counts in them, wherever it stands. */
import { ts } from 'ts-morph';
import type { Context } from './context.ts';
import { isNamedByPlace, staticName, withoutParentheses } from './function-names.ts';

/** @param name what a function here would be called by its place */
export function visitExpression(context: Context, node: ts.Node, name?: string): void {
  if (ts.isConditionalExpression(node)) return context.visit.conditional(context, node);
  if (ts.isBinaryExpression(node)) return visitBinary(context, node);
  if (isFunctionValue(node)) return context.visit.function(context, node, name);
  if (ts.isClassExpression(node)) return context.visit.class(context, node);
  if (ts.isParenthesizedExpression(node)) {
    const { expression } = node;
    context.map.goesOn(context.startOf(node), context.startOf(expression));
    return visitExpression(context, expression, name);
  }
  if (ts.isPropertyAssignment(node)) {
    visitComputed(context, node.name);
    return visitExpression(context, node.initializer, staticName(node.name));
  }
  if (ts.isExpressionWithTypeArguments(node)) return visitExpression(context, node.expression);
  if (ts.isTypeNode(node)) return undefined;
  if (isNegatedChoice(node)) return context.visit.condition(context, node.operand);
  if (context.options.optionalChaining && ts.isOptionalChain(node))
    return context.visit.chain(context, node);
  return ts.forEachChild(node, (child) => visitExpression(context, child));
}

export interface CountedValue {
  readonly probe: number | undefined;
  /** What a function here is called by its place, and goes on being called. */
  readonly name?: string | undefined;
}

/** A value that is counted when it is asked for. */
export function visitValue(
  context: Context,
  node: ts.Expression,
  { probe, name }: CountedValue,
): void {
  const text = context.write(probe);
  if (text === undefined) return visitExpression(context, node, name);
  const isNamed = name !== undefined && isNamedByPlace(node);
  const key = `[${JSON.stringify(name)}]`;
  const { insertions } = context;
  insertions.open(context.startOf(node), `(${text},${isNamed ? `{${key}:` : ''}`);
  visitExpression(context, node, name);
  insertions.close(node.end, isNamed ? `}${key})` : ')');
}

export function visitComputed(context: Context, name: ts.PropertyName): void {
  if (ts.isComputedPropertyName(name)) visitExpression(context, name.expression);
}

export function isAssignment(node: ts.Node): node is ts.AssignmentExpression<ts.EqualsToken> {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
}

/** Long chains hang on their left side: they are followed without going deeper. */
function visitBinary(context: Context, node: ts.BinaryExpression): void {
  let left: ts.Expression = node;
  const rights: ts.BinaryExpression[] = [];
  for (; ts.isBinaryExpression(left) && isPlain(left); left = left.left) rights.push(left);
  if (left !== node) visitExpression(context, left);
  for (const { right } of rights.toReversed()) visitExpression(context, right);
  if (left !== node) return;
  const { kind } = node.operatorToken;
  if (LOGICAL.includes(kind)) context.visit.logical(context, node);
  else if (kind === ts.SyntaxKind.EqualsToken) {
    context.visit.target(context, node.left);
    visitExpression(context, node.right, staticName(node.left));
  } else context.visit.logicalAssignment(context, node);
}

function isFunctionValue(
  node: ts.Node,
): node is
  | ts.ArrowFunction
  | ts.FunctionExpression
  | ts.MethodDeclaration
  | ts.AccessorDeclaration {
  return (
    ts.isArrowFunction(node) ||
    ts.isFunctionExpression(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isAccessor(node)
  );
}

const LOGICAL: readonly ts.SyntaxKind[] = [
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
];
const LOGICAL_ASSIGNMENT: readonly ts.SyntaxKind[] = [
  ts.SyntaxKind.AmpersandAmpersandEqualsToken,
  ts.SyntaxKind.BarBarEqualsToken,
  ts.SyntaxKind.QuestionQuestionEqualsToken,
];

export function isLogical(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && LOGICAL.includes(node.operatorToken.kind);
}

/** `!(a && b)`: its operands decide. */
export function isNegatedChoice(node: ts.Node): node is ts.PrefixUnaryExpression {
  return (
    ts.isPrefixUnaryExpression(node) &&
    node.operator === ts.SyntaxKind.ExclamationToken &&
    isLogical(withoutParentheses(node.operand))
  );
}

/** Neither a choice nor an assignment of its own kind. */
function isPlain({ operatorToken: { kind } }: ts.BinaryExpression): boolean {
  return (
    kind !== ts.SyntaxKind.EqualsToken &&
    !LOGICAL.includes(kind) &&
    !LOGICAL_ASSIGNMENT.includes(kind)
  );
}
