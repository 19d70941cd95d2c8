/**
 * A file as the functions that it is made of: each has a fingerprint of what its body says, without the bodies of the functions
 * in it; what is left is the fingerprint of the module. Comments, formatting and types do not count.
 */
import { hash } from 'node:crypto';
import { ts } from 'ts-morph';
import type { CodeRange } from '../../modules/code-map.ts';
import { createSource } from './create-source.ts';
import { pragmasOf } from './file-symbols.ts';
import { wordOf } from './fingerprint.ts';
import { holdsState } from './held-state.ts';

/** Everything of a file that runs; plain data. */
export interface FileCode {
  /** Of all that is in no body of a function: imports, signatures, defaults, values, pragmas. */
  readonly print: string;
  /** In the order of the text. */
  readonly functions: readonly FunctionCode[];
  /** Its code can leave something behind for code that runs later. */
  readonly holdsState: boolean;
}

export interface FunctionCode {
  /** `parse`, `Lexer.next`; that of what is around it where it has none; '' at the top level. */
  readonly name: string;
  readonly print: string;
  /** 0-based UTF-16 offset of the whole function. */
  readonly start: number;
  /** As the coverage of the file says it. */
  readonly body: CodeRange;
  readonly functions: readonly FunctionCode[];
}

/** @returns `undefined`: it cannot be loaded, or is nested too deep for the compiler */
export function findCode(name: string, text: string): FileCode | undefined {
  try {
    const output = compiled(name, text);
    if (output === undefined) return undefined;
    return codeOf(createSource(name, text, { hasParents: true }), output);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return undefined;
  }
}

/**
 * An error within one function keeps the whole module from loading, also one that only V8 finds: a wrong expression, a name twice.
 *
 * @returns `undefined`: there is one
 */
function compiled(name: string, text: string): string | undefined {
  const { outputText, diagnostics = [] } = ts.transpileModule(text, {
    fileName: name.replace(/\.[cm]([jt]s)$/, '.$1'), // others stay the modules that they are
    reportDiagnostics: true,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.CommonJS,
      jsx: ts.JsxEmit.React,
      allowJs: true,
      removeComments: true,
    },
  });
  if (diagnostics.length > 0) return undefined;
  const { Script } = process.getBuiltinModule('node:vm');
  try {
    new Script(`(async function () {${outputText.replaceAll('import.meta', '({})')}\n})`); // compiled, and never run
    return outputText;
  } catch {
    return undefined;
  }
}

function codeOf(source: ts.SourceFile, output: string): FileCode {
  // Decorators may ask for the types of what they stand at.
  const keepsTypes = /^\s*@[\w$]|[({,;}]\s*@[\w$]/m.test(source.text);
  const scope = writeAll(source.statements, { source, keepsTypes, name: '' });
  return {
    print: print([scope.text, pragmasOf(source), ...loadedImports(source, output)].join('')),
    functions: scope.functions,
    holdsState: holdsState(source),
  };
}

/** Imports of which a value is used: who begins to use one within a function loads another module. */
function loadedImports(source: ts.SourceFile, output: string): readonly string[] {
  return source.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier))
      return [];
    const specifier = JSON.stringify(statement.moduleSpecifier.text);
    return output.includes(`require(${specifier})`) ? [`\n${specifier}`] : [];
  });
}

interface Context {
  readonly source: ts.SourceFile;
  readonly keepsTypes: boolean;
  /** Of what is around. */
  readonly name: string;
}

interface Scope {
  text: string;
  readonly functions: FunctionCode[];
}

function writeAll(nodes: Iterable<ts.Node>, context: Context): Scope {
  const scope: Scope = { text: '', functions: [] };
  for (const node of nodes) write(node, context, scope);
  return scope;
}

function write(node: ts.Node, context: Context, scope: Scope): void {
  const isOfTypes = !context.keepsTypes && isType(node);
  if (isOfTypes) return;
  if (isCast(node)) {
    write(node.expression, context, scope);
    if (context.keepsTypes) write(node.type, context, scope);
    return;
  }
  if (ts.isNonNullExpression(node)) return write(node.expression, context, scope);
  const name = nameWithin(node, context.name);
  const inner = name === context.name ? context : { ...context, name };
  scope.text += `(${node.kind}${wordOf(node)}`;
  const body = bodyOf(node);
  ts.forEachChild(node, (child) => {
    if (child === body) scope.functions.push(functionOf(node, body, inner));
    else write(child, inner, scope);
  });
  scope.text += ')';
}

function functionOf(node: ts.Node, body: ts.Node, context: Context): FunctionCode {
  const { source, name } = context;
  const scope = writeAll([body], context);
  let written = body;
  while (ts.isParenthesizedExpression(written)) written = written.expression;
  return {
    name,
    print: print(scope.text),
    start: node.getStart(source),
    body: rangeOf(written, source),
    functions: scope.functions,
  };
}

function bodyOf(node: ts.Node): ts.Node | undefined {
  return ts.isFunctionLike(node) && 'body' in node ? (node.body as ts.Node | undefined) : undefined;
}

/** What a function in the node is called by a reader. */
function nameWithin(node: ts.Node, around: string): string {
  if (ts.isConstructorDeclaration(node)) return `${around}.constructor`;
  const isNamed =
    ts.isFunctionDeclaration(node) ||
    ts.isFunctionExpression(node) ||
    ts.isClassLike(node) ||
    ts.isVariableDeclaration(node) ||
    ts.isModuleDeclaration(node);
  if (isNamed)
    return node.name !== undefined && ts.isIdentifier(node.name) ? node.name.text : around;
  const isMember =
    ts.isMethodDeclaration(node) ||
    ts.isAccessor(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isPropertyAssignment(node);
  if (!isMember || ts.isComputedPropertyName(node.name)) return around;
  return around === '' ? node.name.text : `${around}.${node.name.text}`;
}

type Cast = ts.AsExpression | ts.SatisfiesExpression | ts.TypeAssertion;

function isCast(node: ts.Node): node is Cast {
  return (
    ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isTypeAssertionExpression(node)
  );
}

/** Nothing is left of it when the code runs. */
function isType(node: ts.Node): boolean {
  if (ts.isExpressionWithTypeArguments(node)) return false;
  if (ts.isTypeNode(node) || ts.isTypeParameterDeclaration(node)) return true;
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return true;
  if (ts.isHeritageClause(node)) return node.token === ts.SyntaxKind.ImplementsKeyword;
  if (ts.isImportDeclaration(node)) return node.importClause?.isTypeOnly === true;
  if (ts.isImportSpecifier(node) || ts.isExportSpecifier(node) || ts.isExportDeclaration(node))
    return node.isTypeOnly;
  if (ts.isFunctionDeclaration(node)) return node.body === undefined;
  return ts.canHaveModifiers(node) && isDeclared(node);
}

function isDeclared(node: ts.HasModifiers): boolean {
  return ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword) === true;
}

function rangeOf(node: ts.Node, source: ts.SourceFile): CodeRange {
  const start = source.getLineAndCharacterOfPosition(node.getStart(source));
  const end = source.getLineAndCharacterOfPosition(node.end);
  return [start.line + 1, start.character, end.line + 1, end.character];
}

function print(text: string): string {
  return hash('sha1', text, 'base64url').slice(0, 16);
}
