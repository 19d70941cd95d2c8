import { ts } from 'ts-morph';
import { callPosition } from './call-position.ts';
import { calleeKind } from './callees.ts';
import type { Lowering } from './lowering.ts';
import { noteChange } from './names.ts';
import type { CallExpression, Expression, Item, Place } from './parsed-file.ts';
import type { Scope } from './scopes.ts';
import { ownStatements } from './swallowed.ts';

const { SyntaxKind } = ts;

export function unknown(reason: string, parts: readonly Expression[] = []): Expression {
  return parts.length === 0 ? { is: 'unknown', reason } : { is: 'unknown', reason, parts };
}

const MUTATORS = new Set(
  'push pop shift unshift splice sort reverse fill copyWithin set add delete clear'.split(' '),
);

export function lowerCall(node: ts.CallExpression, lowering: Lowering, scope: Scope): Expression {
  const { expression: callee } = node;
  const [first] = node.arguments;
  if (ts.isIdentifier(callee) && callee.text === 'require' && scope.find('require') === undefined) {
    if (first !== undefined && ts.isStringLiteralLike(first)) {
      return { is: 'module', specifier: first.text };
    }
  }
  if (callee.kind === SyntaxKind.ImportKeyword) {
    return first !== undefined && ts.isStringLiteralLike(first)
      ? { is: 'module', specifier: first.text }
      : unknown('the module is chosen while the file runs');
  }
  if (ts.isPropertyAccessExpression(callee)) {
    if (MUTATORS.has(callee.name.text)) noteChange(callee.expression, scope);
    const isChanging = /^(?:assign|define(?:Property|Properties)|set(?:PrototypeOf)?|delete\w*)$/;
    if (
      first !== undefined &&
      ts.isIdentifier(callee.expression) &&
      /^(?:Object|Reflect)$/.test(callee.expression.text) &&
      isChanging.test(callee.name.text)
    ) {
      noteChange(first, scope);
    }
  }
  const kind = calleeKind(callee, scope);
  if (kind === 'quiet') return unknown('what it gives is known only when the file runs');
  const args = node.arguments.map((arg): Item => {
    if (ts.isSpreadElement(arg)) {
      return { is: 'spread', of: lowering.expression(arg.expression, scope) };
    }
    if (ts.isArrowFunction(arg) || ts.isFunctionExpression(arg)) {
      const isTestBody =
        kind === 'test' || (kind === 'node-test' && !declaresSubtests(arg, lowering));
      const isCut = lowering.isUnbalanced && ts.isBlock(arg.body);
      return lowering.fn(arg, scope, {
        name: '',
        isTestBody,
        ...(isCut && { statements: ownStatements(node, arg.body, lowering.source) }),
      });
    }
    // A function that is given by its name is looked for only where it may declare something.
    if (
      kind === 'test' &&
      ts.isIdentifier(arg) &&
      scope.find(arg.text)?.origin?.kind === 'function'
    ) {
      return { is: 'function', name: arg.text, params: [] };
    }
    return lowering.expression(arg, scope);
  });
  const call: CallExpression = {
    is: 'call',
    callee: lowering.expression(callee, scope),
    args,
    ...placeOf(node, lowering, scope),
    ...(node.questionDotToken !== undefined && { isOptional: true }),
  };
  return first === undefined || ts.isStringLiteral(first) || kind === 'pure'
    ? call
    : { ...call, text: shorten(textOf(first, lowering)) };
}

/** In node:test a test may declare tests: by its context, `t.test(…)`, or by the function of the module. */
function declaresSubtests(fn: ts.Node, lowering: Lowering): boolean {
  return /(?<![\w$])(?:test|it|describe|suite)\b\s*[.(]|\.\s*(?:test|it|describe|suite)\b/.test(
    textOf(fn, lowering),
  );
}

function textOf(node: ts.Node, { source }: Lowering): string {
  return source.text.slice(node.getStart(source), node.end);
}

/** A title that is not known is shown as its source: a template without its quotes. */
function shorten(text: string): string {
  const inner = /^`[^`]*`$/.test(text) ? text.slice(1, -1) : text;
  const line = inner.replaceAll(/\s+/g, ' ');
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}

export function placeOf(
  node: ts.CallExpression | ts.TaggedTemplateExpression,
  { source, transformer, origin }: Lowering,
  scope: Scope,
): Place {
  return {
    start: node.getStart(source) - origin,
    end: node.end - origin,
    at: callPosition(node, source, { transformer, scope }) - origin,
  };
}
