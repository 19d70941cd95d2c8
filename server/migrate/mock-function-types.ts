/** Whether an untyped `jest.fn()` has to say that it stands for any function, as it does with `@types/jest`. Pure. */
import { ts } from 'ts-morph';
import { isReference } from './bindings.ts';

type IsJest = (node: ts.Identifier) => boolean;

/** @param call `jest.fn()` in a file that is checked */
export function needsType(call: ts.CallExpression, isJest: IsJest): boolean {
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
