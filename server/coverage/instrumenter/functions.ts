/** Functions, and classes with what they are made of. */
import { ts } from 'ts-morph';
import type { Context, FunctionNode } from './context.ts';
import { visitComputed, visitExpression, visitValue } from './expressions.ts';
import { isNamedByPlace, staticName, withoutParentheses } from './function-names.ts';
import { visitDefault, visitPattern } from './patterns.ts';

const {
  canHaveDecorators,
  canHaveModifiers,
  getDecorators,
  getModifiers,
  isAccessor,
  isBlock,
  isClassElement,
  isClassStaticBlockDeclaration,
  isComputedPropertyName,
  isConstructorDeclaration,
  isExpressionStatement,
  isMethodDeclaration,
  isPrivateIdentifier,
  isPropertyDeclaration,
  isStringLiteral,
  SyntaxKind,
} = ts;

export function visitFunction(context: Context, node: FunctionNode, name?: string): void {
  const { body } = node;
  if (body === undefined || context.isIgnored(node)) return;
  const at = entryOf(context, body);
  const probe = context.map.function(node, body, { name: staticName(node.name) ?? name, at });
  visitDecorators(context, node);
  if (node.name !== undefined && isComputedPropertyName(node.name))
    visitExpression(context, node.name);
  for (const parameter of node.parameters) {
    visitDecorators(context, parameter);
    visitDefault(context, parameter);
    visitPattern(context, parameter.name);
  }
  if (isBlock(body)) return visitBody(context, body, probe);
  const probes = [probe, context.map.statement(withoutParentheses(body), at)].flatMap((one) => {
    const text = context.write(one);
    return text === undefined ? [] : `${text},`;
  });
  context.insertions.open(context.startOf(body), `(${probes.join('')}`);
  visitExpression(context, body);
  context.insertions.close(body.end, ')');
}

export function visitClass(context: Context, node: ts.ClassLikeDeclaration): void {
  visitDecorators(context, node);
  for (const clause of node.heritageClauses ?? []) {
    if (clause.token !== SyntaxKind.ExtendsKeyword) continue;
    for (const { expression } of clause.types) visitExpression(context, expression);
  }
  for (const member of node.members) {
    if (isClassStaticBlockDeclaration(member))
      context.visit.statements(context, member.body.statements);
    else if (isPropertyDeclaration(member)) visitField(context, member);
    else if (isFunctionMember(member)) visitFunction(context, member);
  }
}

/** How many of the statements are words to the compiler, `'use strict'`. */
export function directivesIn(statements: readonly ts.Statement[]): number {
  const end = statements.findIndex(
    (statement) => !isExpressionStatement(statement) || !isStringLiteral(statement.expression),
  );
  return end < 0 ? statements.length : end;
}

/** What runs first in it, if that can be told. */
export function entryOf(context: Context, body: ts.Node): number | undefined {
  if (!isBlock(body)) return context.startOf(body);
  const first = body.statements[directivesIn(body.statements)];
  return first && context.startOf(first);
}

/** It exists for the compiler only. */
export function isAmbient(node: ts.Node): boolean {
  const isAbstract = isClassElement(node) && hasModifier(node, SyntaxKind.AbstractKeyword);
  return isAbstract || hasModifier(node, SyntaxKind.DeclareKeyword);
}

function visitBody(context: Context, body: ts.Block, probe: number | undefined): void {
  const directives = directivesIn(body.statements);
  const rest = body.statements.slice(directives);
  if (directives === 0) context.before(context.startOf(body) + 1, probe);
  else {
    const [next] = rest;
    const at = next === undefined ? body.end - 1 : context.startOf(next);
    const text = context.write(probe);
    if (text !== undefined) context.insertions.open(at, `;${text};`);
  }
  if (!context.isIgnored(body)) context.visit.statements(context, rest);
}

function visitField(context: Context, node: ts.PropertyDeclaration): void {
  if (isAmbient(node) || context.isIgnored(node)) return;
  visitDecorators(context, node);
  visitComputed(context, node.name);
  const { initializer } = node;
  if (initializer === undefined) return;
  const name = isPrivateIdentifier(node.name) ? node.name.text : staticName(node.name);
  // The name of a function here would be that of a key that nobody knows yet.
  if (name === undefined && isNamedByPlace(initializer))
    return visitExpression(context, initializer);
  visitValue(context, initializer, {
    probe: context.map.statement(withoutParentheses(initializer), context.startOf(initializer)),
    name,
  });
}

function visitDecorators(context: Context, node: ts.Node): void {
  if (!canHaveDecorators(node)) return;
  for (const { expression } of getDecorators(node) ?? []) visitExpression(context, expression);
}

function hasModifier(node: ts.Node, word: ts.SyntaxKind): boolean {
  return canHaveModifiers(node) && getModifiers(node)?.some(({ kind }) => kind === word) === true;
}

function isFunctionMember(
  node: ts.ClassElement,
): node is ts.MethodDeclaration | ts.ConstructorDeclaration | ts.AccessorDeclaration {
  return isMethodDeclaration(node) || isConstructorDeclaration(node) || isAccessor(node);
}
