/** Expressions of the compiler → plain data. */
import { ts } from 'ts-morph';
import { isWrapper } from './callees.ts';
import { lowerCall, placeOf, unknown } from './lower-call.ts';
import { noteChange, useName } from './names.ts';
import type { Lowering } from './lowering.ts';
import type { Entry, Expression, Item } from './parsed-file.ts';
import type { Scope } from './scopes.ts';

const { SyntaxKind } = ts;
const UNDEFINED: Expression = { is: 'name', name: 'undefined' };
const UNARY: Readonly<Partial<Record<ts.SyntaxKind, string>>> = {
  [SyntaxKind.MinusToken]: '-',
  [SyntaxKind.PlusToken]: '+',
  [SyntaxKind.ExclamationToken]: '!',
  [SyntaxKind.TildeToken]: '~',
};

/** @param name that a function or class without one gets from where it stands */
export function lowerExpression(
  node: ts.Expression,
  from: { readonly lowering: Lowering; readonly scope: Scope; readonly name?: string | undefined },
): Expression {
  const { lowering, scope } = from;
  if (--lowering.budget < 0) return unknown('it is too long to follow');
  const lower = (inner: ts.Expression): Expression => lowering.expression(inner, scope);
  if (isWrapper(node)) return lowering.expression(node.expression, scope, from.name);
  switch (node.kind) {
    case SyntaxKind.StringLiteral:
    case SyntaxKind.NoSubstitutionTemplateLiteral:
      return { is: 'value', value: ts.isStringLiteralLike(node) ? node.text : '' };
    case SyntaxKind.NumericLiteral:
      return { is: 'value', value: Number(ts.isNumericLiteral(node) ? node.text : 0) };
    case SyntaxKind.TrueKeyword:
      return { is: 'value', value: true };
    case SyntaxKind.FalseKeyword:
      return { is: 'value', value: false };
    case SyntaxKind.NullKeyword:
      return { is: 'value', value: null };
    default:
  }
  if (ts.isIdentifier(node)) {
    useName(node.text, scope);
    return { is: 'name', name: node.text };
  }
  if (ts.isPropertyAccessExpression(node)) {
    return {
      is: 'member',
      of: lower(node.expression),
      key: { is: 'value', value: node.name.text },
      ...(node.questionDotToken !== undefined && { isOptional: true }),
    };
  }
  if (ts.isElementAccessExpression(node)) {
    return {
      is: 'member',
      of: lower(node.expression),
      key: lower(node.argumentExpression),
      ...(node.questionDotToken !== undefined && { isOptional: true }),
    };
  }
  if (ts.isCallExpression(node)) return lowerCall(node, lowering, scope);
  if (ts.isTaggedTemplateExpression(node)) {
    const { template } = node;
    const parts = ts.isNoSubstitutionTemplateLiteral(template)
      ? [template]
      : [template.head, ...template.templateSpans.map((span) => span.literal)];
    return {
      is: 'tagged',
      tag: lower(node.tag),
      strings: parts.map((part) => part.text),
      raw: parts.map((part) => part.rawText ?? part.text),
      values: ts.isNoSubstitutionTemplateLiteral(template)
        ? []
        : template.templateSpans.map((span) => lower(span.expression)),
      ...placeOf(node, lowering, scope),
    };
  }
  if (ts.isTemplateExpression(node)) {
    return {
      is: 'template',
      strings: [node.head.text, ...node.templateSpans.map((span) => span.literal.text)],
      values: node.templateSpans.map((span) => lower(span.expression)),
    };
  }
  if (ts.isArrayLiteralExpression(node)) {
    return { is: 'array', items: lowerItems(node.elements, lowering, scope) };
  }
  if (ts.isObjectLiteralExpression(node)) return lowerObject(node, lowering, scope);
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) {
    return lowering.fn(node, scope, { name: from.name ?? '', isTestBody: false });
  }
  if (ts.isClassExpression(node)) return { is: 'class', name: node.name?.text ?? from.name ?? '' };
  if (ts.isConditionalExpression(node)) {
    return {
      is: 'if',
      test: lower(node.condition),
      then: lower(node.whenTrue),
      else: lower(node.whenFalse),
    };
  }
  if (ts.isBinaryExpression(node)) return lowerBinary(node, lowering, scope);
  if (ts.isPrefixUnaryExpression(node)) {
    const operator = UNARY[node.operator];
    if (operator !== undefined) return { is: 'unary', operator, of: lower(node.operand) };
    noteChange(node.operand, scope);
    return unknown('it counts while the file runs');
  }
  if (ts.isPostfixUnaryExpression(node)) {
    noteChange(node.operand, scope);
    return unknown('it counts while the file runs');
  }
  if (ts.isTypeOfExpression(node)) {
    return { is: 'unary', operator: 'typeof', of: lower(node.expression) };
  }
  if (ts.isVoidExpression(node))
    return { is: 'unary', operator: 'void', of: lower(node.expression) };
  if (ts.isAwaitExpression(node)) return { is: 'await', of: lower(node.expression) };
  if (ts.isDeleteExpression(node)) {
    noteChange(node.expression, scope);
    return unknown('it deletes a property');
  }
  if (ts.isBigIntLiteral(node)) return { is: 'bigint', text: node.text.slice(0, -1) };
  if (ts.isRegularExpressionLiteral(node)) {
    const end = node.text.lastIndexOf('/');
    return { is: 'regexp', source: node.text.slice(1, end), flags: node.text.slice(end + 1) };
  }
  if (ts.isNewExpression(node)) {
    return {
      is: 'new',
      of: lower(node.expression),
      args: lowerItems(node.arguments ?? [], lowering, scope),
    };
  }
  if (ts.isOmittedExpression(node)) return UNDEFINED;
  return unknown(`${describe(node)} has a value only when the file runs`);
}

function describe(node: ts.Expression): string {
  switch (node.kind) {
    case SyntaxKind.ThisKeyword:
      return '"this"';
    case SyntaxKind.MetaProperty:
      return '"import.meta"';
    case SyntaxKind.YieldExpression:
      return 'what "yield" gives';
    case SyntaxKind.JsxElement:
    case SyntaxKind.JsxSelfClosingElement:
    case SyntaxKind.JsxFragment:
      return 'an element';
    default:
      return 'this expression';
  }
}

function lowerItems(nodes: readonly ts.Expression[], lowering: Lowering, scope: Scope): Item[] {
  return nodes.map((node) =>
    ts.isSpreadElement(node)
      ? { is: 'spread', of: lowering.expression(node.expression, scope) }
      : lowering.expression(node, scope),
  );
}

function lowerObject(
  node: ts.ObjectLiteralExpression,
  lowering: Lowering,
  scope: Scope,
): Expression {
  const entries: Entry[] = [];
  for (const property of node.properties) {
    if (ts.isSpreadAssignment(property)) {
      entries.push({ spread: lowering.expression(property.expression, scope) });
      continue;
    }
    const key = lowerKey(property.name, lowering, scope);
    const name = key.is === 'value' ? String(key.value) : '';
    if (ts.isPropertyAssignment(property)) {
      entries.push({ key, value: lowering.expression(property.initializer, scope, name) });
    } else if (ts.isShorthandPropertyAssignment(property)) {
      useName(property.name.text, scope);
      entries.push({ key, value: { is: 'name', name: property.name.text } });
    } else if (ts.isMethodDeclaration(property)) {
      entries.push({ key, value: lowering.fn(property, scope, { name, isTestBody: false }) });
    } else {
      entries.push({ key, value: unknown('a getter answers only when the file runs') });
    }
  }
  return { is: 'object', entries };
}

function lowerKey(name: ts.PropertyName, lowering: Lowering, scope: Scope): Expression {
  if (ts.isComputedPropertyName(name)) return lowering.expression(name.expression, scope);
  if (ts.isNumericLiteral(name)) return { is: 'value', value: String(Number(name.text)) };
  return { is: 'value', value: name.text };
}

const ASSIGNMENTS = new Set<ts.SyntaxKind>();
for (let kind = SyntaxKind.FirstAssignment; kind <= SyntaxKind.LastAssignment; kind++) {
  ASSIGNMENTS.add(kind);
}

export interface Assignment extends ts.BinaryExpression {
  readonly operatorToken: ts.Token<ts.AssignmentOperator>;
}

export function isAssignment(node: ts.Expression): node is Assignment {
  return ts.isBinaryExpression(node) && ASSIGNMENTS.has(node.operatorToken.kind);
}

function lowerBinary(node: ts.BinaryExpression, lowering: Lowering, scope: Scope): Expression {
  const right = lowering.expression(node.right, scope);
  if (isAssignment(node)) {
    noteChange(node.left, scope);
    return unknown('it is assigned while the file runs', [right]);
  }
  const operator = ts.tokenToString(node.operatorToken.kind) ?? '';
  return { is: 'binary', operator, left: lowering.expression(node.left, scope), right };
}
