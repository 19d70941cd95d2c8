import { ts } from 'ts-morph';
import { exportsOfDeclaration, hasModifier } from './export-declaration.ts';
import { exportedName } from './lower-statement.ts';
import { DEFAULT_NAME, type ParsedExport } from './parsed-file.ts';
import { namesOf } from './scopes.ts';

/** What the top level of a file exports, also in CommonJS. */
export function findExports(source: ts.SourceFile): ParsedExport[] {
  return source.statements.flatMap(exportsOf);
}

function exportsOf(node: ts.Statement): ParsedExport[] {
  if (ts.isExportDeclaration(node)) return exportsOfDeclaration(node, { withTypes: false });
  if (ts.isExportAssignment(node)) return [{ name: 'default', local: DEFAULT_NAME }];
  if (ts.isExpressionStatement(node)) return exportsOfAssignment(node.expression);
  if (!hasModifier(node, ts.SyntaxKind.ExportKeyword)) return [];
  if (ts.isVariableStatement(node)) {
    return node.declarationList.declarations
      .flatMap(({ name }) => namesOf(name))
      .map((name) => ({ name, local: name }));
  }
  if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node) || ts.isEnumDeclaration(node)) {
    const local = node.name?.text ?? DEFAULT_NAME;
    return [{ name: hasModifier(node, ts.SyntaxKind.DefaultKeyword) ? 'default' : local, local }];
  }
  return [];
}

function exportsOfAssignment(node: ts.Expression): ParsedExport[] {
  if (!ts.isBinaryExpression(node)) return [];
  if (node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return [];
  const local = exportedName(node.left);
  if (local === undefined) return [];
  return [{ name: local === DEFAULT_NAME ? 'default' : local.slice(1, -1), local }];
}
