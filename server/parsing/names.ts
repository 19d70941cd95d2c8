/** What the use of a name means for its declaration. */
import { ts } from 'ts-morph';
import { isWrapper } from './callees.ts';
import type { Scope } from './scopes.ts';

/** Brings the declaration of the name into the body. */
export function useName(name: string, scope: Scope): void {
  const declaration = scope.find(name);
  const emit = declaration?.emit;
  if (declaration === undefined || emit === undefined) return;
  declaration.emit = undefined;
  emit();
}

/** The name that stands at the root of `target` is assigned, or something in its value is. */
export function noteChange(target: ts.Expression, scope: Scope): void {
  const root = rootOf(target);
  if (root === undefined) {
    if (ts.isArrayLiteralExpression(target)) {
      for (const element of target.elements) noteChange(element, scope);
    }
    return;
  }
  const declaration = scope.find(root.text);
  if (declaration === undefined || declaration.isChanged === true) return;
  declaration.isChanged = true;
  if (declaration.target !== undefined) declaration.target.isChanged = true;
  const { origin } = declaration;
  // The other names of the same list or object.
  if (origin?.kind === 'value' && !ts.isIdentifier(target)) noteChange(origin.value, origin.scope);
  else if (origin?.kind === 'value' && ts.isIdentifier(origin.value)) {
    noteChange(origin.value, origin.scope);
  }
}

/** Notes what an expression changes that nobody evaluates: the condition of a loop, a value that nothing needs. */
export function noteChangesIn(node: ts.Node | undefined, scope: Scope): void {
  if (node === undefined || ts.isFunctionLike(node)) return;
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    const { operator } = node;
    const isChange =
      operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken;
    if (isChange) noteChange(node.operand, scope);
  } else if (
    ts.isBinaryExpression(node) &&
    node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
    node.operatorToken.kind <= ts.SyntaxKind.LastAssignment
  ) {
    noteChange(node.left, scope);
  }
  ts.forEachChild(node, (child) => noteChangesIn(child, scope));
}

function rootOf(node: ts.Expression): ts.Identifier | undefined {
  let at = node;
  for (;;) {
    if (ts.isIdentifier(at)) return at;
    if (ts.isPropertyAccessExpression(at) || ts.isElementAccessExpression(at) || isWrapper(at)) {
      at = at.expression;
    } else return undefined;
  }
}
