/**
 * What a configuration file says as far as it says it literally: objects, lists, constants, spreads, the wrappers that
 * tools offer. Nothing is executed; what would need that is a hole, with its place.
 */
import { ts } from 'ts-morph';
import { wellKnownValue } from './well-known-values.ts';

export interface StaticConfig {
  /** Plain data without what could not be read; `undefined`: nothing could be. */
  readonly value: unknown;
  readonly holes: readonly Hole[];
  /** Files whose text the value depends on, the configuration itself first. */
  readonly inputs: readonly string[];
}

export interface Hole {
  /** Keys and indices from the top of the value. */
  readonly path: KeyPath;
  /** All of what is at `path`, or anything in it that is not there otherwise. */
  readonly covers: 'value' | 'rest';
  /** The source, shortened. */
  readonly code: string;
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
}

export type KeyPath = readonly (string | number)[];

export interface ConfigModule {
  readonly file: string;
  readonly text: string;
}

/** Finds what a configuration imports from its own project; `undefined`: not there, or a package's. */
export type ReadModule = (specifier: string, from: string) => ConfigModule | undefined;

export function readStaticConfig(source: ConfigModule, readModule: ReadModule): StaticConfig {
  const reading = new ConfigReading(readModule);
  const value = reading.exportOf(source, 'default', []);
  const { holes, inputs } = reading;
  return { value: value === unknown ? undefined : value, holes, inputs };
}

const unknown = Symbol('unknown');

/** Enough for any file that a person wrote; a cycle ends here. */
const deepest = 200;

interface Scope {
  readonly module: ConfigModule;
  readonly tree: ts.SourceFile;
  readonly constants: ReadonlyMap<string, ts.Expression>;
  readonly imports: ReadonlyMap<string, { readonly specifier: string; readonly name: string }>;
}

class ConfigReading {
  holes: Hole[] = [];
  readonly inputs: string[] = [];
  readonly #readModule: ReadModule;
  readonly #scopes = new Map<string, Scope>();
  #depth = 0;

  constructor(readModule: ReadModule) {
    this.#readModule = readModule;
  }

  exportOf(module: ConfigModule, name: string, path: KeyPath): unknown {
    if (module.file.endsWith('.json')) return this.#json(module, name);
    const scope = this.#scopeOf(module);
    const exported = findExport(scope.tree, name);
    if (exported !== undefined) return this.#value(exported, scope, path);
    const handed = findHandedOn(scope.tree, name);
    if (handed === undefined || this.#depth > deepest) return unknown;
    if (typeof handed === 'string') {
      const constant = scope.constants.get(handed);
      return constant === undefined ? unknown : this.#value(constant, scope, path);
    }
    this.#depth += 1;
    try {
      return this.#imported(handed, scope, path);
    } finally {
      this.#depth -= 1;
    }
  }

  #json(module: ConfigModule, name: string): unknown {
    if (!this.inputs.includes(module.file)) this.inputs.push(module.file);
    try {
      const value: unknown = JSON.parse(module.text);
      return name === 'default' ? value : Reflect.get(Object(value), name);
    } catch {
      return unknown;
    }
  }

  #scopeOf(module: ConfigModule): Scope {
    let scope = this.#scopes.get(module.file);
    if (scope === undefined) {
      this.inputs.push(module.file);
      const kind = module.file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
      const tree = ts.createSourceFile(
        module.file,
        module.text,
        ts.ScriptTarget.Latest,
        false,
        kind,
      );
      scope = {
        module,
        tree,
        constants: constantsIn(tree.statements),
        imports: importsIn(tree.statements),
      };
      this.#scopes.set(module.file, scope);
    }
    return scope;
  }

  #value(node: ts.Expression, scope: Scope, path: KeyPath): unknown {
    if (this.#depth > deepest) return this.#hole(node, scope, path);
    this.#depth += 1;
    try {
      return this.#valueOf(node, scope, path);
    } finally {
      this.#depth -= 1;
    }
  }

  #valueOf(node: ts.Expression, scope: Scope, path: KeyPath): unknown {
    if (ts.isStringLiteralLike(node)) return node.text;
    if (ts.isNumericLiteral(node)) return Number(node.text);
    if (
      ts.isParenthesizedExpression(node) ||
      ts.isAsExpression(node) ||
      ts.isSatisfiesExpression(node) ||
      ts.isNonNullExpression(node) ||
      ts.isTypeAssertionExpression(node) ||
      ts.isAwaitExpression(node)
    ) {
      return this.#value(node.expression, scope, path);
    }
    if (ts.isArrayLiteralExpression(node)) return this.#list(node, scope, path);
    if (ts.isObjectLiteralExpression(node)) return this.#object(node, scope, path);
    if (ts.isIdentifier(node)) return this.#name(node, scope, path);
    if (ts.isTemplateExpression(node)) return this.#template(node, scope, path);
    if (ts.isPropertyAccessExpression(node)) {
      return this.#member(node, node.name.text, { scope, path });
    }
    if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression)) {
      return this.#member(node, node.argumentExpression.text, { scope, path });
    }
    if (ts.isCallExpression(node)) return this.#call(node, scope, path);
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) {
      return this.#result(node, scope, path);
    }
    if (ts.isConditionalExpression(node)) {
      const condition = this.#quietly(node.condition, scope);
      if (condition === unknown) return this.#hole(node, scope, path);
      return this.#value(condition ? node.whenTrue : node.whenFalse, scope, path);
    }
    if (ts.isBinaryExpression(node)) return this.#binary(node, scope, path);
    switch (node.kind) {
      case ts.SyntaxKind.TrueKeyword:
        return true;
      case ts.SyntaxKind.FalseKeyword:
        return false;
      case ts.SyntaxKind.NullKeyword:
        return null;
      default:
    }
    if (ts.isPrefixUnaryExpression(node)) {
      const operand = this.#quietly(node.operand, scope);
      if (operand !== unknown && node.operator === ts.SyntaxKind.ExclamationToken) return !operand;
      if (operand !== unknown && node.operator === ts.SyntaxKind.MinusToken)
        return -Number(operand);
    }
    return this.#hole(node, scope, path);
  }

  #list(node: ts.ArrayLiteralExpression, scope: Scope, path: KeyPath): unknown[] {
    const list: unknown[] = [];
    for (const element of node.elements) {
      if (ts.isSpreadElement(element)) {
        const items = this.#quietly(element.expression, scope);
        if (isList(items)) list.push(...items);
        else this.#hole(element, scope, path, 'rest');
        continue;
      }
      const item = this.#value(element, scope, [...path, list.length]);
      if (item !== unknown) list.push(item);
    }
    return list;
  }

  #object(node: ts.ObjectLiteralExpression, scope: Scope, path: KeyPath): unknown {
    const object: Record<string, unknown> = {};
    for (const property of node.properties) {
      if (ts.isSpreadAssignment(property)) {
        const spread = this.#value(property.expression, scope, path);
        if (spread === unknown) this.#makeLastRest(path);
        else if (typeof spread === 'object') Object.assign(object, spread);
        continue;
      }
      const key = this.#key(property.name, scope);
      if (key === undefined) {
        this.#hole(property, scope, path, 'rest');
        continue;
      }
      // What stands later counts, whatever was there before it.
      this.holes = this.holes.filter((hole) => !startsWith(hole.path, [...path, key]));
      delete object[key];
      const at = [...path, key];
      const value = ts.isPropertyAssignment(property)
        ? this.#value(property.initializer, scope, at)
        : ts.isShorthandPropertyAssignment(property)
          ? this.#name(property.name, scope, at)
          : this.#hole(property, scope, at);
      if (value !== unknown && value !== undefined) object[key] = value;
    }
    return object;
  }

  #key(name: ts.PropertyName, scope: Scope): string | undefined {
    if (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name))
      return name.text;
    if (!ts.isComputedPropertyName(name)) return undefined;
    const key = this.#quietly(name.expression, scope);
    return typeof key === 'string' ? key : undefined;
  }

  #name(node: ts.Identifier, scope: Scope, path: KeyPath): unknown {
    const { text } = node;
    if (text === 'undefined') return undefined;
    if (text === '__dirname') return scope.module.file.replace(/\/[^/]*$/, '');
    const constant = scope.constants.get(text);
    if (constant !== undefined) return this.#value(constant, scope, path);
    const imported = scope.imports.get(text);
    const value = imported && this.#imported(imported, scope, path);
    return value === undefined || value === unknown ? this.#hole(node, scope, path) : value;
  }

  #imported(
    { specifier, name }: { readonly specifier: string; readonly name: string },
    scope: Scope,
    path: KeyPath,
  ): unknown {
    const known = wellKnownValue(specifier, name);
    if (known !== undefined) return known;
    const module = this.#readModule(specifier, scope.module.file);
    return module === undefined ? unknown : this.exportOf(module, name, path);
  }

  #template(node: ts.TemplateExpression, scope: Scope, path: KeyPath): unknown {
    let text = node.head.text;
    for (const span of node.templateSpans) {
      const part = this.#quietly(span.expression, scope);
      if (typeof part !== 'string' && typeof part !== 'number')
        return this.#hole(node, scope, path);
      text += String(part) + span.literal.text;
    }
    return text;
  }

  #member(
    node: ts.PropertyAccessExpression | ts.ElementAccessExpression,
    key: string,
    { scope, path }: { readonly scope: Scope; readonly path: KeyPath },
  ): unknown {
    const outer = this.holes;
    this.holes = [];
    const object = this.#value(node.expression, scope, []);
    const inner = this.holes;
    this.holes = outer;
    if (typeof object !== 'object' || object === null || !Object.hasOwn(object, key)) {
      return this.#hole(node, scope, path);
    }
    for (const hole of inner) {
      if (hole.path[0] === key)
        this.holes.push({ ...hole, path: [...path, ...hole.path.slice(1)] });
    }
    const value: unknown = Reflect.get(object, key);
    return value;
  }

  #call(node: ts.CallExpression, scope: Scope, path: KeyPath): unknown {
    const name = nameOf(node.expression);
    const [first, second] = node.arguments;
    if (name === 'require' && first !== undefined && ts.isStringLiteralLike(first)) {
      const value = this.#imported({ specifier: first.text, name: 'default' }, scope, path);
      return value === unknown ? this.#hole(node, scope, path) : value;
    }
    if (isPathFunction(node.expression)) return this.#joinPath(node, scope, path);
    if (first === undefined || ts.isSpreadElement(first)) return this.#hole(node, scope, path);
    if (name === 'mergeConfig' && second !== undefined) {
      const [base, over] = [this.#value(first, scope, path), this.#value(second, scope, path)];
      return merge(base === unknown ? {} : base, over === unknown ? {} : over);
    }
    if (name !== undefined && /^(?:define[A-Z]\w*|freeze)$/.test(name)) {
      return this.#value(first, scope, path);
    }
    // A wrapper of some package around the configuration: it may add anything.
    const isTop = path.length === 0 && !ts.isStringLiteralLike(first);
    const wrapped = isTop ? this.#value(first, scope, path) : unknown;
    const isKnownWrapper = name !== undefined && /createJestConfig/i.test(name);
    if (typeof wrapped !== 'object') return this.#hole(node, scope, path);
    if (!isKnownWrapper) this.#hole(node.expression, scope, path, 'rest');
    return wrapped;
  }

  #joinPath(node: ts.CallExpression, scope: Scope, path: KeyPath): unknown {
    const parts = node.arguments.map((argument) => this.#quietly(argument, scope));
    if (!parts.every((part) => typeof part === 'string')) return this.#hole(node, scope, path);
    const segments: string[] = [];
    for (const segment of parts.join('/').split('/')) {
      if (segment === '..') segments.pop();
      else if (segment !== '.' && (segment !== '' || segments.length === 0)) segments.push(segment);
    }
    return segments.join('/');
  }

  /** What a function returns, when it has one answer. */
  #result(
    node: ts.ArrowFunction | ts.FunctionExpression | ts.FunctionDeclaration,
    scope: Scope,
    path: KeyPath,
  ): unknown {
    const { body } = node;
    if (body === undefined) return this.#hole(node, scope, path);
    if (!ts.isBlock(body)) return this.#value(body, scope, path);
    const returned = body.statements.at(-1);
    if (returned === undefined || !ts.isReturnStatement(returned) || !returned.expression)
      return this.#hole(node, scope, path);
    const constants = new Map([...scope.constants, ...constantsIn(body.statements)]);
    return this.#value(returned.expression, { ...scope, constants }, path);
  }

  #binary(node: ts.BinaryExpression, scope: Scope, path: KeyPath): unknown {
    const left = this.#quietly(node.left, scope);
    if (left === unknown) return this.#hole(node, scope, path);
    switch (node.operatorToken.kind) {
      case ts.SyntaxKind.BarBarToken:
        return left || this.#value(node.right, scope, path);
      case ts.SyntaxKind.QuestionQuestionToken:
        return left ?? this.#value(node.right, scope, path);
      case ts.SyntaxKind.AmpersandAmpersandToken:
        return left && this.#value(node.right, scope, path);
      case ts.SyntaxKind.PlusToken: {
        const right = this.#quietly(node.right, scope);
        if (typeof left === 'string' && typeof right === 'string') return left + right;
        return this.#hole(node, scope, path);
      }
      default:
        return this.#hole(node, scope, path);
    }
  }

  /** For a part whose holes would say the same as one around it. */
  #quietly(node: ts.Expression, scope: Scope): unknown {
    const outer = this.holes;
    this.holes = [];
    const value = this.#value(node, scope, []);
    const isWhole = this.holes.length === 0;
    this.holes = outer;
    return isWhole ? value : unknown;
  }

  #hole(
    node: ts.Node,
    scope: Scope,
    ...[path, covers = 'value']: readonly [KeyPath, Hole['covers']?]
  ): typeof unknown {
    const { tree, module } = scope;
    const start = node.getStart(tree);
    const { line, character } = tree.getLineAndCharacterOfPosition(start);
    const code = module.text.slice(start, node.end).replaceAll(/\s+/g, ' ');
    this.holes.push({
      path,
      covers,
      code: code.length > 40 ? `${code.slice(0, 40)}…` : code,
      file: module.file,
      line: line + 1,
      column: character + 1,
    });
    return unknown;
  }

  /** A spread that is unknown leaves what is written beside it. */
  #makeLastRest(path: KeyPath): void {
    const last = this.holes.pop();
    if (last !== undefined) this.holes.push({ ...last, path, covers: 'rest' });
  }
}

function startsWith(path: KeyPath, start: KeyPath): boolean {
  return start.every((part, i) => path[i] === part);
}

/** As Vite merges: lists are joined. */
function merge(base: unknown, over: unknown): unknown {
  if (isList(base) && isList(over)) return [...base, ...over];
  if (!isRecord(base) || !isRecord(over)) return over ?? base;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    merged[key] = Object.hasOwn(base, key) ? merge(base[key], value) : value;
  }
  return merged;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nameOf(callee: ts.Expression): string | undefined {
  if (ts.isIdentifier(callee)) return callee.text;
  return ts.isPropertyAccessExpression(callee) ? callee.name.text : undefined;
}

/** `join(…)`, `path.resolve(…)`, but not `list.join(…)`. */
function isPathFunction(callee: ts.Expression): boolean {
  if (!/^(?:join|resolve)$/.test(nameOf(callee) ?? '')) return false;
  if (ts.isIdentifier(callee)) return true;
  return ts.isPropertyAccessExpression(callee) && nameOf(callee.expression) === 'path';
}

function constantsIn(statements: readonly ts.Statement[]): ReadonlyMap<string, ts.Expression> {
  const constants = new Map<string, ts.Expression>();
  for (const statement of statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (ts.isIdentifier(name) && initializer !== undefined) constants.set(name.text, initializer);
    }
  }
  return constants;
}

function importsIn(
  statements: readonly ts.Statement[],
): ReadonlyMap<string, { readonly specifier: string; readonly name: string }> {
  const imports = new Map<string, { readonly specifier: string; readonly name: string }>();
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
function findExport(tree: ts.SourceFile, name: string): ts.Expression | undefined {
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
function findHandedOn(
  tree: ts.SourceFile,
  name: string,
): string | { readonly specifier: string; readonly name: string } | undefined {
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
