/** Which names of the file's top level a piece of code uses. */
import { ts } from 'ts-morph';
import { namesOf } from './scopes.ts';
import type { SymbolUse } from './symbol-facts.ts';

export interface UseFinder {
  readonly usesOf: (node: ts.Node) => readonly SymbolUse[];
  /** For a class with decorators: what its types name may be kept as metadata. */
  readonly usesWithTypesOf: (node: ts.Node) => readonly SymbolUse[];
}

interface TopLevel {
  readonly names: ReadonlySet<string>;
  /** Those that stand for whole modules. */
  readonly namespaces: ReadonlySet<string>;
}

/** Names that hide those of the top level. */
interface Hidden {
  readonly names: ReadonlySet<string>;
  readonly outer: Hidden | undefined;
}

export function createUseFinder(source: ts.SourceFile, { names, namespaces }: TopLevel): UseFinder {
  const find = (root: ts.Node, areTypesKept: boolean): readonly SymbolUse[] => {
    const uses = new Map<string, SymbolUse>();
    let hidden: Hidden | undefined;
    let isInType = false;
    /** A child of the node that is being visited, which refers to nothing. */
    let onlyName: ts.Node | undefined;

    const add = (node: ts.Identifier, member?: string): void => {
      const name = node.text;
      if (!names.has(name) || isHidden(name, hidden)) return;
      const isType = isInType && !areTypesKept;
      const key = `${name} ${member ?? ''} ${isType}`;
      if (uses.has(key)) return;
      uses.set(key, {
        name,
        ...(member !== undefined && { member }),
        ...(isType && { isType: true }),
        at: node.getStart(source),
      });
    };
    const addMember = (object: ts.Node, member: string): void => {
      if (ts.isIdentifier(object)) add(object, namespaces.has(object.text) ? member : undefined);
      else visit(object);
    };
    const visit = (node: ts.Node): void => {
      if (node === onlyName) return;
      if (ts.isIdentifier(node)) return add(node);
      if (ts.isPropertyAccessExpression(node)) return addMember(node.expression, node.name.text);
      if (ts.isQualifiedName(node)) return addMember(node.left, node.right.text);
      const outer = { hidden, isInType, onlyName };
      const declared = namesIn(node);
      if (declared !== undefined) hidden = { names: declared, outer: hidden };
      isInType ||= isTypeOnly(node);
      onlyName = onlyNameOf(node);
      if (ts.isBindingElement(node)) visitBinding(node);
      else ts.forEachChild(node, visit);
      ({ hidden, isInType, onlyName } = outer);
    };
    const visitBinding = ({ propertyName, name, initializer }: ts.BindingElement): void => {
      if (propertyName !== undefined && ts.isComputedPropertyName(propertyName))
        visit(propertyName);
      if (!ts.isIdentifier(name)) visit(name);
      if (initializer !== undefined) visit(initializer);
    };
    visit(root);
    return [...uses.values()];
  };
  return {
    usesOf: (node) => find(node, false),
    usesWithTypesOf: (node) => find(node, true),
  };
}

function isHidden(name: string, hidden: Hidden | undefined): boolean {
  for (let at = hidden; at !== undefined; at = at.outer) if (at.names.has(name)) return true;
  return false;
}

/** What a property, a label or a declaration is called. */
function onlyNameOf(node: ts.Node): ts.Node | undefined {
  if (ts.isShorthandPropertyAssignment(node) || ts.isBindingElement(node)) return undefined;
  if (ts.isLabeledStatement(node) || ts.isBreakOrContinueStatement(node)) return node.label;
  const name: unknown = 'name' in node ? node.name : undefined;
  return isIdentifierNode(name) ? name : undefined;
}

function isIdentifierNode(name: unknown): name is ts.Identifier {
  return (
    typeof name === 'object' &&
    name !== null &&
    'kind' in name &&
    name.kind === ts.SyntaxKind.Identifier
  );
}

function isTypeOnly(node: ts.Node): boolean {
  const { kind } = node;
  if (kind >= ts.SyntaxKind.FirstTypeNode && kind <= ts.SyntaxKind.LastTypeNode) return true;
  if (kind === ts.SyntaxKind.InterfaceDeclaration) return true;
  if (kind === ts.SyntaxKind.TypeAliasDeclaration) return true;
  return ts.isHeritageClause(node) && node.token === ts.SyntaxKind.ImplementsKeyword;
}

/** The names that a scope declares, when the node is one. A name too few only makes a use too many. */
function namesIn(node: ts.Node): ReadonlySet<string> | undefined {
  if (ts.isBlock(node) || ts.isCaseClause(node) || ts.isDefaultClause(node)) {
    return namesOfStatements(node.statements);
  }
  if (ts.isFunctionLike(node)) {
    const names = node.parameters.flatMap(({ name }) => namesOf(name));
    if (ts.isFunctionExpression(node) && node.name !== undefined) names.push(node.name.text);
    return names.length === 0 ? undefined : new Set(names);
  }
  if (ts.isForStatement(node) || ts.isForInStatement(node) || ts.isForOfStatement(node)) {
    const { initializer } = node;
    return initializer !== undefined && ts.isVariableDeclarationList(initializer)
      ? new Set(initializer.declarations.flatMap(({ name }) => namesOf(name)))
      : undefined;
  }
  if (ts.isCatchClause(node) && node.variableDeclaration !== undefined) {
    return new Set(namesOf(node.variableDeclaration.name));
  }
  if (ts.isClassExpression(node) && node.name !== undefined) return new Set([node.name.text]);
  return undefined;
}

function namesOfStatements(statements: readonly ts.Statement[]): ReadonlySet<string> | undefined {
  const names: string[] = [];
  for (const statement of statements) {
    if (ts.isVariableStatement(statement)) {
      names.push(...statement.declarationList.declarations.flatMap(({ name }) => namesOf(name)));
    } else if (
      (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) &&
      statement.name !== undefined
    ) {
      names.push(statement.name.text);
    }
  }
  return names.length === 0 ? undefined : new Set(names);
}
