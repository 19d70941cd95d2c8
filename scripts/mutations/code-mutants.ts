/** Mutants of a file of code: what a person may change in it, each alone. Pure. */
import { ts } from 'ts-morph';
import type { Mutant } from './mutant.ts';

const { SyntaxKind } = ts;

/** Replaces what stands from one offset to another. */
interface Edit {
  readonly kind: string;
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly isHarmless?: true;
}

export function* codeMutants(file: string, text: string): Generator<Mutant> {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  for (const edit of editsIn(source)) {
    const line = source.getLineAndCharacterOfPosition(edit.from).line + 1;
    yield {
      kind: edit.kind,
      title: `${file}:${line} ${JSON.stringify(text.slice(edit.from, Math.min(edit.to, edit.from + 40)))} → ${JSON.stringify(edit.text.slice(0, 40))}`,
      changes: [{ file, text: text.slice(0, edit.from) + edit.text + text.slice(edit.to) }],
      ...(edit.isHarmless && { isHarmless: true }),
    };
  }
}

function* editsIn(source: ts.SourceFile): Generator<Edit> {
  const isTyped = /\.[cm]?tsx?$/.test(source.fileName);
  // A decorator may ask for the types of what it stands at.
  if (isTyped && !/^\s*@[\w$]|[({,;}]\s*@[\w$]/m.test(source.text)) yield* typeEdits(source);
  const end = source.text.length;
  yield { kind: 'comment', from: end, to: end, text: '\n// Mutant.\n', ...HARMLESS };
  for (const statement of source.statements)
    yield* editsBelow(statement, { source, isInFunction: false });
}

const HARMLESS = { isHarmless: true } as const;

function* typeEdits(source: ts.SourceFile): Generator<Edit> {
  const end = source.text.length;
  yield { kind: 'type', from: end, to: end, text: '\nexport type ZtestMutant = 1;\n', ...HARMLESS };
  const found: Edit[] = [];
  const visit = (node: ts.Node): void => {
    const { parent } = node;
    const isAnnotation =
      ts.isTypeNode(node) &&
      (ts.isParameter(parent) || ts.isVariableDeclaration(parent) || ts.isFunctionLike(parent)) &&
      parent.type === node;
    if (isAnnotation && !ts.isTypePredicateNode(node) && !ts.isFunctionTypeNode(parent))
      found.push({ ...replaced(node, 'type', 'any'), ...HARMLESS });
    ts.forEachChild(node, visit);
  };
  visit(source);
  yield* found;
}

interface Place {
  readonly source: ts.SourceFile;
  readonly isInFunction: boolean;
}

function* editsBelow(node: ts.Node, place: Place): Generator<Edit> {
  if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node)) return;
  yield* editsOf(node, place);
  const isInFunction = place.isInFunction || ts.isFunctionLike(node);
  for (const child of childrenOf(node)) yield* editsBelow(child, { ...place, isInFunction });
}

function childrenOf(node: ts.Node): readonly ts.Node[] {
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => {
    children.push(child);
  });
  return children;
}

function* editsOf(node: ts.Node, { isInFunction }: Place): Generator<Edit> {
  if (ts.isFunctionLike(node)) yield* functionEdits(node);
  const where = isInFunction ? '' : 'module ';
  if (ts.isBinaryExpression(node)) {
    const other = OPERATORS[node.operatorToken.getText()];
    if (other !== undefined) yield replaced(node.operatorToken, `${where}operator`, other);
  }
  if (ts.isIfStatement(node) || ts.isConditionalExpression(node)) {
    const condition = ts.isIfStatement(node) ? node.expression : node.condition;
    yield replaced(condition, `${where}condition`, `!(${condition.getText()})`);
  }
  if (isConstant(node)) yield replaced(node, `${where}constant`, otherConstant(node));
  if (ts.isExpressionStatement(node) || (ts.isReturnStatement(node) && node.expression))
    if (ts.isBlock(node.parent) || ts.isSourceFile(node.parent))
      yield replaced(node, `${where}statement`, ';');
  if (ts.isParameter(node) && node.initializer !== undefined)
    yield replaced(node.initializer, 'default', 'undefined as any');
  if (ts.isPropertyDeclaration(node) && node.initializer !== undefined)
    yield replaced(node.initializer, 'field', 'undefined as any');
  if (ts.isClassStaticBlockDeclaration(node)) yield replaced(node.body, 'static block', '{}');
  if (ts.isEnumMember(node)) yield replaced(node, 'enum', `${node.name.getText()} = 7919`);
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined && !node.isTypeOnly)
    yield replaced(node, 're-export', '');
  if (ts.isDecorator(node)) yield replaced(node, 'decorator', '');
}

function* functionEdits(node: ts.SignatureDeclaration): Generator<Edit> {
  const body = 'body' in node ? (node.body as ts.Node | undefined) : undefined;
  if (body === undefined || !ts.isBlock(body)) return;
  const at = body.getStart() + 1;
  const isAccessor = ts.isAccessor(node);
  const inserted = (kind: string, text: string): Edit => ({ kind, from: at, to: at, text });
  yield inserted(isAccessor ? 'accessor' : 'throw', `throw new Error('mutant');`);
  if (!ts.isConstructorDeclaration(node))
    yield inserted(isAccessor ? 'accessor' : 'return', 'return undefined as any;');
}

function replaced(node: ts.Node, kind: string, text: string): Edit {
  return { kind, from: node.getStart(), to: node.end, text };
}

const OPERATORS: Readonly<Record<string, string>> = {
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '<': '>=',
  '>': '<=',
  '<=': '>',
  '>=': '<',
  '===': '!==',
  '!==': '===',
  '&&': '||',
  '||': '&&',
  '??': '&&',
};

function isConstant(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isPropertyAssignment(parent) && parent.name === node) return false;
  if (parent.kind === SyntaxKind.ImportDeclaration || parent.kind === SyntaxKind.ExportDeclaration)
    return false;
  if (ts.isExternalModuleReference(parent) || ts.isExpressionStatement(parent)) return false;
  return (
    ts.isNumericLiteral(node) ||
    ts.isStringLiteral(node) ||
    node.kind === SyntaxKind.TrueKeyword ||
    node.kind === SyntaxKind.FalseKeyword
  );
}

function otherConstant(node: ts.Node): string {
  if (ts.isStringLiteral(node)) return JSON.stringify(`${node.text}?`);
  if (ts.isNumericLiteral(node)) return `${Number(node.text) + 1}`;
  return node.kind === SyntaxKind.TrueKeyword ? 'false' : 'true';
}
