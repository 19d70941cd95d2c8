/** Expressions: what counts in them, wherever it stands. */
import { ts } from 'ts-morph';
import type { Context } from './context.ts';
import { isNamedByPlace, staticName, withoutParentheses } from './function-names.ts';

const {
  forEachChild,
  isAccessor,
  isArrowFunction,
  isBinaryExpression,
  isClassExpression,
  isComputedPropertyName,
  isConditionalExpression,
  isExpressionWithTypeArguments,
  isFunctionExpression,
  isMethodDeclaration,
  isOptionalChain,
  isParenthesizedExpression,
  isPrefixUnaryExpression,
  isPropertyAssignment,
  isTypeNode,
  SyntaxKind,
} = ts;

/** @param name what a function here would be called by its place */
export function visitExpression(context: Context, node: ts.Node, name?: string): void {
  if (isConditionalExpression(node)) return context.visit.conditional(context, node);
  if (isBinaryExpression(node)) return visitBinary(context, node);
  if (isFunctionValue(node)) return context.visit.function(context, node, name);
  if (isClassExpression(node)) return context.visit.class(context, node);
  if (isParenthesizedExpression(node)) {
    const { expression } = node;
    context.map.goesOn(context.startOf(node), context.startOf(expression));
    return visitExpression(context, expression, name);
  }
  if (isPropertyAssignment(node)) {
    visitComputed(context, node.name);
    return visitExpression(context, node.initializer, staticName(node.name));
  }
  if (isExpressionWithTypeArguments(node)) return visitExpression(context, node.expression);
  if (isTypeNode(node)) return undefined;
  if (isNegatedChoice(node)) return context.visit.condition(context, node.operand);
  if (context.options.optionalChaining && isOptionalChain(node))
    return context.visit.chain(context, node);
  return forEachChild(node, (child) => visitExpression(context, child));
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
  const key = JSON.stringify(name);
  // V8 gives a class a computed key for its name even where it has a static member called so.
  const property = name === '__proto__' ? `[${key}]` : key;
  const { insertions } = context;
  insertions.open(context.startOf(node), `(${text},${isNamed ? `{${property}:` : ''}`);
  visitExpression(context, node, name);
  insertions.close(node.end, isNamed ? `}[${key}])` : ')');
}

export function visitComputed(context: Context, name: ts.PropertyName): void {
  if (isComputedPropertyName(name)) visitExpression(context, name.expression);
}

export function isAssignment(node: ts.Node): node is ts.AssignmentExpression<ts.EqualsToken> {
  return isBinaryExpression(node) && node.operatorToken.kind === SyntaxKind.EqualsToken;
}

/** Long chains hang on their left side: they are followed without going deeper. */
function visitBinary(context: Context, node: ts.BinaryExpression): void {
  let left: ts.Expression = node;
  const rights: ts.BinaryExpression[] = [];
  for (; isBinaryExpression(left) && isPlain(left); left = left.left) rights.push(left);
  if (left !== node) visitExpression(context, left);
  for (const { right } of rights.toReversed()) visitExpression(context, right);
  if (left !== node) return;
  const { kind } = node.operatorToken;
  if (LOGICAL.includes(kind)) context.visit.logical(context, node);
  else if (kind === SyntaxKind.EqualsToken) {
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
    isArrowFunction(node) ||
    isFunctionExpression(node) ||
    isMethodDeclaration(node) ||
    isAccessor(node)
  );
}

const LOGICAL: readonly ts.SyntaxKind[] = [
  SyntaxKind.AmpersandAmpersandToken,
  SyntaxKind.BarBarToken,
  SyntaxKind.QuestionQuestionToken,
];
const LOGICAL_ASSIGNMENT: readonly ts.SyntaxKind[] = [
  SyntaxKind.AmpersandAmpersandEqualsToken,
  SyntaxKind.BarBarEqualsToken,
  SyntaxKind.QuestionQuestionEqualsToken,
];

export function isLogical(node: ts.Node): node is ts.BinaryExpression {
  return isBinaryExpression(node) && LOGICAL.includes(node.operatorToken.kind);
}

/** `!(a && b)`: its operands decide. */
export function isNegatedChoice(node: ts.Node): node is ts.PrefixUnaryExpression {
  return (
    isPrefixUnaryExpression(node) &&
    node.operator === SyntaxKind.ExclamationToken &&
    isLogical(withoutParentheses(node.operand))
  );
}

/** Neither a choice nor an assignment of its own kind. */
function isPlain({ operatorToken: { kind } }: ts.BinaryExpression): boolean {
  return (
    kind !== SyntaxKind.EqualsToken && !LOGICAL.includes(kind) && !LOGICAL_ASSIGNMENT.includes(kind)
  );
}
