/** What can be told about the assertions of a test from its code alone. */
import { ts } from 'ts-morph';
import type { ParsedProblem } from './parsed-file.ts';
import { visitAround } from './visit.ts';

/** Words of an assertion, in any library; who writes one of these means to check something. */
const WORD =
  /expect|assert|should|snapshot|verif|check|ensure|\bmust|\bthrow|\bfail\b|\bdone\b|\breject|strictEqual|\bt\.(?:plan|pass|is|like|deepEqual)\b/i;
/** Modules of helpers, whose functions may well assert. */
const HELPERS = /test|spec|helper|support|util|fixture|harness|setup|common|shared|check|assert/i;

export interface AssertionFinder {
  /** Whether something in the code of a test looks like an assertion. */
  readonly asserts: (body: ts.Node) => boolean;
  /** The names that count as assertions in this file. */
  readonly helpers: () => string;
}

/** Of an open file: what an edit leaves alone is not looked through again. */
export interface AssertionMemory {
  readonly helpers: WeakMap<ts.Node, readonly Helper[]>;
  /** An answer depends on more than the code itself. */
  readonly noteHelpers: () => void;
}

export function createAssertionFinder(
  source: ts.SourceFile,
  memory: AssertionMemory | undefined,
): AssertionFinder {
  let helpers: RegExp | undefined;
  return {
    asserts: (body) => {
      const text = source.text.slice(body.pos, body.end);
      if (WORD.test(text)) return true;
      memory?.noteHelpers();
      helpers ??= assertingNames(source, memory);
      return helpers.test(text);
    },
    helpers: () => (helpers ??= assertingNames(source, memory)).source,
  };
}

/** What a test may call: a local function, or one from a module of helpers. */
export interface Helper {
  readonly name: string;
  /** Absent: what it does is written elsewhere, most probably it asserts. */
  readonly code?: ts.Node;
  readonly asserts: boolean;
}

/** Calls of local functions that assert, and of functions from modules of helpers. */
function assertingNames(source: ts.SourceFile, memory: AssertionMemory | undefined): RegExp {
  const helpers = helpersIn(source, source, memory);
  const names = new Set(helpers.flatMap(({ name, asserts }) => (asserts ? name : [])));
  const others = helpers.flatMap(({ name, code, asserts }) =>
    asserts || code === undefined ? [] : { name, text: source.text.slice(code.pos, code.end) },
  );
  for (let size = -1; size !== names.size;) {
    size = names.size;
    const calls = callsOf(names);
    for (const { name, text } of others) if (calls.test(text)) names.add(name);
  }
  return callsOf(names);
}

function helpersIn(
  node: ts.Node,
  source: ts.SourceFile,
  memory: AssertionMemory | undefined,
): readonly Helper[] {
  const known = memory?.helpers.get(node);
  if (known !== undefined) return known;
  const found: Helper[] = [];
  const name = nameOfFunction(node);
  if (name !== undefined) {
    found.push({ name, code: node, asserts: WORD.test(source.text.slice(node.pos, node.end)) });
  }
  if (ts.isImportDeclaration(node)) {
    for (const each of helperNames(node)) found.push({ name: each, asserts: true });
  } else {
    ts.forEachChild(node, (child) => {
      for (const helper of helpersIn(child, source, memory)) found.push(helper);
    });
  }
  const helpers = found.length === 0 ? NONE : found;
  if (ts.isStatement(node)) memory?.helpers.set(node, helpers);
  return helpers;
}

const NONE: readonly Helper[] = [];

function nameOfFunction(node: ts.Node): string | undefined {
  if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) {
    return node.name !== undefined && ts.isIdentifier(node.name) ? node.name.text : undefined;
  }
  const isFunction =
    ts.isVariableDeclaration(node) &&
    node.initializer !== undefined &&
    (ts.isArrowFunction(node.initializer) || ts.isFunctionExpression(node.initializer));
  return isFunction && ts.isIdentifier(node.name) ? node.name.text : undefined;
}

function helperNames({ moduleSpecifier, importClause }: ts.ImportDeclaration): string[] {
  if (!ts.isStringLiteral(moduleSpecifier) || !HELPERS.test(moduleSpecifier.text)) return [];
  const bindings = importClause?.namedBindings;
  const named =
    bindings === undefined
      ? []
      : ts.isNamespaceImport(bindings)
        ? [bindings.name.text]
        : bindings.elements.map(({ name }) => name.text);
  return importClause?.name === undefined ? named : [importClause.name.text, ...named];
}

function callsOf(names: ReadonlySet<string>): RegExp {
  const list = [...names].map((name) => name.replaceAll('$', String.raw`\$`)).join('|');
  return list === '' ? /(?!)/ : new RegExp(String.raw`(?<![\w$])(?:${list})\s*[.(]`);
}

/** A single word is hardly a whole message, but for a code. */
const SENTENCE = /\S\s+\S|^(?:ERR_|E[A-Z]{3,})/;

/** `toThrow('…')` with a message that other code words: what the file itself throws changes with the test. */
export function findExactMessages(source: ts.SourceFile): ParsedProblem[] {
  const problems: ParsedProblem[] = [];
  let raised: string | undefined;
  visitAround(source, /\.\s*toThrow(?:Error)?\s*\(\s*["'`]/g, (node) => {
    const message = exactMessage(node);
    if (message === undefined) return;
    raised ??= raisedIn(source.text);
    const { text, end } = message;
    if (raised.includes(text)) return;
    problems.push({ kind: 'exact-message', text, start: message.getStart(source), end });
  });
  return problems;
}

function exactMessage(node: ts.Node): ts.StringLiteralLike | undefined {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression))
    return undefined;
  const { name, expression: before } = node.expression;
  const [message, ...others] = node.arguments;
  if (name.text !== 'toThrow' && name.text !== 'toThrowError') return undefined;
  if (message === undefined || others.length > 0 || !ts.isStringLiteralLike(message)) {
    return undefined;
  }
  return SENTENCE.test(message.text) && isExpectation(before) ? message : undefined;
}

/** `expect(…)`, `expect(…).rejects`; that nothing with this message is thrown says little, but is no claim about wording. */
function isExpectation(node: ts.Expression): boolean {
  if (ts.isPropertyAccessExpression(node)) {
    return /^(?:resolves|rejects)$/.test(node.name.text) && isExpectation(node.expression);
  }
  if (!ts.isCallExpression(node)) return false;
  const { expression: callee } = node;
  if (ts.isIdentifier(callee)) return callee.text === 'expect';
  if (!ts.isPropertyAccessExpression(callee)) return false;
  // `expect.soft(…)`, `t.expect(…)`
  const { name, expression: of } = callee;
  return name.text === 'expect' || (ts.isIdentifier(of) && of.text === 'expect');
}

const EXPECTED = /\btoThrow(?:Error)?\s*\(\s*(["'`])(?:\\.|(?!\1).)*\1/g;
const RAISED =
  /(?:\bthrow\s|\bnew\s+[\w.]+\s*\(|\b\w*(?:[Rr]eject|Throw)\w*\(|\w(?:Error|Exception)\()\s*(.*)$/gm;

/** What the file gives to errors and rejections, one text for all of it. */
function raisedIn(code: string): string {
  const rest = code.replaceAll(EXPECTED, '');
  return [...rest.matchAll(RAISED)].map(([, raised = '']) => raised).join('\n');
}

/** Assertions that give a promise which nobody takes: `expect(x).resolves.toBe(1);` as a statement. */
export function findUnawaited(source: ts.SourceFile): ParsedProblem[] {
  const problems: ParsedProblem[] = [];
  visitAround(source, /\.\s*(?:resolves|rejects|poll)\b/g, (node) => {
    if (!ts.isExpressionStatement(node)) return;
    const link = promisedBy(node.expression);
    if (link === undefined) return;
    const start = node.getStart(source);
    problems.push({ kind: 'not-awaited', text: link, start, end: node.expression.end });
  });
  return problems;
}

/** `resolves`, `rejects` or `poll` when the statement is an assertion with it. */
function promisedBy(node: ts.Expression): string | undefined {
  let link: string | undefined;
  let isCalled = false;
  for (let at = node; ;) {
    if (ts.isCallExpression(at)) {
      isCalled = true;
      at = at.expression;
    } else if (ts.isPropertyAccessExpression(at)) {
      const name = at.name.text;
      if (name === 'then' || name === 'catch' || name === 'finally') return undefined;
      if (name === 'resolves' || name === 'rejects') link = name;
      if (name === 'poll' && ts.isIdentifier(at.expression)) link = name;
      at = at.expression;
      // `t.expect(…)`
      if (name === 'expect') return isCalled ? link : undefined;
    } else return ts.isIdentifier(at) && at.text === 'expect' && isCalled ? link : undefined;
  }
}
