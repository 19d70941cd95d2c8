/** What a file imports or requires of `@jest/globals` and its like. */
import { ts } from 'ts-morph';

export interface JestImport {
  readonly node: ts.ImportDeclaration | ts.VariableStatement;
  readonly specifier: ts.StringLiteralLike;
  /** Its named bindings, where those are all that it has. */
  readonly names: readonly ImportedName[] | undefined;
  readonly isTypeOnly: boolean;
}

export interface ImportedName {
  readonly imported: string;
  readonly local: string;
  readonly isType: boolean;
}

export interface JestImports {
  readonly all: readonly JestImport[];
  readonly isThere: boolean;
  /** Local names of the `jest` object. */
  readonly jestNames: ReadonlySet<string>;
  /** The name that something of Jest's had before it was imported; a global's own name. */
  readonly nameOf: (local: string) => string;
}

const GLOBALS = '@jest/globals';
const TYPES_OF_MOCKS: ReadonlySet<string> = new Set([
  'Mock',
  'Mocked',
  'MockedClass',
  'MockedFunction',
  'MockedObject',
  'MockInstance',
  'Replaced',
  'Spied',
]);

export function jestImports(tree: ts.SourceFile): JestImports {
  const all = tree.statements.flatMap((statement): readonly JestImport[] => {
    const found = ts.isImportDeclaration(statement)
      ? fromImport(statement)
      : ts.isVariableStatement(statement)
        ? fromRequire(statement)
        : undefined;
    return found === undefined ? [] : [found];
  });
  const names = all.flatMap((one) => one.names ?? []);
  const originals = new Map(names.map(({ local, imported }) => [local, imported]));
  return {
    all,
    isThere: all.length > 0,
    jestNames: new Set(
      names.filter(({ imported }) => imported === 'jest').map(({ local }) => local),
    ),
    nameOf: (local) => originals.get(local) ?? local,
  };
}

/** Specifiers of what a file loads when it begins, but for types. */
export function loadedFirst(tree: ts.SourceFile): readonly ts.StringLiteralLike[] {
  return tree.statements.flatMap((statement) => specifiersOf(statement));
}

/** What a file loads of Jest's surroundings, such as `jest-extended`: it was written for globals. */
export function packagesWithGlobals(tree: ts.SourceFile): readonly ts.StringLiteralLike[] {
  return loadedFirst(tree).filter(({ text }) => OF_JEST.test(text) && !WITHOUT_GLOBALS.test(text));
}

const OF_JEST = /^(?![./]).*(?:^|[/-])jest(?:[/-]|$)/;
/** Parts of Jest itself, and tools that are there before tests run. */
const WITHOUT_GLOBALS =
  /^(?:@jest\/|jest(?:\/|$)|(?:babel|esbuild|eslint|ts|vue\d?)-|@(?:swc|vue\/vue\d)(?:\/|-)|jest-(?:changed-files|circus|cli|config|diff|docblock|environment|get-type|haste-map|leak-detector|matcher-utils|message-util|mock|pnp-resolver|regex-util|resolve|runner|runtime|serializer|snapshot|util|validate|watcher|worker)(?:-|\/|$))/;

/** Of an import for its values, and of calls of `require` that stand by themselves or give a name its value. */
function specifiersOf(statement: ts.Statement): readonly ts.StringLiteralLike[] {
  if (ts.isImportDeclaration(statement)) {
    const { importClause, moduleSpecifier } = statement;
    const isType = importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
    return ts.isStringLiteral(moduleSpecifier) && !isType ? [moduleSpecifier] : [];
  }
  const found: ts.StringLiteralLike[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return;
    const [specifier] = ts.isCallExpression(node) ? node.arguments : [];
    const isRequire =
      ts.isCallExpression(node) &&
      ts.isIdentifier(node.expression) &&
      node.expression.text === 'require';
    if (isRequire && specifier !== undefined && ts.isStringLiteralLike(specifier))
      found.push(specifier);
    else ts.forEachChild(node, visit);
  };
  if (ts.isVariableStatement(statement) || ts.isExpressionStatement(statement)) visit(statement);
  return found;
}

function fromImport(node: ts.ImportDeclaration): JestImport | undefined {
  const { moduleSpecifier: specifier, importClause } = node;
  if (!ts.isStringLiteral(specifier) || importClause === undefined) return undefined;
  const { name, namedBindings, phaseModifier } = importClause;
  const isTypeOnly = phaseModifier === ts.SyntaxKind.TypeKeyword;
  const names =
    name === undefined && namedBindings !== undefined && ts.isNamedImports(namedBindings)
      ? namedBindings.elements.map((one) => ({
          imported: (one.propertyName ?? one.name).text,
          local: one.name.text,
          isType: isTypeOnly || one.isTypeOnly,
        }))
      : undefined;
  if (specifier.text === 'jest-mock') {
    const areTypes = names?.every(({ imported }) => TYPES_OF_MOCKS.has(imported)) === true;
    return areTypes ? { node, specifier, names, isTypeOnly } : undefined;
  }
  return specifier.text === GLOBALS ? { node, specifier, names, isTypeOnly } : undefined;
}

/** `const { jest } = require('@jest/globals')` */
function fromRequire(node: ts.VariableStatement): JestImport | undefined {
  const [declaration, ...others] = node.declarationList.declarations;
  const call = declaration?.initializer;
  if (call === undefined || !ts.isCallExpression(call)) return undefined;
  const [specifier] = call.arguments;
  const isRequire = ts.isIdentifier(call.expression) && call.expression.text === 'require';
  if (!isRequire || specifier === undefined || !ts.isStringLiteralLike(specifier)) return undefined;
  if (specifier.text !== GLOBALS || declaration === undefined) return undefined;
  const { name } = declaration;
  const isPlain = others.length === 0 && ts.isObjectBindingPattern(name);
  return { node, specifier, names: isPlain ? requiredNames(name) : undefined, isTypeOnly: false };
}

function requiredNames(pattern: ts.ObjectBindingPattern): readonly ImportedName[] | undefined {
  const names = pattern.elements.map(({ name, propertyName, dotDotDotToken, initializer }) => {
    if (!ts.isIdentifier(name) || dotDotDotToken !== undefined || initializer !== undefined)
      return undefined;
    const imported =
      propertyName !== undefined && ts.isIdentifier(propertyName) ? propertyName : name;
    return { imported: imported.text, local: name.text, isType: false };
  });
  return names.every((one) => one !== undefined) ? names : undefined;
}
