/** Ways that an expression can go, and what it holds: `?:`, logical operators, functions. */
import { ts } from 'ts-morph';
import type { Branch } from './code-map-maker.ts';
import type { Context } from './context.ts';
import { isNamedByPlace, staticName, withoutParentheses } from './function-names.ts';

/** @param name what a function here would be called by its place */
export function visitExpression(context: Context, node: ts.Node, name?: string): void {
  if (ts.isConditionalExpression(node)) return visitConditional(context, node);
  if (ts.isBinaryExpression(node)) return visitBinary(context, node);
  if (isFunctionValue(node)) return context.holders.function(context, node, name);
  if (ts.isClassExpression(node)) return context.holders.class(context, node);
  if (ts.isParenthesizedExpression(node)) return visitExpression(context, node.expression, name);
  if (ts.isPropertyAssignment(node)) {
    visitComputed(context, node.name);
    return visitExpression(context, node.initializer, staticName(node.name));
  }
  if (ts.isExpressionWithTypeArguments(node)) return visitExpression(context, node.expression);
  if (ts.isTypeNode(node)) return undefined;
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
  if (probe === undefined) return visitExpression(context, node, name);
  const isNamed = name !== undefined && isNamedByPlace(node);
  const key = `[${JSON.stringify(name)}]`;
  const { insertions } = context;
  insertions.open(context.startOf(node), `(${context.write(probe)},${isNamed ? `{${key}:` : ''}`);
  visitExpression(context, node, name);
  insertions.close(node.end, isNamed ? `}${key})` : ')');
}

export function visitComputed(context: Context, name: ts.PropertyName): void {
  if (ts.isComputedPropertyName(name)) visitExpression(context, name.expression);
}

export function isAssignment(node: ts.Node): node is ts.AssignmentExpression<ts.EqualsToken> {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
}

function visitConditional(context: Context, node: ts.ConditionalExpression): void {
  if (context.isIgnored(node)) return;
  visitExpression(context, node.condition);
  const branch = context.map.branch('cond-expr', node);
  for (const path of [node.whenTrue, node.whenFalse]) visitOperand(context, path, branch);
}

/** Long chains hang on their left side: they are followed without going deeper. */
function visitBinary(context: Context, node: ts.BinaryExpression): void {
  let left: ts.Expression = node;
  const rights: ts.BinaryExpression[] = [];
  for (; ts.isBinaryExpression(left) && isPlain(left); left = left.left) rights.push(left);
  if (left !== node) visitExpression(context, left);
  for (const { right } of rights.toReversed()) visitExpression(context, right);
  if (left === node) visitChoice(context, node);
}

function visitChoice(context: Context, node: ts.BinaryExpression): void {
  if (isAssignment(node)) {
    context.holders.target(context, node.left);
    visitExpression(context, node.right, staticName(node.left));
  } else if (!context.isIgnored(node)) {
    const branch = context.map.branch('binary-expr', node);
    if (isLogical(node))
      for (const leaf of leavesOf(context, node)) visitOperand(context, leaf, branch);
    else visitLogicalAssignment(context, node, branch);
  }
}

function visitLogicalAssignment(context: Context, node: ts.BinaryExpression, branch: Branch): void {
  const { insertions } = context;
  const before = branch.path(withoutParentheses(node.left));
  const probe = branch.path(withoutParentheses(node.right));
  if (before !== undefined) insertions.open(context.startOf(node), `(${context.write(before)},`);
  visitExpression(context, node.left);
  const name = ts.isIdentifier(node.left) ? node.left.text : undefined;
  visitValue(context, node.right, { probe, name });
  if (before !== undefined) insertions.close(node.end, ')');
}

/** What of `a && (b || c)` decides: all three. */
function leavesOf(context: Context, node: ts.Expression): readonly ts.Expression[] {
  const leaves: ts.Expression[] = [];
  const waiting: ts.Expression[] = [node];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const inner = withoutParentheses(next);
    if (!isLogical(inner)) leaves.push(next);
    else if (inner === node || !context.isIgnored(inner)) waiting.push(inner.right, inner.left);
  }
  return leaves;
}

function visitOperand(context: Context, node: ts.Expression, branch: Branch): void {
  const probe = context.isIgnored(node) ? undefined : branch.path(withoutParentheses(node));
  visitValue(context, node, { probe });
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

function isLogical(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && LOGICAL.includes(node.operatorToken.kind);
}

/** Neither a choice nor an assignment of its own kind. */
function isPlain({ operatorToken: { kind } }: ts.BinaryExpression): boolean {
  return (
    kind !== ts.SyntaxKind.EqualsToken &&
    !LOGICAL.includes(kind) &&
    !LOGICAL_ASSIGNMENT.includes(kind)
  );
}
