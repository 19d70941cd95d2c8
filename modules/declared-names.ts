/** The names that statements and patterns declare. */
import type { Pattern, Statement } from 'acorn';

/** Of these statements themselves: not of what is nested in them. */
export function namesDeclaredBy(statements: readonly Statement[]): readonly string[] {
  return statements.flatMap((node) => {
    switch (node.type) {
      case 'FunctionDeclaration':
      case 'ClassDeclaration':
        return [node.id.name];
      case 'VariableDeclaration':
        return node.declarations.flatMap(({ id }) => namesIn(id));
      default:
        return [];
    }
  });
}

export function namesIn(pattern: Pattern): readonly string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        namesIn(property.type === 'Property' ? property.value : property.argument),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element === null ? [] : namesIn(element)));
    case 'AssignmentPattern':
      return namesIn(pattern.left);
    case 'RestElement':
      return namesIn(pattern.argument);
    default:
      return [];
  }
}
