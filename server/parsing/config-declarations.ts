/** What the names of a configuration file stand for: its constants, what it imports, what it exports. */
import { ts } from 'ts-morph';

export interface ImportedName {
  readonly specifier: string;
  readonly name: string;
}

export function constantsIn(
  statements: readonly ts.Statement[],
): ReadonlyMap<string, ts.Expression> {
  const constants = new Map<string, ts.Expression>();
  for (const statement of statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (ts.isIdentifier(name) && initializer !== undefined) constants.set(name.text, initializer);
    }
  }
  return constants;
}

export function importsIn(statements: readonly ts.Statement[]): ReadonlyMap<string, ImportedName> {
  const imports = new Map<string, ImportedName>();
  const addRequire = ({ name, initializer }: ts.VariableDeclaration): void => {
    const specifier = requiredBy(initializer);
    if (specifier === undefined || !ts.isObjectBindingPattern(name)) return;
    for (const { name: local, propertyName } of name.elements) {
      if (!ts.isIdentifier(local)) continue;
      const imported = propertyName && ts.isIdentifier(propertyName) ? propertyName : local;
      imports.set(local.text, { specifier, name: imported.text });
    }
  };
  for (const statement of statements) {
    if (ts.isVariableStatement(statement))
      statement.declarationList.declarations.forEach(addRequire);
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier))
      continue;
    const specifier = statement.moduleSpecifier.text;
    const { name, namedBindings } = statement.importClause ?? {};
    if (name !== undefined) imports.set(name.text, { specifier, name: 'default' });
    if (namedBindings === undefined || !ts.isNamedImports(namedBindings)) continue;
    for (const element of namedBindings.elements) {
      imports.set(element.name.text, {
        specifier,
        name: (element.propertyName ?? element.name).text,
      });
    }
  }
  return imports;
}

function requiredBy(node: ts.Expression | undefined): string | undefined {
  if (node === undefined || !ts.isCallExpression(node) || nameOf(node.expression) !== 'require')
    return undefined;
  const [first] = node.arguments;
  return first !== undefined && ts.isStringLiteralLike(first) ? first.text : undefined;
}

/** `export default`, `export =`, `module.exports =`, `export const name`, `exports.name =`. */
export function findExport(tree: ts.SourceFile, name: string): ts.Expression | undefined {
  let found: ts.Expression | undefined;
  for (const statement of tree.statements) {
    if (ts.isExportAssignment(statement)) {
      if (name === 'default') found = statement.expression;
    } else if (ts.isExpressionStatement(statement)) {
      if (isExportAssignment(statement.expression, name)) found = statement.expression.right;
    } else if (ts.isVariableStatement(statement) && isExported(statement)) {
      for (const declaration of statement.declarationList.declarations) {
        if (ts.isIdentifier(declaration.name) && declaration.name.text === name)
          found = declaration.initializer;
      }
    }
  }
  return found;
}

/** `export { local as name }`: the local name; with `from '…'`: what is taken from there. */
export function findHandedOn(tree: ts.SourceFile, name: string): string | ImportedName | undefined {
  for (const { exportClause, moduleSpecifier } of tree.statements.filter(ts.isExportDeclaration)) {
    if (exportClause === undefined || !ts.isNamedExports(exportClause)) continue;
    const found = exportClause.elements.find((element) => element.name.text === name);
    if (found === undefined) continue;
    const local = (found.propertyName ?? found.name).text;
    return moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier)
      ? { specifier: moduleSpecifier.text, name: local }
      : local;
  }
  return undefined;
}

function isExportAssignment(node: ts.Expression, name: string): node is ts.BinaryExpression {
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken)
    return false;
  const target = node.left;
  if (!ts.isPropertyAccessExpression(target) || !ts.isIdentifier(target.expression))
    return isDefaultOfModule(target, name);
  const owner = target.expression.text;
  return owner === 'module'
    ? target.name.text === 'exports' && name === 'default'
    : owner === 'exports' && target.name.text === name;
}

/** `module.exports.name`, and `module.exports.default` too. */
function isDefaultOfModule(target: ts.Expression, name: string): boolean {
  return (
    ts.isPropertyAccessExpression(target) &&
    ts.isPropertyAccessExpression(target.expression) &&
    nameOf(target.expression) === 'exports' &&
    target.name.text === name
  );
}

function isExported(statement: ts.VariableStatement): boolean {
  return statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
}

/** `name` and `of.name` */
export function nameOf(callee: ts.Expression): string | undefined {
  if (ts.isIdentifier(callee)) return callee.text;
  return ts.isPropertyAccessExpression(callee) ? callee.name.text : undefined;
}
