/** Which names of the file's top level a piece of code uses. */
import { ts } from 'ts-morph';
import { namesOf } from './scopes.ts';
import type { CallbackFacts, CallPlace, SymbolUse, VariableWrite } from './symbol-facts.ts';

export interface UseFinder {
  /** @param owner what `node` declares; absent: nothing */
  readonly usesOf: (node: ts.Node, owner?: string) => readonly SymbolUse[];
  /** For a class with decorators: what its types name may be kept as metadata. */
  readonly usesWithTypesOf: (node: ts.Node) => readonly SymbolUse[];
  /** What was found in functions that are handed to calls: not among the uses of what is around them. */
  readonly callbacks: readonly CallbackFacts[];
  /** Variables that code outside of them changes, where callbacks are looked for. */
  readonly writes: readonly VariableWrite[];
}

interface TopLevel {
  readonly names: ReadonlySet<string>;
  /** Those that stand for whole modules. */
  readonly namespaces: ReadonlySet<string>;
  /** Functions whose callbacks run before or after tests; absent: callbacks are part of what is around them. */
  readonly hooks?: ReadonlySet<string> | undefined;
}

/** Names that hide those of the top level. */
interface Hidden {
  readonly names: ReadonlySet<string>;
  /** Functions among them whose uses are kept apart, and variables that others may change; by name. */
  readonly locals?: ReadonlyMap<string, Local>;
  readonly outer: Hidden | undefined;
}

interface Local {
  readonly node: ts.Node;
  /** Of its name and its place. */
  readonly key: string;
  /** A function that nobody can put another in the place of. */
  readonly isFunction: boolean;
}

type Uses = Map<string, SymbolUse>;

export function createUseFinder(
  source: ts.SourceFile,
  { names, namespaces, hooks }: TopLevel,
): UseFinder {
  const callbacks: CallbackFacts[] = [];
  const writes = new Map<string, VariableWrite>();
  const find = (root: ts.Node, areTypesKept: boolean, owner?: string): readonly SymbolUse[] => {
    let uses: Uses = new Map();
    let within = owner;
    /** Nothing but callbacks is around: what is here runs when the test file is loaded, or in one test. */
    let isApart = hooks !== undefined;
    let hidden: Hidden | undefined;
    let isInType = false;
    /** A child of the node that is being visited, which refers to nothing. */
    let onlyName: ts.Node | undefined;

    const add = (node: ts.Identifier, member?: string): void => {
      const scope = scopeOf(node.text, hidden);
      const local = scope?.locals?.get(node.text);
      if (scope === undefined ? !names.has(node.text) : local === undefined) return;
      const name = local?.key ?? node.text;
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
    const noteWrite = (target: ts.Identifier | undefined): void => {
      if (target === undefined || within === undefined) return;
      const scope = scopeOf(target.text, hidden);
      const local = scope?.locals?.get(target.text);
      if (scope === undefined ? !names.has(target.text) : local === undefined) return;
      const to = local?.key ?? target.text;
      if (to !== within) writes.set(`${within} ${to}`, { by: within, to });
    };
    const visit = (node: ts.Node): void => {
      if (node === onlyName) return;
      if (hooks !== undefined) noteWrite(changedBy(node));
      if (ts.isIdentifier(node)) return add(node);
      if (ts.isPropertyAccessExpression(node)) return addMember(node.expression, node.name.text);
      if (ts.isQualifiedName(node)) return addMember(node.left, node.right.text);
      if (isApart && ts.isCallExpression(node)) return visitCall(node);
      const name = localFunction(node, hidden);
      if (name === undefined) return visitInside(node);
      const place = { start: node.getStart(source), end: node.end };
      keepApart({ name, kind: 'function', ...place }, () => {
        isApart = false;
        visitInside(node);
      });
    };
    const visitInside = (node: ts.Node): void => {
      const outer = { hidden, isInType, onlyName, isApart };
      const declared = namesIn(node);
      if (declared !== undefined) {
        const locals = isApart ? localsIn(node, source) : undefined;
        hidden = { names: declared, ...(locals && { locals }), outer: hidden };
      }
      isInType ||= isTypeOnly(node);
      isApart &&= !ts.isFunctionLike(node) && !ts.isClassLike(node);
      onlyName = onlyNameOf(node);
      if (ts.isBindingElement(node)) visitBinding(node);
      else ts.forEachChild(node, visit);
      ({ hidden, isInType, onlyName, isApart } = outer);
    };
    const visitCall = (node: ts.CallExpression): void => {
      const { expression: callee } = node;
      visit(callee);
      for (const type of node.typeArguments ?? []) visit(type);
      const isHook =
        ts.isIdentifier(callee) &&
        hooks?.has(callee.text) === true &&
        scopeOf(callee.text, hidden) === undefined;
      const given = node.arguments.filter((arg, i) => isHandedOver(arg, isHook ? 1 : i));
      for (const arg of node.arguments) if (!given.includes(arg)) visit(arg);
      if (given.length === 0) return;
      const start = node.getStart(source);
      const range = { start: placeOf(start), end: placeOf(node.end) };
      const about = { name: `@${node.end}`, start, end: node.end, range };
      keepApart({ ...about, kind: isHook ? 'hook' : 'callback' }, () => {
        for (const arg of given) visitCallback(arg);
      });
    };
    const visitCallback = (arg: ts.Expression): void => {
      if (!ts.isArrowFunction(arg) && !ts.isFunctionExpression(arg)) return visit(arg);
      const declared = namesIn(arg);
      const outer = { hidden, onlyName };
      if (declared !== undefined) hidden = { names: declared, outer: hidden };
      onlyName = arg.name;
      ts.forEachChild(arg, visit);
      ({ hidden, onlyName } = outer);
    };
    const keepApart = (
      about: Omit<CallbackFacts, 'uses' | 'within'>,
      visitIt: () => void,
    ): void => {
      const outer = { uses, within, isApart };
      uses = new Map();
      within = about.name;
      visitIt();
      const found = { ...about, uses: [...uses.values()] };
      ({ uses, within, isApart } = outer);
      callbacks.push(within === undefined ? found : { ...found, within });
    };
    const placeOf = (offset: number): CallPlace => {
      const { line, character } = source.getLineAndCharacterOfPosition(offset);
      return { line: line + 1, column: character + 1 };
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
    usesOf: (node, owner) => find(node, false, owner),
    usesWithTypesOf: (node) => find(node, true),
    callbacks,
    get writes() {
      return [...writes.values()];
    },
  };
}

const MUTATORS =
  /^(?:push|pop|shift|unshift|splice|sort|reverse|fill|set|add|delete|clear|assign)$/;

/** The variable whose value a piece of code changes, or something in it. */
function changedBy(node: ts.Node): ts.Identifier | undefined {
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    const isAssignment =
      kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
    return isAssignment ? rootOf(node.left) : undefined;
  }
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    return rootOf(node.operand);
  }
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression))
    return undefined;
  const { expression: object, name } = node.expression;
  if (!MUTATORS.test(name.text)) return undefined;
  const [first] = node.arguments;
  const isObject = ts.isIdentifier(object) && object.text === 'Object';
  return rootOf(isObject && first !== undefined ? first : object);
}

function rootOf(node: ts.Expression): ts.Identifier | undefined {
  let at = node;
  while (
    ts.isPropertyAccessExpression(at) ||
    ts.isElementAccessExpression(at) ||
    ts.isNonNullExpression(at) ||
    ts.isParenthesizedExpression(at)
  ) {
    at = at.expression;
  }
  return ts.isIdentifier(at) ? at : undefined;
}

/** A function, or the name of one behind a title: the call runs it, or has it run later. */
function isHandedOver(arg: ts.Expression, index: number): boolean {
  return (
    ts.isArrowFunction(arg) || ts.isFunctionExpression(arg) || (index > 0 && ts.isIdentifier(arg))
  );
}

function scopeOf(name: string, hidden: Hidden | undefined): Hidden | undefined {
  for (let at = hidden; at !== undefined; at = at.outer) if (at.names.has(name)) return at;
  return undefined;
}

/** The key of the function that the node declares. */
function localFunction(node: ts.Node, hidden: Hidden | undefined): string | undefined {
  if (!ts.isFunctionDeclaration(node) && !ts.isVariableDeclaration(node)) return undefined;
  if (node.name === undefined || !ts.isIdentifier(node.name)) return undefined;
  const local = hidden?.locals?.get(node.name.text);
  return local?.node === node && local.isFunction ? local.key : undefined;
}

function localsIn(node: ts.Node, source: ts.SourceFile): ReadonlyMap<string, Local> | undefined {
  if (!ts.isBlock(node)) return undefined;
  const locals = new Map<string, Local>();
  const add = (declared: ts.Node, name: string, isFunction: boolean): void => {
    locals.set(name, { node: declared, key: `${name}@${declared.getStart(source)}`, isFunction });
  };
  for (const statement of node.statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name !== undefined) {
      add(statement, statement.name.text, true);
    } else if (ts.isVariableStatement(statement)) {
      const { declarations, flags } = statement.declarationList;
      const isConst = (flags & ts.NodeFlags.Const) !== 0;
      for (const one of declarations) {
        const { name, initializer: value } = one;
        if (!ts.isIdentifier(name)) continue;
        const isFunction =
          value !== undefined && (ts.isArrowFunction(value) || ts.isFunctionExpression(value));
        add(one, name.text, isConst && isFunction);
      }
    }
  }
  return locals.size === 0 ? undefined : locals;
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
