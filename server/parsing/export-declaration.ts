/** `export { … }`, `export { … } from` and `export * from`, and the words before a declaration. */
import { ts } from 'ts-morph';
import type { ParsedExport } from './parsed-file.ts';

/** @param options.withTypes also what only types are exported as */
export function exportsOfDeclaration(
  node: ts.ExportDeclaration,
  options: { readonly withTypes: boolean },
): ParsedExport[] {
  const { exportClause: clause, moduleSpecifier } = node;
  if (node.isTypeOnly && !options.withTypes) return [];
  const specifier =
    moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier)
      ? moduleSpecifier.text
      : undefined;
  if (clause === undefined) return specifier === undefined ? [] : [{ all: specifier }];
  if (ts.isNamespaceExport(clause)) {
    return specifier === undefined ? [] : [{ name: clause.name.text, imported: '*', specifier }];
  }
  return clause.elements
    .filter((element) => options.withTypes || !element.isTypeOnly)
    .map((element) => {
      const name = element.name.text;
      const local = (element.propertyName ?? element.name).text;
      return specifier === undefined ? { name, local } : { name, imported: local, specifier };
    });
}

export function hasModifier(node: ts.Node, kind: ts.SyntaxKind): boolean {
  return (
    ts.canHaveModifiers(node) && node.modifiers?.some((modifier) => modifier.kind === kind) === true
  );
}
