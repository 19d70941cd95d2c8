/** Which names of a file are its own, scope by scope, so that the others are known to be globals. */
import { ts } from 'ts-morph';

export interface Bindings {
  /** Whether an identifier stands for a global: nothing around it declares the name. */
  readonly isGlobal: (node: ts.Identifier) => boolean;
  /** Whether anything in the file has the name. */
  readonly declares: (name: string) => boolean;
}

/** @param tree with parents */
export function bindingsOf(tree: ts.SourceFile): Bindings {
  const scopes = new Map<ts.Node, Set<string>>();
  const all = new Set<string>();
  const declare = (name: string, scope: ts.Node): void => {
    all.add(name);
    const names = scopes.get(scope) ?? new Set();
    scopes.set(scope, names.add(name));
  };
  const visit = (node: ts.Node): void => {
    declareNames(node, declare);
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) all.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return {
    declares: (name) => all.has(name),
    isGlobal: (node) => {
      if (!all.has(node.text)) return true;
      for (let at: ts.Node | undefined = node; at !== undefined; at = at.parent)
        if (scopes.get(at)?.has(node.text) === true) return false;
      return true;
    },
  };
}

type Declare = (name: string, scope: ts.Node) => void;

function declareNames(node: ts.Node, declare: Declare): void {
  if (ts.isVariableDeclaration(node)) {
    for (const name of namesIn(node.name)) declare(name, scopeOfVariable(node));
  } else if (ts.isParameter(node)) {
    for (const name of namesIn(node.name)) declare(name, node.parent);
  } else if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) {
    if (node.name !== undefined && !isAmbient(node)) declare(node.name.text, blockOf(node.parent));
  } else if (ts.isFunctionExpression(node) || ts.isClassExpression(node)) {
    if (node.name !== undefined) declare(node.name.text, node);
  } else if (ts.isEnumDeclaration(node)) {
    declare(node.name.text, blockOf(node.parent));
  } else if (ts.isModuleDeclaration(node)) {
    if (ts.isIdentifier(node.name) && !isAmbient(node))
      declare(node.name.text, blockOf(node.parent));
  } else if (ts.isImportClause(node) || ts.isImportEqualsDeclaration(node)) {
    if (node.name !== undefined) declare(node.name.text, node.getSourceFile());
  } else if (ts.isNamespaceImport(node) || ts.isImportSpecifier(node)) {
    declare(node.name.text, node.getSourceFile());
  }
}

function namesIn(name: ts.BindingName): readonly string[] {
  if (ts.isIdentifier(name)) return name.text === 'this' ? [] : [name.text];
  return name.elements.flatMap((element) =>
    ts.isBindingElement(element) ? namesIn(element.name) : [],
  );
}

function scopeOfVariable(node: ts.VariableDeclaration): ts.Node {
  const list = node.parent;
  if (!ts.isVariableDeclarationList(list)) return list; // of a catch clause
  if (isAmbient(list.parent)) return node; // `declare const it` says that it is a global
  const isBlockScoped = (list.flags & ts.NodeFlags.BlockScoped) !== 0;
  return isBlockScoped ? blockOf(list.parent) : functionOf(list.parent);
}

/** Also what stands in a `declare global { … }`. */
function isAmbient(node: ts.Node): boolean {
  for (let at: ts.Node | undefined = node; at !== undefined; at = at.parent) {
    const isDeclared =
      ts.canHaveModifiers(at) &&
      at.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword) === true;
    if (isDeclared) return true;
  }
  return false;
}

function blockOf(node: ts.Node): ts.Node {
  let at = node;
  while (!isBlockScope(at) && !ts.isFunctionLike(at)) at = at.parent;
  return at;
}

function isBlockScope(node: ts.Node): boolean {
  return (
    ts.isSourceFile(node) ||
    ts.isBlock(node) ||
    ts.isModuleBlock(node) ||
    ts.isCaseBlock(node) ||
    ts.isIterationStatement(node, false) ||
    ts.isClassStaticBlockDeclaration(node)
  );
}

function functionOf(node: ts.Node): ts.Node {
  let at = node;
  while (
    !ts.isSourceFile(at) &&
    !ts.isModuleBlock(at) &&
    !ts.isFunctionLike(at) &&
    !ts.isClassStaticBlockDeclaration(at)
  )
    at = at.parent;
  return at;
}

/** Whether an identifier is used for its value, and not as a key, a member or the name of a declaration. */
export function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isExportSpecifier(parent))
    return (parent.propertyName ?? parent.name) === node && !parent.parent.parent.moduleSpecifier;
  if (ts.isJsxOpeningLikeElement(parent) || ts.isJsxClosingElement(parent))
    return /^[A-Z]/.test(node.text);
  if (ts.isBindingElement(parent) || ts.isParameter(parent) || ts.isVariableDeclaration(parent))
    return parent.initializer === node;
  if (ts.isEnumMember(parent) || ts.isPropertyDeclaration(parent))
    return parent.initializer === node;
  const isExpressionOf =
    ts.isExpression(parent) ||
    ts.isStatement(parent) ||
    ts.isTemplateSpan(parent) ||
    ts.isSpreadAssignment(parent) ||
    ts.isComputedPropertyName(parent) ||
    ts.isCaseClause(parent) ||
    ts.isExportAssignment(parent) ||
    ts.isDecorator(parent) ||
    ts.isJsxExpression(parent) ||
    ts.isExpressionWithTypeArguments(parent);
  return isExpressionOf && !isNameOf(node, parent) && !isLabel(node, parent);
}

function isNameOf(node: ts.Identifier, parent: ts.Node): boolean {
  return (
    (ts.isFunctionLike(parent) && parent.name === node) ||
    (ts.isClassLike(parent) && parent.name === node) ||
    ((ts.isEnumDeclaration(parent) ||
      ts.isModuleDeclaration(parent) ||
      ts.isInterfaceDeclaration(parent) ||
      ts.isTypeAliasDeclaration(parent) ||
      ts.isImportEqualsDeclaration(parent)) &&
      parent.name === node) ||
    ts.isMetaProperty(parent)
  );
}

function isLabel(node: ts.Identifier, parent: ts.Node): boolean {
  return (
    (ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent)) &&
    parent.label === node
  );
}
