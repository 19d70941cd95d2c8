/**
 * TypeScript's CommonJS calls `require` and writes to `exports`. An ES module may have variables of these names
 * (`const require = createRequire(import.meta.url)`): they get other ones, at all places.
 */
import { ts } from 'ts-morph';

const TAKEN = new Set(['require', 'exports']);

/** To be called before the module's syntax is made CommonJS. */
export const withoutTakenNames: ts.TransformerFactory<ts.SourceFile> = (context) => (file) => {
  const names = new Set(file.statements.flatMap(declaredNames).filter((name) => TAKEN.has(name)));
  if (names.size === 0) return file;
  const { factory } = context;
  const renamed = (node: ts.Identifier): ts.Identifier =>
    ts.setTextRange(factory.createIdentifier(`${node.text}_own`), node);
  const isRenamed = (node: ts.Node | undefined): node is ts.Identifier =>
    node !== undefined && ts.isIdentifier(node) && names.has(node.text);
  const visit = (node: ts.Node): ts.Node => {
    if (ts.isShorthandPropertyAssignment(node) && isRenamed(node.name)) {
      const value = renamed(node.name);
      return ts.setTextRange(factory.createPropertyAssignment(node.name, value), node);
    }
    if (ts.isBindingElement(node) && node.propertyName === undefined && isRenamed(node.name)) {
      const key = node.dotDotDotToken === undefined ? node.name : undefined;
      const initial = ts.visitNode(node.initializer, visit, ts.isExpression);
      return factory.updateBindingElement(
        node,
        node.dotDotDotToken,
        key,
        renamed(node.name),
        initial,
      );
    }
    if (ts.isExportSpecifier(node)) {
      const local = node.propertyName ?? node.name;
      return isRenamed(local)
        ? factory.updateExportSpecifier(node, node.isTypeOnly, renamed(local), node.name)
        : node;
    }
    if (ts.isIdentifier(node)) return isRenamed(node) && !isKey(node) ? renamed(node) : node;
    return ts.visitEachChild(node, visit, context);
  };
  return ts.visitEachChild(file, visit, context);
};

/** What has no variable of its own: exported declarations become properties of `exports`. */
function declaredNames(statement: ts.Statement): readonly string[] {
  const isExported =
    ts.canHaveModifiers(statement) &&
    ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
  if (isExported) return [];
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name));
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement))
    return statement.name === undefined ? [] : [statement.name.text];
  return [];
}

function boundNames(name: ts.BindingName): readonly string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) =>
    ts.isOmittedExpression(element) ? [] : boundNames(element.name),
  );
}

/** A name that is no variable: `a.require`, `{ require: 1 }`, a method, an import's name in its module. */
function isKey(node: ts.Identifier): boolean {
  const { parent } = node;
  if (parent === undefined) return false;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isBindingElement(parent) || ts.isImportSpecifier(parent))
    return parent.propertyName === node;
  if (ts.isJsxAttribute(parent) || ts.isMetaProperty(parent)) return true;
  return (
    (ts.isPropertyAssignment(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isAccessor(parent) ||
      ts.isEnumMember(parent)) &&
    parent.name === node
  );
}
