/** Loops: those over a list and those that count can be followed. */
import { ts } from 'ts-morph';
import { lowerPattern } from './lower-function.ts';
import type { Lowering } from './lowering.ts';
import { noteChange } from './names.ts';
import type { Expression, Statement } from './parsed-file.ts';
import { declareVariable, Scope } from './scopes.ts';

export interface Block {
  readonly lowering: Lowering;
  readonly scope: Scope;
  /** A slot for each statement of the source: a declaration is put there when something needs it. */
  readonly slots: Statement[][];
}

export function lowerBlock(node: ts.Statement, lowering: Lowering, scope: Scope): Statement[] {
  return lowering.statements(ts.isBlock(node) ? node.statements : [node], scope);
}

export function lowerLoop(
  node: ts.ForOfStatement | ts.ForInStatement,
  block: Block,
  slot: Statement[],
): void {
  const { lowering, scope } = block;
  const names = new Scope(scope);
  const list = node.initializer;
  const variable = ts.isVariableDeclarationList(list) ? list.declarations[0] : undefined;
  if (variable === undefined) {
    if (!ts.isVariableDeclarationList(list)) noteChange(list, scope);
  } else declareVariable(names, variable.name, { value: undefined, path: [] });
  const body = lowerBlock(node.statement, lowering, names);
  if (body.length === 0) return;
  if (variable === undefined || (ts.isForOfStatement(node) && node.awaitModifier !== undefined)) {
    slot.push({ do: 'maybe', reason: 'it stands in a loop', body });
    return;
  }
  const target = lowerPattern(variable, lowering, names);
  const values = lowering.expression(node.expression, scope);
  slot.push({
    do: 'each',
    target,
    values: ts.isForInStatement(node) ? keysOf(values) : values,
    body,
  });
}

function keysOf(of: Expression): Expression {
  const object: Expression = { is: 'name', name: 'Object' };
  const callee: Expression = { is: 'member', of: object, key: { is: 'value', value: 'keys' } };
  return { is: 'call', callee, args: [of], start: 0, end: 0, at: 0 };
}

/** `for (let i = 0; i < 3; i++)` is counted; any other is not followed. */
export function lowerCount(node: ts.ForStatement, block: Block, slot: Statement[]): void {
  const { lowering, scope } = block;
  const { initializer: list, condition, incrementor } = node;
  const names = new Scope(scope);
  const variables =
    list !== undefined && ts.isVariableDeclarationList(list) ? list.declarations : [];
  for (const { name } of variables) declareVariable(names, name, { value: undefined, path: [] });
  const body = lowerBlock(node.statement, lowering, names);
  if (body.length === 0) return;
  const [variable, ...more] = variables;
  const isPlain =
    variable?.initializer !== undefined &&
    more.length === 0 &&
    ts.isIdentifier(variable.name) &&
    names.find(variable.name.text)?.isChanged !== true &&
    condition !== undefined &&
    ts.isBinaryExpression(condition) &&
    ts.isIdentifier(condition.left) &&
    condition.left.text === variable.name.text &&
    (condition.operatorToken.kind === ts.SyntaxKind.LessThanToken ||
      condition.operatorToken.kind === ts.SyntaxKind.LessThanEqualsToken) &&
    incrementor !== undefined &&
    (ts.isPostfixUnaryExpression(incrementor) || ts.isPrefixUnaryExpression(incrementor)) &&
    incrementor.operator === ts.SyntaxKind.PlusPlusToken &&
    ts.isIdentifier(incrementor.operand) &&
    incrementor.operand.text === variable.name.text;
  if (!isPlain || variable.initializer === undefined || !ts.isIdentifier(variable.name)) {
    slot.push({ do: 'maybe', reason: 'it stands in a loop', body });
    return;
  }
  slot.push({
    do: 'count',
    name: variable.name.text,
    from: lowering.expression(variable.initializer, scope),
    to: lowering.expression(condition.right, names),
    isInclusive: condition.operatorToken.kind === ts.SyntaxKind.LessThanEqualsToken,
    body,
  });
}
