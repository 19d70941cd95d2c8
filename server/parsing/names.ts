/** What the use of a name means for its declaration. */
import { ts } from 'ts-morph';
import { isWrapper } from './callees.ts';
import type { Declaration, Scope } from './scopes.ts';

/** What code does to a name that is declared elsewhere. */
export interface NameUse {
  readonly name: string;
  /** `changed`: what it holds is, not which value it is. */
  readonly how: 'used' | 'assigned' | 'changed';
}

/** Brings the declaration of the name into the body. */
export function useName(name: string, scope: Scope): void {
  useDeclared({ name, how: 'used' }, scope);
}

/** The name that stands at the root of `target` is assigned, or something in its value is. */
export function noteChange(target: ts.Expression, scope: Scope): void {
  const root = rootOf(target);
  if (root !== undefined) {
    useDeclared({ name: root.text, how: ts.isIdentifier(target) ? 'assigned' : 'changed' }, scope);
  } else if (ts.isArrayLiteralExpression(target)) {
    for (const element of target.elements) noteChange(element, scope);
  }
}

export function useDeclared(use: NameUse, scope: Scope): void {
  const declaration = scope.find(use.name);
  if (declaration === undefined || declaration.origin?.kind === 'import') return;
  const consequences = (): void => {
    if (use.how === 'used') emitDeclaration(declaration);
    else changeDeclaration(declaration, use.how);
  };
  if (scope.memory === undefined) consequences();
  else scope.memory.noteUse(use, scope.depthOf(use.name) ?? 0, consequences);
}

function emitDeclaration(declaration: Declaration): void {
  const { emit } = declaration;
  declaration.emit = undefined;
  emit?.();
}

function changeDeclaration(declaration: Declaration, how: 'assigned' | 'changed'): void {
  if (declaration.isChanged === true) return;
  declaration.isChanged = true;
  if (declaration.target !== undefined) declaration.target.isChanged = true;
  const { origin } = declaration;
  if (origin?.kind !== 'value') return;
  // The other names of the same list or object.
  if (how === 'changed' || ts.isIdentifier(origin.value)) noteChange(origin.value, origin.scope);
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
