/**
 * Optional chains, `a?.b.c?.()`, when they are counted: each `?.` goes on or ends the chain. What stands before it passes
 * through a function that notes which; a method is bound to what it is read from, as the call would have done.
 */
import { ts } from 'ts-morph';
import { isWrapper } from '../../parsing/callees.ts';
import type { Context } from './context.ts';
import { visitExpression } from './expressions.ts';

const {
  forEachChild,
  isAwaitExpression,
  isCallExpression,
  isElementAccessExpression,
  isFunctionLike,
  isNonNullExpression,
  isOptionalChain,
  isPropertyAccessExpression,
  isYieldExpression,
  SyntaxKind,
} = ts;

type Access = ts.PropertyAccessExpression | ts.ElementAccessExpression;
/** Those that a counted link calls. */
type Methods = ReadonlySet<Access | undefined>;

interface Link {
  readonly node: ts.OptionalChain;
  readonly probe: number;
  /** The method that it calls, if it is one. */
  readonly method?: Access;
}

/** Each is a call around the one before: V8 reads only so many. */
const MOST_LINKS = 300;

export function visitChain(context: Context, chain: ts.OptionalChain): void {
  const inwards = [chain];
  let root = chain.expression;
  for (; isOptionalChain(root); root = root.expression) inwards.push(root);
  const nodes = inwards.toReversed();
  const isLeftOut = nodes.length > MOST_LINKS || context.isIgnored(chain);
  const links = isLeftOut ? [] : nodes.flatMap((node) => linkAt(context, node));
  const closings = new Map(links.map((link, i) => [link.node, closingOf(link, i, links)]));
  const methods = new Set(links.map(({ method }) => method));
  // All begin where the chain begins, and the last one stands furthest out.
  for (const link of links.toReversed())
    context.insertions.open(context.startOf(chain), openingOf(context, link, links));
  visitRoot(context, root, methods);
  for (const node of nodes) {
    const closing = closings.get(node);
    if (closing !== undefined) context.insertions.close(node.expression.end, closing);
    if (isAccess(node)) visitAccess(context, node, methods);
    else if (isCallExpression(node))
      for (const argument of node.arguments) visitExpression(context, argument);
  }
}

/** @returns none when nothing is to be counted here, or counting would change what the program does */
function linkAt(context: Context, node: ts.OptionalChain): readonly Link[] {
  if (isNonNullExpression(node) || node.questionDotToken === undefined) return [];
  const { questionDotToken, expression } = node;
  const method = isCallExpression(node) && isAccess(expression) ? expression : undefined;
  const hidesMethod = isCallExpression(node) && isWrapper(expression);
  if (hidesMethod || (method !== undefined && suspends(method))) return [];
  const probe = context.map.link(node, questionDotToken);
  return probe === undefined ? [] : [{ node, probe, ...(method !== undefined && { method }) }];
}

function openingOf({ probes }: Context, { method }: Link, links: readonly Link[]): string {
  if (method === undefined) return `${probes.helper(links.length > 1 ? 'link' : 'value')}(`;
  const receiver = isSuper(method.expression) ? `this,${probes.parameter}=>` : '';
  return `${probes.helper('method')}(${receiver}`;
}

/** What a helper has to know of the links around it: see `probe-text.ts`. */
function closingOf({ probe, method }: Link, i: number, { length }: readonly Link[]): string {
  if (length === 1 && method === undefined) return `,${probe})`;
  return `,${probe},${(i > 0 ? 1 : 0) + (i < length - 1 ? 2 : 0)})`;
}

function visitRoot(context: Context, root: ts.Expression, methods: Methods): void {
  if (!isAccess(root) || !methods.has(root)) return visitExpression(context, root);
  if (!isSuper(root.expression)) visitExpression(context, root.expression);
  visitAccess(context, root, methods);
}

/** What it is read from has been visited; of a method that is called, reading it is a function of that. */
function visitAccess(context: Context, node: Access, methods: Methods): void {
  const { expression } = node;
  const { parameter } = context.probes;
  if (methods.has(node) && !isSuper(expression))
    context.insertions.close(expression.end, `,${parameter}=>${parameter}`);
  if (isElementAccessExpression(node)) visitExpression(context, node.argumentExpression);
}

function isAccess(node: ts.Node): node is Access {
  return isPropertyAccessExpression(node) || isElementAccessExpression(node);
}

function isSuper(node: ts.Node): boolean {
  return node.kind === SyntaxKind.SuperKeyword;
}

/** Its key is waited for, which a function could not do in its place. */
function suspends(method: Access): boolean {
  const search = (node: ts.Node): boolean =>
    isAwaitExpression(node) ||
    isYieldExpression(node) ||
    (!isFunctionLike(node) && forEachChild(node, search) === true);
  return isElementAccessExpression(method) && search(method.argumentExpression);
}
