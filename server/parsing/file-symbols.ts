/**
 * What the top level of a file declares, and what each declaration uses of it. Where nobody can say without types, a use is
 * counted: a question must not miss a test.
 */
import { ts } from 'ts-morph';
import { exportsOfDeclaration, hasModifier } from './export-declaration.ts';
import { fingerprint } from './fingerprint.ts';
import { namesOf } from './scopes.ts';
import {
  DEFAULT_SYMBOL,
  type CallbackFacts,
  type VariableWrite,
  type ExportedSymbol,
  type FileSymbols,
  type ImportedSymbol,
  type SymbolFacts,
  type SymbolKind,
  type SymbolUse,
} from './symbol-facts.ts';
import { createUseFinder, type UseFinder } from './symbol-uses.ts';
import { HOOKS, speaksOfTests, TEST_MODULES } from './test-apis.ts';

interface Collector {
  readonly source: ts.SourceFile;
  readonly print: typeof fingerprint;
  readonly finder: UseFinder;
  readonly declarations: SymbolFacts[];
  readonly onLoad: SymbolUse[];
  /** Statements that only run. */
  readonly loaded: ts.Node[];
  readonly exports: ExportedSymbol[];
}

export function findSymbols(source: ts.SourceFile): FileSymbols {
  const imports = source.statements.flatMap(importsOf);
  const names = new Set(imports.map(({ local }) => local));
  for (const statement of source.statements) {
    for (const name of declaredNames(statement)) names.add(name);
  }
  const namespaces = imports.filter(({ imported }) => imported === '*').map(({ local }) => local);
  const isTest = speaksOfTests(source.text);
  const collector: Collector = {
    source,
    print: isTest ? () => '' : fingerprint,
    finder: createUseFinder(source, {
      names,
      namespaces: new Set(namespaces),
      hooks: isTest ? hooksOf(imports, names) : undefined,
    }),
    declarations: [],
    onLoad: [],
    loaded: [],
    exports: [],
  };
  for (const statement of source.statements) collect(statement, collector);
  const { declarations, onLoad, loaded, exports } = collector;
  const loadFingerprint = `${collector.print(loaded)}${pragmasOf(source)}`;
  const { callbacks, writes } = collector.finder;
  return {
    declarations,
    onLoad,
    loadFingerprint,
    imports,
    exports,
    ...(callbacks.length > 0 && { callbacks: withoutOwn(callbacks, writes) }),
    ...(writes.length > 0 && { writes }),
  };
}

/** Of the variables of callbacks only those matter that somebody changes. */
function withoutOwn(
  callbacks: readonly CallbackFacts[],
  writes: readonly VariableWrite[],
): readonly CallbackFacts[] {
  const kept = new Set([...callbacks.map(({ name }) => name), ...writes.map(({ to }) => to)]);
  return callbacks.map((one) => ({
    ...one,
    uses: one.uses.filter(({ name }) => !name.includes('@') || kept.has(name)),
  }));
}

/** Names under which the hooks of test modules and of the global object are known. */
function hooksOf(imports: readonly ImportedSymbol[], names: ReadonlySet<string>): Set<string> {
  const imported = imports
    .filter(({ specifier, imported }) => TEST_MODULES.has(specifier) && HOOKS.has(imported))
    .map(({ local }) => local);
  return new Set([...imported, ...[...HOOKS].filter((name) => !names.has(name))]);
}

/** Comments that say how the file is compiled or run. */
export function pragmasOf({ text }: ts.SourceFile): string {
  const head = /^(?:\s+|\/\/.*|\/\*[\s\S]*?\*\/)*/.exec(text.replace(/^#!.*/, ''))?.[0] ?? '';
  return (head.match(/@(?:jsx|jest|vitest|ztest)[^\n*]*/g) ?? []).map((one) => ` ${one}`).join('');
}

function importsOf(node: ts.Statement): ImportedSymbol[] {
  if (ts.isImportEqualsDeclaration(node)) {
    const { moduleReference: reference, name } = node;
    return ts.isExternalModuleReference(reference) && ts.isStringLiteralLike(reference.expression)
      ? [{ local: name.text, specifier: reference.expression.text, imported: '*' }]
      : [];
  }
  if (!ts.isImportDeclaration(node) || !ts.isStringLiteral(node.moduleSpecifier)) return [];
  const specifier = node.moduleSpecifier.text;
  const { name, namedBindings: bindings } = node.importClause ?? {};
  const found: ImportedSymbol[] =
    name === undefined ? [] : [{ local: name.text, specifier, imported: 'default' }];
  if (bindings === undefined) return found;
  if (ts.isNamespaceImport(bindings)) {
    return [...found, { local: bindings.name.text, specifier, imported: '*' }];
  }
  const named = bindings.elements.map((element) => ({
    local: element.name.text,
    specifier,
    imported: (element.propertyName ?? element.name).text,
  }));
  return [...found, ...named];
}

function declaredNames(node: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(node)) {
    return node.declarationList.declarations.flatMap(({ name }) => namesOf(name));
  }
  const kind = kindOf(node);
  return kind === undefined ? [] : [nameOf(node)?.text ?? DEFAULT_SYMBOL];
}

function kindOf(node: ts.Statement): SymbolKind | undefined {
  if (ts.isFunctionDeclaration(node)) return 'function';
  if (ts.isClassDeclaration(node)) return 'class';
  if (ts.isEnumDeclaration(node)) return 'enum';
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return 'type';
  if (ts.isModuleDeclaration(node)) return 'namespace';
  if (ts.isExportAssignment(node)) return 'default';
  const isAlias =
    ts.isImportEqualsDeclaration(node) && !ts.isExternalModuleReference(node.moduleReference);
  return isAlias ? 'variable' : undefined;
}

function nameOf(node: ts.Statement): ts.Identifier | undefined {
  const isNamed =
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isEnumDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isModuleDeclaration(node) ||
    ts.isImportEqualsDeclaration(node);
  // `declare module 'name'` has a text.
  return isNamed && node.name !== undefined && ts.isIdentifier(node.name) ? node.name : undefined;
}

function collect(node: ts.Statement, to: Collector): void {
  if (ts.isImportDeclaration(node)) {
    to.loaded.push(node.moduleSpecifier);
    return;
  }
  if (ts.isExportDeclaration(node)) {
    if (node.moduleSpecifier !== undefined) to.loaded.push(node.moduleSpecifier);
    to.exports.push(...exportsOfDeclaration(node, { withTypes: true }));
    return;
  }
  if (ts.isVariableStatement(node)) return collectVariables(node, to);
  const kind = kindOf(node);
  if (kind === undefined) {
    if (ts.isImportEqualsDeclaration(node)) return;
    to.loaded.push(node);
    to.onLoad.push(...to.finder.usesOf(node));
    return;
  }
  const name = nameOf(node)?.text ?? DEFAULT_SYMBOL;
  if (ts.isExportAssignment(node)) {
    to.exports.push({ name: node.isExportEquals === true ? 'export=' : 'default', local: name });
  } else if (hasModifier(node, ts.SyntaxKind.ExportKeyword)) {
    const isDefault = hasModifier(node, ts.SyntaxKind.DefaultKeyword);
    to.exports.push({ name: isDefault ? 'default' : name, local: name });
  }
  if (ts.isClassDeclaration(node)) {
    for (const clause of node.heritageClauses ?? []) {
      if (clause.token === ts.SyntaxKind.ExtendsKeyword)
        to.onLoad.push(...to.finder.usesOf(clause));
    }
  }
  to.declarations.push({
    name,
    kind: hasModifier(node, ts.SyntaxKind.DeclareKeyword) ? 'type' : kind,
    start: node.getStart(to.source),
    end: node.end,
    nameStart: (nameOf(node) ?? node).getStart(to.source),
    fingerprint: to.print([node]),
    uses: hasDecorators(node) ? to.finder.usesWithTypesOf(node) : to.finder.usesOf(node, name),
    ...(runsOnLoad(node) && { runsOnLoad: true }),
    ...(ts.isClassDeclaration(node) && { members: membersOf(node, to) }),
  });
}

function collectVariables(node: ts.VariableStatement, to: Collector): void {
  const isExported = hasModifier(node, ts.SyntaxKind.ExportKeyword);
  const isDeclared = hasModifier(node, ts.SyntaxKind.DeclareKeyword);
  const { declarations } = node.declarationList;
  for (const declaration of declarations) {
    const uses = to.finder.usesOf(declaration, namesOf(declaration.name)[0]);
    const isAlone = declarations.length === 1;
    const print = to.print([...(node.modifiers ?? []), declaration]);
    const runs = !isDeclared && mayRun(declaration.initializer, declaration.name);
    for (const name of identifiersOf(declaration.name)) {
      if (isExported) to.exports.push({ name: name.text, local: name.text });
      to.declarations.push({
        name: name.text,
        kind: isDeclared ? 'type' : 'variable',
        start: (isAlone ? node : declaration).getStart(to.source),
        end: (isAlone ? node : declaration).end,
        nameStart: name.getStart(to.source),
        fingerprint: `${print}${node.declarationList.flags & ts.NodeFlags.BlockScoped}`,
        uses,
        ...(runs && { runsOnLoad: true }),
      });
    }
    // `const {} = setUp()`
    if (namesOf(declaration.name).length === 0) {
      to.loaded.push(declaration);
      to.onLoad.push(...uses);
    }
  }
}

function identifiersOf(target: ts.BindingName): ts.Identifier[] {
  if (ts.isIdentifier(target)) return [target];
  return target.elements.flatMap((element) =>
    ts.isOmittedExpression(element) ? [] : identifiersOf(element.name),
  );
}

function membersOf(
  node: ts.ClassDeclaration,
  { source, print }: Collector,
): NonNullable<SymbolFacts['members']> {
  return node.members.flatMap((member) => {
    const { name } = member;
    const isConstructor = ts.isConstructorDeclaration(member);
    if (name === undefined && !isConstructor) return [];
    return [
      {
        name: name === undefined ? 'constructor' : name.getText(source),
        kind: ts.isPropertyDeclaration(member) ? ('property' as const) : ('method' as const),
        start: member.getStart(source),
        end: member.end,
        nameStart: (name ?? member).getStart(source),
        fingerprint: print([member]),
      },
    ];
  });
}

/** Whether declaring it does more than making a function or a class. */
function runsOnLoad(node: ts.Statement): boolean {
  if (hasModifier(node, ts.SyntaxKind.DeclareKeyword)) return false;
  if (ts.isModuleDeclaration(node)) return true;
  if (ts.isExportAssignment(node)) return mayRun(node.expression);
  if (ts.isEnumDeclaration(node)) return node.members.some((one) => mayRun(one.initializer));
  if (!ts.isClassDeclaration(node)) return false;
  if (hasDecorators(node)) return true;
  return node.members.some(
    (member) =>
      ts.isClassStaticBlockDeclaration(member) ||
      (member.name !== undefined && ts.isComputedPropertyName(member.name)) ||
      (ts.isPropertyDeclaration(member) &&
        hasModifier(member, ts.SyntaxKind.StaticKeyword) &&
        mayRun(member.initializer)),
  );
}

/** On the class, its members or their parameters. */
function hasDecorators(node: ts.Node): boolean {
  if (!ts.isClassDeclaration(node)) return false;
  return (
    isDecorated(node) ||
    node.members.some(
      (member) =>
        isDecorated(member) ||
        (ts.isFunctionLike(member) && member.parameters.some((one) => isDecorated(one))),
    )
  );
}

function isDecorated(node: ts.Node): boolean {
  return ts.canHaveDecorators(node) && (ts.getDecorators(node)?.length ?? 0) > 0;
}

/** Whether making the value may run code of somebody. */
function mayRun(value: ts.Expression | undefined, target?: ts.BindingName): boolean {
  if (value === undefined) return false;
  // Taking something out of a value may ask a getter.
  if (target !== undefined && !ts.isIdentifier(target)) return true;
  if (ts.isFunctionLike(value) || ts.isLiteralExpression(value) || ts.isIdentifier(value)) {
    return false;
  }
  if (ts.isArrayLiteralExpression(value)) return value.elements.some((element) => mayRun(element));
  if (ts.isObjectLiteralExpression(value)) {
    return value.properties.some((property) =>
      ts.isPropertyAssignment(property)
        ? ts.isComputedPropertyName(property.name) || mayRun(property.initializer)
        : ts.isSpreadAssignment(property),
    );
  }
  if (ts.isPrefixUnaryExpression(value)) return !ts.isLiteralExpression(value.operand);
  const isWrapped =
    ts.isParenthesizedExpression(value) ||
    ts.isAsExpression(value) ||
    ts.isSatisfiesExpression(value) ||
    ts.isNonNullExpression(value);
  if (isWrapped) return mayRun(value.expression);
  const { kind } = value;
  return !(
    kind === ts.SyntaxKind.TrueKeyword ||
    kind === ts.SyntaxKind.FalseKeyword ||
    kind === ts.SyntaxKind.NullKeyword ||
    kind === ts.SyntaxKind.OmittedExpression
  );
}
