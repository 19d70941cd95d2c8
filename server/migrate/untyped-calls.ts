/** Calls of `jest` without types: what `@types/jest` takes for `any` there, and ztest does not. Pure. */
import { ts } from 'ts-morph';
import { isReference } from './bindings.ts';
import type { TextEdit } from './text-edit.ts';

type IsJest = (node: ts.Identifier) => boolean;

export const ANY_FUNCTION = '(...args: any[]) => any';

/** @param call any call of a file that is checked */
export function untypedCallEdits(call: ts.CallExpression, isJest: IsJest): readonly TextEdit[] {
  if (call.typeArguments !== undefined) return [];
  const member = memberCalled(call, isJest);
  if (member === 'requireActual' || member === 'requireMock')
    return isGivenType(call) ? [] : [inserted(call.expression.end, '<any>')];
  if (member !== 'fn') return [];
  const [implementation] = call.arguments;
  if (implementation !== undefined) return parameterEdits(implementation);
  return needsType(call, isJest) ? [inserted(call.expression.end, `<${ANY_FUNCTION}>`)] : [];
}

/** `jest.requireActual('./a') as A`, and `const a: A = jest.requireActual('./a')` */
function isGivenType({ parent }: ts.CallExpression): boolean {
  if (ts.isVariableDeclaration(parent)) return parent.type !== undefined;
  return ts.isAssertionExpression(parent);
}

/** `fn` of `jest.fn()` */
export function memberCalled(
  { expression }: ts.CallExpression,
  isJest: IsJest,
): string | undefined {
  if (!ts.isPropertyAccessExpression(expression) || !ts.isIdentifier(expression.expression))
    return undefined;
  return isJest(expression.expression) ? expression.name.text : undefined;
}

/** `(a) => a` → `(a: any) => a` */
function parameterEdits(implementation: ts.Expression): readonly TextEdit[] {
  if (!ts.isArrowFunction(implementation) && !ts.isFunctionExpression(implementation)) return [];
  const { parameters } = implementation;
  // `a => a` has no parentheses yet.
  const isBare = implementation
    .getChildren()
    .every(({ kind }) => kind !== ts.SyntaxKind.OpenParenToken);
  return parameters
    .filter(({ type, initializer }) => type === undefined && initializer === undefined)
    .flatMap(({ name, questionToken, dotDotDotToken }) => [
      ...(isBare ? [inserted(name.getStart(), '(')] : []),
      inserted(
        questionToken?.end ?? name.end,
        `: any${dotDotDotToken === undefined ? '' : '[]'}${isBare ? ')' : ''}`,
      ),
    ]);
}

function inserted(offset: number, text: string): TextEdit {
  return { start: offset, end: offset, text };
}

/** Whether nothing around an untyped `jest.fn()` gives it its type. */
function needsType(call: ts.CallExpression, isJest: IsJest): boolean {
  const { parent } = call;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent)) {
    if (parent.type !== undefined) return !isTypeOfJest(parent.type, isJest);
    return ts.isPropertyDeclaration(parent) || !isOnlyWatched(parent);
  }
  return !ts.isPropertyAssignment(parent) || !isInModuleFactory(parent, isJest);
}

/** `jest.Mock`: what is declared as one gives the call its type. */
function isTypeOfJest(type: ts.TypeNode, isJest: IsJest): boolean {
  if (!ts.isTypeReferenceNode(type) || !ts.isQualifiedName(type.typeName)) return false;
  const { left } = type.typeName;
  return ts.isIdentifier(left) && isJest(left);
}

/** `jest.mock('./mailer', () => ({ … }))`: nobody asks for the types of what a mocked module exports. */
function isInModuleFactory(node: ts.Node, isJest: IsJest): boolean {
  const factory = ts.findAncestor(node, ts.isFunctionLike);
  if (factory === undefined || !ts.isCallExpression(factory.parent)) return false;
  const { expression } = factory.parent;
  return (
    ts.isPropertyAccessExpression(expression) &&
    /^(?:mock|doMock|unstable_mockModule)$/.test(expression.name.text) &&
    ts.isIdentifier(expression.expression) &&
    isJest(expression.expression)
  );
}

/** `const onPress = jest.fn()` that is expected to be called, and nothing looks at what it takes or gives. */
function isOnlyWatched({ name, parent: list }: ts.VariableDeclaration): boolean {
  const isExported = ts.isVariableStatement(list.parent) && list.parent.modifiers !== undefined;
  if (!ts.isIdentifier(name) || isExported) return false;
  const isBlockScoped = (list.flags & ts.NodeFlags.BlockScoped) !== 0;
  const scope = isBlockScoped ? list.parent.parent : list.getSourceFile();
  const isHarmless = (node: ts.Node): boolean => {
    const isUse = ts.isIdentifier(node) && node.text === name.text && isReference(node);
    if (isUse && !isWatching(node)) return false;
    return ts.forEachChild(node, (child) => !isHarmless(child) || undefined) === undefined;
  };
  return isHarmless(scope);
}

/** `expect(f)`, `<Button onPress={f} />`, `f.mockClear()` and the statement `f()`. */
function isWatching(use: ts.Identifier): boolean {
  const { parent } = use;
  if (ts.isCallExpression(parent)) {
    if (parent.expression === use) return ts.isExpressionStatement(parent.parent);
    return ts.isIdentifier(parent.expression) && parent.expression.text === 'expect';
  }
  if (ts.isPropertyAccessExpression(parent))
    return /^mock(?:Clear|Reset|Restore)$/.test(parent.name.text);
  return (
    ts.isJsxExpression(parent) &&
    ts.isJsxAttribute(parent.parent) &&
    /^on[A-Z]/.test(parent.parent.name.getText())
  );
}
