/** Statements, each of which is counted where it begins. */
import { ts } from 'ts-morph';
import type { Context } from './context.ts';
import { visitCondition } from './decisions.ts';
import { visitExpression, visitValue } from './expressions.ts';
import { isNamedByPlace, staticName, withoutParentheses } from './function-names.ts';
import { directivesIn, entryOf, isAmbient, visitClass, visitFunction } from './functions.ts';
import { visitPattern, visitTarget } from './patterns.ts';

const {
  forEachChild,
  isBlock,
  isCaseClause,
  isClassDeclaration,
  isDoStatement,
  isEmptyStatement,
  isExportAssignment,
  isForInStatement,
  isForOfStatement,
  isForStatement,
  isFunctionDeclaration,
  isIfStatement,
  isLabeledStatement,
  isModuleBlock,
  isModuleDeclaration,
  isReturnStatement,
  isSwitchStatement,
  isThrowStatement,
  isTryStatement,
  isVariableDeclarationList,
  isVariableStatement,
  isWhileStatement,
  isWithStatement,
  SyntaxKind,
} = ts;

export function visitFile(context: Context, { statements }: ts.SourceFile): void {
  visitStatements(context, statements.slice(directivesIn(statements)));
}

export function visitStatements(context: Context, statements: readonly ts.Statement[]): void {
  for (const statement of statements)
    visitStatement(context, statement, context.startOf(statement));
}

/** @param at where its probe goes: a label belongs to what it stands before */
function visitStatement(context: Context, node: ts.Statement, at: number): void {
  if (isAmbient(node) || context.isIgnored(node)) return undefined;
  if (isBlock(node)) return visitStatements(context, node.statements);
  if (isVariableStatement(node)) return visitDeclarations(context, node.declarationList, at);
  if (isFunctionDeclaration(node)) return visitFunction(context, node);
  if (isClassDeclaration(node)) return visitClass(context, node);
  if (isModuleDeclaration(node)) return visitNamespace(context, node);
  if (isExportAssignment(node)) return visitExpression(context, node.expression);
  if (!COUNTED.has(node.kind)) return undefined;
  context.before(at, context.map.statement(node, at));
  return visitInside(context, node, at);
}

function visitInside(context: Context, node: ts.Statement, at: number): void {
  if (isLabeledStatement(node)) return visitStatement(context, node.statement, at);
  const first = firstIn(node);
  if (first !== undefined) context.map.goesOn(at, context.startOf(first));
  if (isIfStatement(node)) return visitIf(context, node);
  if (isSwitchStatement(node)) return visitSwitch(context, node);
  if (isTryStatement(node)) return visitTry(context, node);
  if (isForStatement(node)) {
    if (node.initializer !== undefined) visitLoopVariable(context, node.initializer);
    if (node.condition !== undefined) visitCondition(context, node.condition);
    if (node.incrementor !== undefined) visitExpression(context, node.incrementor);
    return visitEmbedded(context, node.statement);
  }
  if (isForInStatement(node) || isForOfStatement(node)) {
    visitLoopVariable(context, node.initializer);
    visitExpression(context, node.expression);
    return visitEmbedded(context, node.statement);
  }
  if (isWhileStatement(node)) {
    visitCondition(context, node.expression);
    return visitEmbedded(context, node.statement);
  }
  if (isDoStatement(node)) {
    visitEmbedded(context, node.statement);
    return visitCondition(context, node.expression);
  }
  if (isWithStatement(node)) {
    visitExpression(context, node.expression);
    return visitEmbedded(context, node.statement);
  }
  forEachChild(node, (child) => visitExpression(context, child));
}

/** What of a statement runs before anything else, if it runs once. */
function firstIn(node: ts.Statement): ts.Node | undefined {
  if (isTryStatement(node)) return node.tryBlock.statements[0];
  return isIfStatement(node) ||
    isSwitchStatement(node) ||
    isReturnStatement(node) ||
    isThrowStatement(node)
    ? node.expression
    : undefined;
}

/** A statement where a block may stand: it gets one. */
function visitEmbedded(context: Context, node: ts.Statement, probe?: number): void {
  const start = context.startOf(node);
  if (isBlock(node)) {
    context.before(start + 1, probe);
    return visitStatement(context, node, start);
  }
  if (probe === undefined && isEmptyStatement(node)) return;
  context.insertions.open(start, '{');
  context.before(start, probe);
  visitStatement(context, node, start);
  context.insertions.close(node.end, '}');
}

/** `else if` is followed without going deeper, and without a block: what is counted of it stands in its head. */
function visitIf(context: Context, first: ts.IfStatement): void {
  let node: ts.IfStatement | undefined = first;
  while (node !== undefined) node = visitOneIf(context, node);
}

/** @returns the `if` that follows as its `else` */
function visitOneIf(context: Context, node: ts.IfStatement): ts.IfStatement | undefined {
  const { insertions, map } = context;
  const { thenStatement, elseStatement } = node;
  const hint = context.hints.of(node);
  const branch = map.branch('if', node);
  visitCondition(context, node.expression);
  if (hint !== 'if')
    visitEmbedded(context, thenStatement, branch.path(node, entryOf(context, thenStatement)));
  if (hint === 'else') return undefined;
  if (elseStatement !== undefined) {
    if (!isIfStatement(elseStatement) || context.isIgnored(elseStatement)) {
      visitEmbedded(
        context,
        elseStatement,
        branch.path(elseStatement, entryOf(context, elseStatement)),
      );
      return undefined;
    }
    const head = context.startOf(elseStatement.expression);
    for (const probe of [branch.path(elseStatement, head), map.statement(elseStatement, head)]) {
      const text = context.write(probe);
      if (text !== undefined) insertions.open(head, `${text},`);
    }
    return elseStatement;
  }
  const text = context.write(branch.path());
  if (text === undefined) return undefined;
  // A statement without its semicolon would swallow the word.
  const isOpen = hint === 'if' && !isBlock(thenStatement);
  if (isOpen) {
    insertions.open(context.startOf(thenStatement), '{');
    insertions.close(thenStatement.end, '}');
  }
  insertions.close(thenStatement.end, ` else{${text}}`);
  return undefined;
}

function visitSwitch(context: Context, node: ts.SwitchStatement): void {
  visitExpression(context, node.expression);
  const branch = context.map.branch('switch', node);
  for (const clause of node.caseBlock.clauses) {
    if (context.isIgnored(clause)) continue;
    const [first] = clause.statements;
    const at = first && context.startOf(first);
    context.before(at ?? clause.end, branch.path(clause, at));
    if (isCaseClause(clause)) visitExpression(context, clause.expression);
    visitStatements(context, clause.statements);
  }
}

function visitTry(
  context: Context,
  { tryBlock, catchClause, finallyBlock }: ts.TryStatement,
): void {
  visitStatement(context, tryBlock, context.startOf(tryBlock));
  if (catchClause !== undefined) {
    const { variableDeclaration: caught, block } = catchClause;
    if (caught !== undefined) visitPattern(context, caught.name);
    visitStatement(context, block, context.startOf(block));
  }
  if (finallyBlock !== undefined)
    visitStatement(context, finallyBlock, context.startOf(finallyBlock));
}

function visitLoopVariable(context: Context, node: ts.ForInitializer): void {
  if (isVariableDeclarationList(node)) visitDeclarations(context, node, undefined);
  else visitTarget(context, node);
}

/** @param before where a probe may stand when it must not stand in front of the value */
function visitDeclarations(
  context: Context,
  { declarations }: ts.VariableDeclarationList,
  before: number | undefined,
): void {
  const first = declarations.find(({ initializer }) => initializer !== undefined)?.initializer;
  if (before !== undefined && first !== undefined)
    context.map.goesOn(before, context.startOf(first));
  for (const declaration of declarations) {
    if (context.isIgnored(declaration)) continue;
    const { name, initializer } = declaration;
    visitPattern(context, name);
    if (initializer === undefined) continue;
    const isBefore = before !== undefined && initializer === first && isNamedByPlace(initializer);
    const at = isBefore ? before : context.startOf(initializer);
    const probe = context.map.statement(withoutParentheses(initializer), at);
    if (isBefore) {
      context.before(at, probe);
      visitExpression(context, initializer, staticName(name));
    } else visitValue(context, initializer, { probe, name: staticName(name) });
  }
}

function visitNamespace(context: Context, { body }: ts.ModuleDeclaration): void {
  if (body === undefined) return;
  if (isModuleBlock(body)) visitStatements(context, body.statements);
  else if (isModuleDeclaration(body)) visitNamespace(context, body);
}

/** What Istanbul takes for a statement; of a declaration it is the values that are counted. */
const COUNTED: ReadonlySet<ts.SyntaxKind> = new Set([
  SyntaxKind.ExpressionStatement,
  SyntaxKind.BreakStatement,
  SyntaxKind.ContinueStatement,
  SyntaxKind.DebuggerStatement,
  SyntaxKind.ReturnStatement,
  SyntaxKind.ThrowStatement,
  SyntaxKind.TryStatement,
  SyntaxKind.IfStatement,
  SyntaxKind.ForStatement,
  SyntaxKind.ForInStatement,
  SyntaxKind.ForOfStatement,
  SyntaxKind.WhileStatement,
  SyntaxKind.DoStatement,
  SyntaxKind.SwitchStatement,
  SyntaxKind.WithStatement,
  SyntaxKind.LabeledStatement,
]);
