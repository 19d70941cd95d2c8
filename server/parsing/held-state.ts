/**
 * Whether code of a file can leave something behind for code that runs later: variables of the top level that functions change,
 * what belongs to the process. Names alone decide, and what nobody can be sure of counts: a test that is not found costs more
 * than one that runs for nothing.
 */
import { ts } from 'ts-morph';
import { namesOf } from './scopes.ts';
import { speaksOfTests } from './test-apis.ts';

export function holdsState(source: ts.SourceFile): boolean {
  const finder = new StateFinder(source);
  return finder.isFound();
}

/** What is handed to such a call runs when the file is loaded. */
const SUITES = /^(?:[fx]?describe|suite|context)\b/;
/** It runs before each test: what it sets is new for each. */
const FRESH = /^beforeEach$/;
/** Of the process, or of a page. */
const SHARED_GLOBALS = new Set([
  'globalThis',
  'global',
  'window',
  'document',
  'localStorage',
  'sessionStorage',
  'self',
]);
const READ_OF_PROCESS = new Set([
  'env',
  'platform',
  'arch',
  'version',
  'versions',
  'argv',
  'cwd',
  'hrtime',
  'pid',
  'nextTick',
]);
/** Objects that put something in the place of something else, until somebody puts it back. */
const MOCKERS = new Set(['jest', 'vi', 'vitest', 'mock', 'sinon', 'spyOn']);
/** Reading by them changes nothing. */
const READERS = new Set(
  `at concat endsWith entries every filter find findIndex findLast flat flatMap forEach get has hasOwnProperty includes indexOf
  join keys lastIndexOf map match padEnd padStart reduce reduceRight repeat replace replaceAll slice some split startsWith
  substring toLowerCase toReversed toSorted toString toUpperCase trim values valueOf`.split(/\s+/),
);
const WRITERS = new Set(
  'add clear copyWithin delete fill pop push reverse set shift sort splice unshift'.split(' '),
);
const WRITING_FUNCTIONS =
  /^(?:Object\.(?:assign|define\w+|setPrototypeOf)|Reflect\.(?:set|define\w+|delete\w+))$/;
const READING_FUNCTIONS =
  /^(?:Object\.(?:keys|values|entries|is|hasOwn|getOwnPropertyNames)|Array\.isArray|JSON\.stringify|Math\.\w+|String|Number|Boolean|expect)$/;

class StateFinder {
  readonly #source: ts.SourceFile;
  /** Variables that are made once, with what they hold at first. */
  readonly #variables = new Map<string, ts.VariableDeclaration | undefined>();
  readonly #imported = new Set<string>();
  readonly #isTest: boolean;

  constructor(source: ts.SourceFile) {
    this.#source = source;
    this.#isTest = speaksOfTests(source.text);
    this.#declare(source);
  }

  isFound(): boolean {
    return this.#isIn(this.#source, 'load');
  }

  /** Also what suites declare: it is made once for all of their tests. */
  #declare(node: ts.Node): void {
    ts.forEachChild(node, (child) => {
      if (ts.isFunctionLike(child)) {
        if (ts.isFunctionDeclaration(child) && child.name !== undefined)
          this.#variables.set(child.name.text, undefined);
        if (this.#isSuite(child)) this.#declare(child);
        return;
      }
      if (ts.isImportClause(child) || ts.isImportSpecifier(child) || ts.isNamespaceImport(child)) {
        if (child.name !== undefined) this.#imported.add(child.name.text);
      }
      if (ts.isClassDeclaration(child) && child.name !== undefined)
        this.#variables.set(child.name.text, undefined);
      if (ts.isVariableDeclaration(child))
        for (const name of namesOf(child.name)) this.#variables.set(name, child);
      this.#declare(child);
    });
  }

  #isSuite(node: ts.Node): boolean {
    const { parent } = node;
    return this.#isTest && isCall(parent) && SUITES.test(parent.expression.getText(this.#source));
  }

  #isIn(node: ts.Node, runs: 'load' | 'before each' | 'later'): boolean {
    if (this.#isState(node, runs)) return true;
    let now = runs;
    if (ts.isFunctionLike(node) && !this.#isSuite(node)) {
      const { parent } = node;
      const isFresh = isCall(parent) && FRESH.test(parent.expression.getText(this.#source));
      now = isFresh ? 'before each' : 'later';
    }
    return ts.forEachChild(node, (child) => this.#isIn(child, now) || undefined) === true;
  }

  #isState(node: ts.Node, runs: 'load' | 'before each' | 'later'): boolean {
    if (ts.isPropertyDeclaration(node)) return isStaticState(node);
    if (!ts.isIdentifier(node) || isNameOnly(node)) return false;
    const { text } = node;
    if (MOCKERS.has(text)) return true;
    if (SHARED_GLOBALS.has(text)) return !isTypeof(node);
    if (text === 'process') return !isReadOfProcess(node);
    if (runs === 'load') return false;
    const isOwn = this.#variables.has(text);
    const target = targetOf(node);
    if (target === 'itself') return isOwn && runs !== 'before each';
    if (target === 'member') return isOwn || this.#imported.has(text) || /^[A-Z]/.test(text);
    if (this.#imported.has(text) || /^[A-Z]/.test(text)) {
      if (isHandedToWriter(node, this.#source)) return true;
      if (this.#imported.has(text) && isWritingCall(node)) return true;
    }
    const declaration = this.#variables.get(text);
    return (
      declaration !== undefined && !isConstant(declaration) && !this.#isRead(node, declaration)
    );
  }

  /** Nothing can be changed by this use of what the variable holds. */
  #isRead(node: ts.Identifier, declaration: ts.VariableDeclaration): boolean {
    let use: ts.Node = node;
    while (isAccess(use.parent) && use.parent.expression === use) use = use.parent;
    const { parent } = use;
    if (isCall(parent) && parent.expression === use)
      return isAccess(use) && (READERS.has(accessed(use)) || isTableOfFunctions(declaration));
    if (isCall(parent)) return READING_FUNCTIONS.test(calleeOf(parent, this.#source));
    const isValue = use !== node;
    return (
      isValue ||
      ts.isSpreadElement(parent) ||
      ts.isSpreadAssignment(parent) ||
      ts.isForOfStatement(parent) ||
      ts.isTypeOfExpression(parent) ||
      ts.isBinaryExpression(parent) ||
      ts.isPrefixUnaryExpression(parent) ||
      ts.isTemplateSpan(parent) ||
      ts.isIfStatement(parent) ||
      ts.isConditionalExpression(parent)
    );
  }
}

type Access = ts.PropertyAccessExpression | ts.ElementAccessExpression;

function isAccess(node: ts.Node): node is Access {
  return ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
}

function accessed(node: Access): string {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  return ts.isStringLiteralLike(node.argumentExpression) ? node.argumentExpression.text : '';
}

function isCall(node: ts.Node | undefined): node is ts.CallExpression | ts.NewExpression {
  return node !== undefined && (ts.isCallExpression(node) || ts.isNewExpression(node));
}

/** `expect` of `expect(value)`, also where more is asked of it. */
function calleeOf(node: ts.CallExpression | ts.NewExpression, source: ts.SourceFile): string {
  return node.expression.getText(source);
}

/** `Object.assign(config, …)`. */
function isHandedToWriter({ parent, ...node }: ts.Identifier, source: ts.SourceFile): boolean {
  if (!isCall(parent) || parent.arguments?.[0]?.pos !== node.pos) return false;
  return WRITING_FUNCTIONS.test(calleeOf(parent, source));
}

/** `list.push(…)` of a list of another file. */
function isWritingCall({ parent, ...node }: ts.Identifier): boolean {
  if (!isAccess(parent) || parent.expression.pos !== node.pos || !isCall(parent.parent))
    return false;
  return parent.parent.expression === parent && WRITERS.has(accessed(parent));
}

/** The name of a member, a property, a parameter or a label, or a part of a declaration. */
function isNameOnly(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isShorthandPropertyAssignment(parent)) return false;
  const isNamed = 'name' in parent && parent.name === node;
  return (
    isNamed || ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent) || ts.isTypeNode(parent)
  );
}

function isTypeof(node: ts.Node): boolean {
  return ts.isTypeOfExpression(node.parent);
}

function isReadOfProcess(node: ts.Identifier): boolean {
  const { parent } = node;
  return isAccess(parent) && READ_OF_PROCESS.has(accessed(parent)) && targetOf(node) === undefined;
}

/** Whether it is written to: the variable, or something that it leads to. */
function targetOf(node: ts.Identifier): 'itself' | 'member' | undefined {
  let target: ts.Node = node;
  while (isAccess(target.parent) && target.parent.expression === target) target = target.parent;
  const { parent } = target;
  const isWritten =
    (ts.isBinaryExpression(parent) &&
      parent.left === target &&
      parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
      parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment) ||
    ((ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent)) &&
      (parent.operator === ts.SyntaxKind.PlusPlusToken ||
        parent.operator === ts.SyntaxKind.MinusMinusToken)) ||
    ts.isDeleteExpression(parent) ||
    isPattern(target);
  if (!isWritten) return undefined;
  return target === node ? 'itself' : 'member';
}

/** `[value] = …`, `({ a: value } = …)`, `for (value of …)`. */
function isPattern(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isForOfStatement(parent) || ts.isForInStatement(parent))
    return parent.initializer === node;
  const isPart =
    ts.isArrayLiteralExpression(parent) ||
    ts.isObjectLiteralExpression(parent) ||
    ts.isPropertyAssignment(parent) ||
    ts.isSpreadElement(parent);
  if (!isPart) return false;
  const isTarget =
    ts.isBinaryExpression(parent.parent) &&
    parent.parent.left === parent &&
    parent.parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  return isTarget || isPattern(parent);
}

/** Nobody can change what it holds; of one that holds nothing yet, what is assigned to it counts. */
function isConstant({ initializer, type }: ts.VariableDeclaration): boolean {
  if (
    type !== undefined &&
    /^(?:readonly\b|Readonly|string$|number$|boolean$)/.test(type.getText())
  )
    return true;
  return initializer === undefined || isConstantValue(initializer);
}

/** Functions that know nothing of each other: calling one of them changes none. */
function isTableOfFunctions({ initializer }: ts.VariableDeclaration): boolean {
  return (
    initializer !== undefined &&
    ts.isObjectLiteralExpression(initializer) &&
    !/\bthis\b/.test(initializer.getText())
  );
}

function isConstantValue(value: ts.Expression): boolean {
  if (ts.isFunctionLike(value) || ts.isClassExpression(value)) return true;
  if (ts.isRegularExpressionLiteral(value)) return !/[gy][a-z]*$/.test(value.text);
  if (ts.isLiteralExpression(value) || ts.isTemplateExpression(value)) return true;
  if (ts.isAsExpression(value))
    return value.type.getText() === 'const' || isConstantValue(value.expression);
  if (ts.isSatisfiesExpression(value) || ts.isParenthesizedExpression(value))
    return isConstantValue(value.expression);
  if (ts.isPrefixUnaryExpression(value) || ts.isTypeOfExpression(value)) return true;
  if (ts.isBinaryExpression(value))
    return isConstantValue(value.left) && isConstantValue(value.right);
  if (isCall(value))
    return /^(?:Symbol|Object\.freeze|BigInt|Number|String|Boolean)$/.test(
      value.expression.getText(),
    );
  const { kind } = value;
  return (
    kind === ts.SyntaxKind.TrueKeyword ||
    kind === ts.SyntaxKind.FalseKeyword ||
    kind === ts.SyntaxKind.NullKeyword
  );
}

function isStaticState(node: ts.PropertyDeclaration): boolean {
  const words = new Set(node.modifiers?.map(({ kind }) => kind));
  if (!words.has(ts.SyntaxKind.StaticKeyword) || words.has(ts.SyntaxKind.DeclareKeyword))
    return false;
  const { initializer } = node;
  const isFixed = initializer !== undefined && isConstantValue(initializer);
  return !isFixed || !(words.has(ts.SyntaxKind.ReadonlyKeyword) || ts.isFunctionLike(initializer));
}
