/**
 * Where an expression decides: `?:`, `&&`, `||`, `??` and what stands in the head of an `if` or a loop. With `conditions`,
 * each operand tells whether it was seen true and seen false; left of `??`, whether it had a value and had none.
 */
import { ts } from 'ts-morph';
import type { Branch } from './code-map-maker.ts';
import type { Context } from './context.ts';
import { isLogical, isNegatedChoice, visitExpression, visitValue } from './expressions.ts';
import { withoutParentheses } from './function-names.ts';

const { isBinaryExpression, isIdentifier, SyntaxKind } = ts;

/** What of a value decides: whether it is true, whether it is there, or nothing. */
type Deciding = 'truth' | 'value' | 'nothing';

export function visitConditional(context: Context, node: ts.ConditionalExpression): void {
  if (context.isIgnored(node)) return;
  visitCondition(context, node.condition);
  const branch = context.map.branch('cond-expr', node);
  for (const way of [node.whenTrue, node.whenFalse])
    visitOperand(context, { node: way, by: 'nothing' }, branch);
}

export function visitCondition(context: Context, node: ts.Expression): void {
  const inner = withoutParentheses(node);
  context.map.goesOn(context.startOf(node), context.startOf(inner));
  if (isLogical(inner)) visitLogicalBy(context, inner, 'truth');
  else visitOperand(context, { node, by: 'truth' });
}

export function visitLogical(context: Context, node: ts.BinaryExpression): void {
  visitLogicalBy(context, node, 'nothing');
}

export function visitLogicalAssignment(context: Context, node: ts.BinaryExpression): void {
  if (context.isIgnored(node)) return;
  const { insertions, map } = context;
  const branch = map.branch('binary-expr', node);
  const start = context.startOf(node);
  const before = context.write(branch.path(withoutParentheses(node.left), start));
  const probe = branch.path(withoutParentheses(node.right), context.startOf(node.right));
  if (before !== undefined) insertions.open(start, `(${before},`);
  visitExpression(context, node.left);
  const name = isIdentifier(node.left) ? node.left.text : undefined;
  visitValue(context, node.right, { probe, name });
  if (before !== undefined) insertions.close(node.end, ')');
}

function visitLogicalBy(context: Context, node: ts.BinaryExpression, by: Deciding): void {
  if (context.isIgnored(node)) return;
  const branch = context.map.branch('binary-expr', node);
  for (const operand of operandsOf(context, { node, by })) visitOperand(context, operand, branch);
}

interface Operand {
  readonly node: ts.Expression;
  readonly by: Deciding;
}

/** What of `a && (b || c)` decides: all three. */
function operandsOf(context: Context, whole: Operand): readonly Operand[] {
  const operands: Operand[] = [];
  const waiting: Operand[] = [whole];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const inner = withoutParentheses(next.node);
    if (!isLogical(inner)) operands.push(next);
    else if (inner === whole.node || !context.isIgnored(inner)) {
      const isNullish = inner.operatorToken.kind === SyntaxKind.QuestionQuestionToken;
      // What `&&` and `||` give is taken for true or false where nothing else is known of it.
      const last = next.by === 'nothing' && !isNullish ? 'truth' : next.by;
      waiting.push(
        { node: inner.right, by: last },
        { node: inner.left, by: isNullish ? 'value' : 'truth' },
      );
    }
  }
  return operands;
}

function visitOperand(context: Context, { node, by }: Operand, branch?: Branch): void {
  if (context.isIgnored(node)) return visitExpression(context, node);
  const inner = withoutParentheses(node);
  const start = context.startOf(node);
  context.map.goesOn(start, context.startOf(inner));
  const probe = branch?.path(inner, context.startOf(inner));
  const decides = by !== 'nothing' && context.options.conditions && canDecide(inner);
  const condition = decides ? context.map.condition(inner, by) : undefined;
  if (by === 'nothing' || condition === undefined) return visitValue(context, node, { probe });
  const { insertions, probes } = context;
  const text = context.write(probe);
  if (text !== undefined) insertions.open(start, `(${text},`);
  const [open, close] = isList(node) ? ['(', ')'] : ['', ''];
  insertions.open(start, `${probes.helper(by)}(${open}`);
  visitExpression(context, node);
  insertions.close(node.end, `${close},${condition})`);
  if (text !== undefined) insertions.close(node.end, ')');
}

/** `a, b`: what a function would take for two arguments. */
function isList(node: ts.Node): boolean {
  return isBinaryExpression(node) && node.operatorToken.kind === SyntaxKind.CommaToken;
}

/** Not when the text says what becomes of it, nor when its own operands are the ones that decide. */
function canDecide(node: ts.Node): boolean {
  const isUndefined = isIdentifier(node) && node.text === 'undefined';
  return !isUndefined && !CONSTANT.has(node.kind) && !isNegatedChoice(node);
}

const CONSTANT: ReadonlySet<ts.SyntaxKind> = new Set([
  SyntaxKind.TrueKeyword,
  SyntaxKind.FalseKeyword,
  SyntaxKind.NullKeyword,
  SyntaxKind.NumericLiteral,
  SyntaxKind.BigIntLiteral,
  SyntaxKind.StringLiteral,
  SyntaxKind.NoSubstitutionTemplateLiteral,
  SyntaxKind.RegularExpressionLiteral,
  SyntaxKind.ArrayLiteralExpression,
  SyntaxKind.ObjectLiteralExpression,
  SyntaxKind.ArrowFunction,
  SyntaxKind.FunctionExpression,
  SyntaxKind.ClassExpression,
  SyntaxKind.NewExpression,
  SyntaxKind.VoidExpression,
  SyntaxKind.TypeOfExpression,
  SyntaxKind.JsxElement,
  SyntaxKind.JsxSelfClosingElement,
  SyntaxKind.JsxFragment,
]);
