/** Assertions about promises that nobody awaits: Jest never looks at them, with ztest their test fails. */
import { ts } from 'ts-morph';
import type { JestImports } from './jest-imports.ts';
import type { TextEdit } from './text-edit.ts';

export interface Unawaited {
  readonly edits: readonly TextEdit[];
  readonly found: readonly UnawaitedAssertion[];
}

interface UnawaitedAssertion {
  readonly offset: number;
  /** The edits await it. */
  readonly isAwaited: boolean;
}

export function unawaitedAssertions(tree: ts.SourceFile, imports: JestImports): Unawaited {
  const search = new Search(imports);
  search.visit(tree);
  return search;
}

const TESTS_AND_HOOKS = /^(?:[xf]?it|x?test|(?:before|after)(?:Each|All))$/;

class Search implements Unawaited {
  readonly edits: TextEdit[] = [];
  readonly found: UnawaitedAssertion[] = [];
  readonly #imports: JestImports;
  /** Functions that have to wait now. */
  readonly #madeAsync = new Set<ts.Node>();

  constructor(imports: JestImports) {
    this.#imports = imports;
  }

  visit(node: ts.Node): void {
    if (ts.isImportDeclaration(node)) return;
    if (ts.isCallExpression(node)) this.#awaitInForEach(node);
    else if (ts.isExpressionStatement(node)) this.#awaitAssertion(node);
    ts.forEachChild(node, (child) => this.visit(child));
  }

  /** Jest never looks at a promise that nobody waits for: with ztest the test fails. */
  #awaitAssertion(statement: ts.ExpressionStatement): void {
    const { expression } = statement;
    if (ts.isVoidExpression(expression)) {
      if (this.#isPromised(expression.expression)) this.#report(expression, false);
      return;
    }
    if (!this.#isPromised(expression)) return;
    const around = ts.findAncestor(statement, ts.isFunctionLike);
    const isAwaitable = around !== undefined && this.#canAwait(around);
    if (isAwaitable) {
      this.#insert(statement.getStart(), 'await ');
      if (!isAsync(around)) this.#makeAsync(around);
    }
    this.#report(statement, isAwaitable);
  }

  /** `forEach` throws away what its function returns. */
  #awaitInForEach({ expression, arguments: [body] }: ts.CallExpression): void {
    if (!ts.isPropertyAccessExpression(expression) || expression.name.text !== 'forEach') return;
    if (body === undefined || !ts.isArrowFunction(body) || ts.isBlock(body.body)) return;
    if (this.#isPromised(body.body)) this.#report(body.body, false);
  }

  /** Whoever calls a callback may not wait for it; the runner waits for a test and a hook that have no `done`. */
  #canAwait(node: ts.SignatureDeclaration): boolean {
    if (isAsync(node) && !ts.isCallExpression(node.parent)) return true;
    if (!ts.isArrowFunction(node) && !ts.isFunctionExpression(node)) return false;
    const call = node.parent;
    if (!ts.isCallExpression(call) || !call.arguments.includes(node)) return false;
    const name = rootNameOf(call.expression);
    if (name === undefined || !TESTS_AND_HOOKS.test(this.#imports.nameOf(name))) return false;
    if (isAsync(node)) return true;
    const isTable = !ts.isIdentifier(call.expression) && /\.each\b/.test(call.expression.getText());
    const hasDone = isTable ? node.parameters.some(isDone) : node.parameters.length > 0;
    return !hasDone && node.asteriskToken === undefined;
  }

  #makeAsync(node: ts.SignatureDeclaration): void {
    if (this.#madeAsync.has(node)) return;
    this.#madeAsync.add(node);
    this.#insert(node.getStart(), 'async ');
    const { type } = node;
    if (type === undefined || /^Promise\b/.test(type.getText())) return;
    this.#insert(type.getStart(), 'Promise<');
    this.#insert(type.end, '>');
  }

  /** `expect(…).resolves.toBe(…)` */
  #isPromised(node: ts.Expression): boolean {
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
    const { expression: matched } = node.expression;
    return (
      isExpectation(matched, this.#imports) && /\.(?:resolves|rejects)\b/.test(matched.getText())
    );
  }

  #report(node: ts.Node, isAwaited: boolean): void {
    this.found.push({ offset: node.getStart(), isAwaited });
  }

  #insert(offset: number, text: string): void {
    this.edits.push({ start: offset, end: offset, text });
  }
}

/** `expect(…)`, also behind `.not`, `.resolves`, `.rejects`. */
export function isExpectation(node: ts.Expression, imports: JestImports): boolean {
  if (ts.isPropertyAccessExpression(node))
    return (
      /^(?:not|resolves|rejects)$/.test(node.name.text) && isExpectation(node.expression, imports)
    );
  if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return false;
  return imports.nameOf(node.expression.text) === 'expect';
}

function isAsync(node: ts.SignatureDeclaration): boolean {
  return (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Async) !== 0;
}

/** `it` of `it`, `it.only` and `it.each([…])`. */
function rootNameOf(node: ts.Expression): string | undefined {
  if (ts.isIdentifier(node)) return node.text;
  if (ts.isPropertyAccessExpression(node) || ts.isCallExpression(node))
    return rootNameOf(node.expression);
  return ts.isTaggedTemplateExpression(node) ? rootNameOf(node.tag) : undefined;
}

/** Of a table, the other parameters are its columns. */
function isDone({ name, type }: ts.ParameterDeclaration): boolean {
  return (
    /^(?:done|cb|callback|next)$/.test(name.getText()) ||
    type?.getText().includes('DoneCallback') === true
  );
}
