/**
 * Puts probes into a source: `c[17]=1` at the start of each statement, function and branch. The text that is there stays as
 * it is, so that lines hold and columns can be told from where something was put in (see `original-columns.ts`).
 *
 * What is counted, and where it is said to be, is what Istanbul's instrumenter counts, and besides: private methods,
 * fields with `accessor`, and the operands of `&&=`, `||=` and `??=`. Left out: enums, whose values are told at compile time.
 */
import { ts } from 'ts-morph';
import type { CodeMap } from '../../../modules/code-map.ts';
import { CodeMapMaker, type Branch } from './code-map-maker.ts';
import { isNamedByPlace, staticName, withoutParentheses } from './function-names.ts';
import { IgnoreHints, type IgnoreHint } from './ignore-hints.ts';
import { Insertions, withInsertions, type Insertion } from './insertions.ts';

export interface InstrumentedSource {
  readonly text: string;
  readonly insertions: readonly Insertion[];
  /** The variable that the probes write to; the source has none of this name. */
  readonly counters: string;
  readonly codeMap: CodeMap;
}

/** @returns `undefined` when there is nothing to count: a file of types, one that asks to be left out, or one with an error */
export function instrument(source: ts.SourceFile): InstrumentedSource | undefined {
  const hints = new IgnoreHints(source);
  if (hints.ignoresFile) return undefined;
  const counters = unusedName(source.text);
  const visitor = new Instrumenter(source, { hints, counters });
  visitor.visitFile();
  const { codeMap } = visitor;
  if (codeMap.probeCount === 0) return undefined;
  const insertions = visitor.insertions.inOrder();
  return { text: withInsertions(source.text, insertions), insertions, counters, codeMap };
}

function unusedName(text: string): string {
  let name = '__zt';
  while (text.includes(name)) name += '_';
  return name;
}

interface InstrumenterOptions {
  readonly hints: IgnoreHints;
  readonly counters: string;
}

type FunctionNode =
  | ts.FunctionDeclaration
  | ts.FunctionExpression
  | ts.ArrowFunction
  | ts.MethodDeclaration
  | ts.ConstructorDeclaration
  | ts.AccessorDeclaration;

class Instrumenter {
  readonly insertions = new Insertions();
  readonly #source: ts.SourceFile;
  readonly #hints: IgnoreHints;
  readonly #counters: string;
  readonly #map: CodeMapMaker;

  constructor(source: ts.SourceFile, options: InstrumenterOptions) {
    this.#source = source;
    this.#hints = options.hints;
    this.#counters = options.counters;
    this.#map = new CodeMapMaker(source, (line) => options.hints.hasLine(line));
  }

  get codeMap(): CodeMap {
    return this.#map.finish();
  }

  visitFile(): void {
    this.#list(this.#source.statements.slice(directivesIn(this.#source.statements)));
  }

  #list(statements: readonly ts.Statement[]): void {
    for (const statement of statements) this.#statement(statement, this.#startOf(statement));
  }

  /** @param at where its probe goes: a label belongs to what it stands before */
  #statement(node: ts.Statement, at: number): void {
    if (isAmbient(node) || this.#isIgnored(node)) return undefined;
    if (ts.isBlock(node)) return this.#list(node.statements);
    if (ts.isVariableStatement(node)) return this.#declarations(node.declarationList, at);
    if (ts.isFunctionDeclaration(node)) return this.#function(node);
    if (ts.isClassDeclaration(node)) return this.#class(node);
    if (ts.isModuleDeclaration(node)) return this.#namespace(node);
    if (ts.isExportAssignment(node)) return this.#visit(node.expression);
    if (!COUNTED.has(node.kind)) return undefined;
    this.#before(at, this.#map.statement(node));
    return this.#insideOf(node, at);
  }

  #insideOf(node: ts.Statement, at: number): void {
    if (ts.isLabeledStatement(node)) return this.#statement(node.statement, at);
    if (ts.isIfStatement(node)) return this.#if(node);
    if (ts.isSwitchStatement(node)) return this.#switch(node);
    if (ts.isTryStatement(node)) {
      this.#statement(node.tryBlock, at);
      if (node.catchClause !== undefined) {
        const { variableDeclaration: caught, block } = node.catchClause;
        if (caught !== undefined) this.#pattern(caught.name);
        this.#statement(block, at);
      }
      if (node.finallyBlock !== undefined) this.#statement(node.finallyBlock, at);
      return;
    }
    if (ts.isForStatement(node)) {
      if (node.initializer !== undefined) this.#loopVariable(node.initializer);
      if (node.condition !== undefined) this.#visit(node.condition);
      if (node.incrementor !== undefined) this.#visit(node.incrementor);
      return this.#embedded(node.statement);
    }
    if (ts.isForInStatement(node) || ts.isForOfStatement(node)) {
      this.#loopVariable(node.initializer);
      this.#visit(node.expression);
      return this.#embedded(node.statement);
    }
    if (ts.isWhileStatement(node) || ts.isDoStatement(node) || ts.isWithStatement(node)) {
      this.#visit(node.expression);
      return this.#embedded(node.statement);
    }
    ts.forEachChild(node, (child) => this.#visit(child));
  }

  /** A statement where a block may stand: it gets one. */
  #embedded(node: ts.Statement, probe?: number): void {
    if (ts.isBlock(node)) {
      this.#before(this.#startOf(node) + 1, probe);
      return this.#statement(node, this.#startOf(node));
    }
    if (probe === undefined && ts.isEmptyStatement(node)) return;
    const start = this.#startOf(node);
    this.insertions.open(start, '{');
    this.#before(start, probe);
    this.#statement(node, start);
    this.insertions.close(node.end, '}');
  }

  #if(node: ts.IfStatement): void {
    const hint = this.#hints.of(node);
    const branch = this.#map.branch('if', node);
    this.#visit(node.expression);
    if (hint !== 'if') this.#embedded(node.thenStatement, branch.path(node));
    if (hint === 'else') return;
    if (node.elseStatement !== undefined)
      return this.#embedded(node.elseStatement, branch.path(node.elseStatement));
    const probe = branch.path();
    if (probe === undefined) return;
    // A statement without its semicolon would swallow the word.
    const isOpen = hint === 'if' && !ts.isBlock(node.thenStatement);
    if (isOpen) {
      this.insertions.open(this.#startOf(node.thenStatement), '{');
      this.insertions.close(node.thenStatement.end, '}');
    }
    this.insertions.close(node.thenStatement.end, ` else{${this.#write(probe)}}`);
  }

  #switch(node: ts.SwitchStatement): void {
    this.#visit(node.expression);
    const branch = this.#map.branch('switch', node);
    for (const clause of node.caseBlock.clauses) {
      if (this.#isIgnored(clause)) continue;
      const [first] = clause.statements;
      this.#before(first === undefined ? clause.end : this.#startOf(first), branch.path(clause));
      if (ts.isCaseClause(clause)) this.#visit(clause.expression);
      this.#list(clause.statements);
    }
  }

  #loopVariable(node: ts.ForInitializer): void {
    if (ts.isVariableDeclarationList(node)) this.#declarations(node, undefined);
    else this.#target(node);
  }

  /** @param before where a probe may stand when it must not stand in front of the value */
  #declarations({ declarations }: ts.VariableDeclarationList, before: number | undefined): void {
    for (const declaration of declarations) {
      if (this.#isIgnored(declaration)) continue;
      const { name, initializer } = declaration;
      this.#pattern(name);
      if (initializer === undefined) continue;
      const probe = this.#map.statement(withoutParentheses(initializer));
      if (before !== undefined && isNamedByPlace(initializer)) {
        this.#before(before, probe);
        this.#visit(initializer, staticName(name));
      } else this.#value(initializer, probe, staticName(name));
    }
  }

  /** A value that is counted, and keeps the name that it has from its place. */
  #value(node: ts.Expression, probe: number | undefined, name: string | undefined): void {
    const start = this.#startOf(node);
    const isNamed = name !== undefined && isNamedByPlace(node);
    const key = `[${JSON.stringify(name)}]`;
    if (probe !== undefined)
      this.insertions.open(start, `(${this.#write(probe)},${isNamed ? `{${key}:` : ''}`);
    this.#visit(node, name);
    if (probe !== undefined) this.insertions.close(node.end, isNamed ? `}${key})` : ')');
  }

  #pattern(name: ts.BindingName): void {
    if (ts.isIdentifier(name)) return;
    for (const element of name.elements) {
      if (ts.isOmittedExpression(element)) continue;
      if (element.propertyName !== undefined) this.#computed(element.propertyName);
      this.#default(element.name, element.initializer);
      this.#pattern(element.name);
    }
  }

  #default(name: ts.Node, initializer: ts.Expression | undefined): void {
    if (initializer === undefined || this.#isIgnored(name)) return;
    const branch = this.#map.branch('default-arg', { from: name, to: initializer });
    this.#value(initializer, branch.path(withoutParentheses(initializer)), staticName(name));
  }

  /** The left side of an assignment. */
  #target(node: ts.Node): void {
    if (ts.isArrayLiteralExpression(node)) {
      for (const element of node.elements) this.#element(element);
    } else if (ts.isObjectLiteralExpression(node)) {
      for (const property of node.properties) {
        if (ts.isPropertyAssignment(property)) {
          this.#computed(property.name);
          this.#element(property.initializer);
        } else if (ts.isShorthandPropertyAssignment(property))
          this.#default(property.name, property.objectAssignmentInitializer);
        else if (ts.isSpreadAssignment(property)) this.#target(property.expression);
      }
    } else this.#visit(node);
  }

  #element(node: ts.Expression): void {
    if (ts.isSpreadElement(node)) return this.#target(node.expression);
    if (!isAssignment(node)) return this.#target(node);
    this.#default(node.left, node.right);
    this.#target(node.left);
  }

  #computed(name: ts.PropertyName): void {
    if (ts.isComputedPropertyName(name)) this.#visit(name.expression);
  }

  #function(node: FunctionNode, name?: string): void {
    const { body } = node;
    if (body === undefined || this.#isIgnored(node)) return;
    const probe = this.#map.function(node, body, staticName(node.name) ?? name);
    this.#decorators(node);
    if (node.name !== undefined && ts.isComputedPropertyName(node.name)) this.#visit(node.name);
    for (const parameter of node.parameters) {
      this.#decorators(parameter);
      this.#default(parameter.name, parameter.initializer);
      this.#pattern(parameter.name);
    }
    if (ts.isBlock(body)) return this.#functionBody(body, probe);
    const start = this.#startOf(body);
    const probes = [probe, this.#map.statement(withoutParentheses(body))]
      .filter((one) => one !== undefined)
      .map((one) => `${this.#write(one)},`);
    this.insertions.open(start, `(${probes.join('')}`);
    this.#visit(body);
    this.insertions.close(body.end, ')');
  }

  #functionBody(body: ts.Block, probe: number | undefined): void {
    const directives = directivesIn(body.statements);
    const rest = body.statements.slice(directives);
    if (directives === 0) this.#before(this.#startOf(body) + 1, probe);
    else if (probe !== undefined) {
      const [next] = rest;
      const at = next === undefined ? body.end - 1 : this.#startOf(next);
      this.insertions.open(at, `;${this.#write(probe)};`);
    }
    if (!this.#isIgnored(body)) this.#list(rest);
  }

  #class(node: ts.ClassLikeDeclaration): void {
    this.#decorators(node);
    for (const clause of node.heritageClauses ?? []) {
      if (clause.token !== ts.SyntaxKind.ExtendsKeyword) continue;
      for (const { expression } of clause.types) this.#visit(expression);
    }
    for (const member of node.members) {
      if (ts.isClassStaticBlockDeclaration(member)) this.#list(member.body.statements);
      else if (ts.isPropertyDeclaration(member)) this.#field(member);
      else if (isFunctionMember(member)) this.#function(member);
    }
  }

  #field(node: ts.PropertyDeclaration): void {
    if (isAmbient(node) || this.#isIgnored(node)) return;
    this.#decorators(node);
    this.#computed(node.name);
    const { initializer } = node;
    if (initializer === undefined) return;
    const name = staticName(node.name);
    // The name of a function here would be that of a key that nobody knows yet.
    if (name === undefined && isNamedByPlace(initializer)) return this.#visit(initializer);
    const key = ts.isPrivateIdentifier(node.name) ? node.name.text : name;
    this.#value(initializer, this.#map.statement(withoutParentheses(initializer)), key);
  }

  #decorators(node: ts.Node): void {
    if (!ts.canHaveDecorators(node)) return;
    for (const { expression } of ts.getDecorators(node) ?? []) this.#visit(expression);
  }

  #namespace({ body }: ts.ModuleDeclaration): void {
    if (body === undefined) return;
    if (ts.isModuleBlock(body)) this.#list(body.statements);
    else if (ts.isModuleDeclaration(body)) this.#namespace(body);
  }

  /** @param name what a function here would be called by its place */
  #visit(node: ts.Node, name?: string): void {
    if (ts.isConditionalExpression(node)) return this.#conditional(node);
    if (ts.isBinaryExpression(node)) return this.#binary(node);
    if (isFunctionValue(node)) return this.#function(node, name);
    if (ts.isClassExpression(node)) return this.#class(node);
    if (ts.isParenthesizedExpression(node)) return this.#visit(node.expression, name);
    if (ts.isPropertyAssignment(node)) {
      this.#computed(node.name);
      return this.#visit(node.initializer, staticName(node.name));
    }
    if (ts.isExpressionWithTypeArguments(node)) return this.#visit(node.expression);
    return ts.isTypeNode(node) ? undefined : ts.forEachChild(node, (child) => this.#visit(child));
  }

  #conditional(node: ts.ConditionalExpression): void {
    if (this.#isIgnored(node)) return;
    this.#visit(node.condition);
    const branch = this.#map.branch('cond-expr', node);
    for (const path of [node.whenTrue, node.whenFalse]) this.#operand(path, branch);
  }

  /** Long chains hang on their left side: they are followed without going deeper. */
  #binary(node: ts.BinaryExpression): void {
    let left: ts.Expression = node;
    const rights: ts.BinaryExpression[] = [];
    for (; ts.isBinaryExpression(left) && isPlain(left); left = left.left) rights.push(left);
    if (left !== node) this.#visit(left);
    for (const { right } of rights.toReversed()) this.#visit(right);
    if (left === node) this.#choosing(node);
  }

  #choosing(node: ts.BinaryExpression): void {
    if (node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      this.#target(node.left);
      this.#visit(node.right, staticName(node.left));
    } else if (!this.#isIgnored(node)) {
      const branch = this.#map.branch('binary-expr', node);
      if (LOGICAL.includes(node.operatorToken.kind))
        for (const leaf of this.#leaves(node)) this.#operand(leaf, branch);
      else this.#logicalAssignment(node, branch);
    }
  }

  #logicalAssignment(node: ts.BinaryExpression, branch: Branch): void {
    const before = branch.path(withoutParentheses(node.left));
    const assigned = branch.path(withoutParentheses(node.right));
    if (before !== undefined) this.insertions.open(this.#startOf(node), `(${this.#write(before)},`);
    this.#visit(node.left);
    this.#value(node.right, assigned, ts.isIdentifier(node.left) ? node.left.text : undefined);
    if (before !== undefined) this.insertions.close(node.end, ')');
  }

  /** What of `a && (b || c)` decides: all three. */
  #leaves(node: ts.Expression): readonly ts.Expression[] {
    const leaves: ts.Expression[] = [];
    const waiting: ts.Expression[] = [node];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const inner = withoutParentheses(next);
      if (!isLogical(inner)) leaves.push(next);
      else if (inner === node || !this.#isIgnored(inner)) waiting.push(inner.right, inner.left);
    }
    return leaves;
  }

  #operand(node: ts.Expression, branch: Branch): void {
    const probe = this.#isIgnored(node) ? undefined : branch.path(withoutParentheses(node));
    this.#value(node, probe, undefined);
  }

  #isIgnored(node: ts.Node): boolean {
    return this.#hintOf(node) === 'next';
  }

  #hintOf(node: ts.Node): IgnoreHint | undefined {
    return this.#hints.of(node);
  }

  #before(at: number, probe: number | undefined): void {
    if (probe !== undefined) this.insertions.open(at, `${this.#write(probe)};`);
  }

  #write(probe: number): string {
    return `${this.#counters}[${probe}]=1`;
  }

  #startOf(node: ts.Node): number {
    return node.getStart(this.#source);
  }
}

/** What Istanbul takes for a statement; of a declaration it is the values that are counted. */
const COUNTED: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.ExpressionStatement,
  ts.SyntaxKind.BreakStatement,
  ts.SyntaxKind.ContinueStatement,
  ts.SyntaxKind.DebuggerStatement,
  ts.SyntaxKind.ReturnStatement,
  ts.SyntaxKind.ThrowStatement,
  ts.SyntaxKind.TryStatement,
  ts.SyntaxKind.IfStatement,
  ts.SyntaxKind.ForStatement,
  ts.SyntaxKind.ForInStatement,
  ts.SyntaxKind.ForOfStatement,
  ts.SyntaxKind.WhileStatement,
  ts.SyntaxKind.DoStatement,
  ts.SyntaxKind.SwitchStatement,
  ts.SyntaxKind.WithStatement,
  ts.SyntaxKind.LabeledStatement,
]);

/** How many of the statements are words to the compiler, `'use strict'`. */
function directivesIn(statements: readonly ts.Statement[]): number {
  const end = statements.findIndex(
    (statement) =>
      !ts.isExpressionStatement(statement) || !ts.isStringLiteral(statement.expression),
  );
  return end < 0 ? statements.length : end;
}

/** It exists for the compiler only. */
function isAmbient(node: ts.Node): boolean {
  const isAbstract = ts.isClassElement(node) && hasModifier(node, ts.SyntaxKind.AbstractKeyword);
  return isAbstract || hasModifier(node, ts.SyntaxKind.DeclareKeyword);
}

function hasModifier(node: ts.Node, word: ts.SyntaxKind): boolean {
  return (
    ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === word) === true
  );
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

function isFunctionMember(
  node: ts.ClassElement,
): node is ts.MethodDeclaration | ts.ConstructorDeclaration | ts.AccessorDeclaration {
  return ts.isMethodDeclaration(node) || ts.isConstructorDeclaration(node) || ts.isAccessor(node);
}

function isAssignment(node: ts.Expression): node is ts.AssignmentExpression<ts.EqualsToken> {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
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
