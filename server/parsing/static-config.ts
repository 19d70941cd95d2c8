/**
 * What a configuration file says as far as it says it literally: objects, lists, constants, spreads, the wrappers that
 * tools offer. Nothing is executed; what would need that is a hole, with its place.
 */
import { ts } from 'ts-morph';
import {
  constantsIn,
  findExport,
  findHandedOn,
  importsIn,
  nameOf,
  type ImportedName,
} from './config-declarations.ts';
import { Holes, type Hole, type KeyPath } from './config-holes.ts';
import { isList, mergeValues } from './merge-values.ts';
import { wellKnownValue } from './well-known-values.ts';

export interface StaticConfig {
  /** Plain data without what could not be read; `undefined`: nothing could be. */
  readonly value: unknown;
  readonly holes: readonly Hole[];
  /** Files whose text the value depends on, the configuration itself first. */
  readonly inputs: readonly string[];
  /** The first error of the parser in the configuration itself. */
  readonly syntax?: SyntaxError;
}

/** 1-based. */
export interface SyntaxError {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

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
  const syntax = reading.syntaxErrorIn(source);
  return {
    value: value === unknown ? undefined : value,
    holes,
    inputs,
    ...(syntax !== undefined && { syntax }),
  };
}

const unknown = Symbol('unknown');

/** Enough for any file that a person wrote; a cycle ends here. */
const deepest = 200;

interface Scope {
  readonly module: ConfigModule;
  readonly tree: ts.SourceFile;
  readonly constants: ReadonlyMap<string, ts.Expression>;
  readonly imports: ReadonlyMap<string, ImportedName>;
}

class ConfigReading {
  readonly #holes = new Holes();
  readonly inputs: string[] = [];
  readonly #readModule: ReadModule;
  readonly #scopes = new Map<string, Scope>();
  #depth = 0;

  constructor(readModule: ReadModule) {
    this.#readModule = readModule;
  }

  get holes(): readonly Hole[] {
    return this.#holes.found;
  }

  syntaxErrorIn({ file }: ConfigModule): SyntaxError | undefined {
    const tree = this.#scopes.get(file)?.tree;
    const found: unknown = tree && Reflect.get(tree, 'parseDiagnostics');
    const all: readonly ts.DiagnosticWithLocation[] = Array.isArray(found) ? found : [];
    const [first] = all;
    if (tree === undefined || first === undefined) return undefined;
    const { line, character } = tree.getLineAndCharacterOfPosition(first.start);
    const message = ts.flattenDiagnosticMessageText(first.messageText, ' ');
    return { message, line: line + 1, column: character + 1 };
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
        if (spread === unknown) this.#holes.makeLastRest(path);
        else if (typeof spread === 'object') Object.assign(object, spread);
        continue;
      }
      const key = this.#key(property.name, scope);
      if (key === undefined) {
        this.#hole(property, scope, path, 'rest');
        continue;
      }
      const at = [...path, key];
      this.#holes.forget(at);
      delete object[key];
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

  #imported({ specifier, name }: ImportedName, scope: Scope, path: KeyPath): unknown {
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
    const { value: object, holes } = this.#holes.aside(() =>
      this.#value(node.expression, scope, []),
    );
    if (typeof object !== 'object' || object === null || !Object.hasOwn(object, key)) {
      return this.#hole(node, scope, path);
    }
    for (const hole of holes) {
      if (hole.path[0] === key) {
        this.#holes.add({ ...hole, path: [...path, ...hole.path.slice(1)] });
      }
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
      return mergeValues(base === unknown ? {} : base, over === unknown ? {} : over);
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
    const { value, holes } = this.#holes.aside(() => this.#value(node, scope, []));
    return holes.length === 0 ? value : unknown;
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
    this.#holes.add({
      path,
      covers,
      code: code.length > 40 ? `${code.slice(0, 40)}…` : code,
      file: module.file,
      line: line + 1,
      column: character + 1,
    });
    return unknown;
  }
}

/** `join(…)`, `path.resolve(…)`, but not `list.join(…)`. */
function isPathFunction(callee: ts.Expression): boolean {
  if (!/^(?:join|resolve)$/.test(nameOf(callee) ?? '')) return false;
  if (ts.isIdentifier(callee)) return true;
  return ts.isPropertyAccessExpression(callee) && nameOf(callee.expression) === 'path';
}
