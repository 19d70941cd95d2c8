import { ts } from 'ts-morph';
import { calleeKind } from './callees.ts';
import type { Scope } from './scopes.ts';

/** Whether evaluating the expression may declare tests: whether it calls anything that nobody knows not to. */
export function mayDeclare(node: ts.Expression, scope: Scope): boolean {
  return search(node, scope, false);
}

/** @param isCalled functions that are found are called, so that what stands in them counts */
function search(node: ts.Node, scope: Scope, isCalled: boolean): boolean {
  if (ts.isCallExpression(node) || ts.isTaggedTemplateExpression(node)) {
    const kind = calleeKind(ts.isCallExpression(node) ? node.expression : node.tag, scope);
    if (kind === 'quiet') return false;
    if (kind !== 'pure') return true;
    return ts.forEachChild(node, (child) => search(child, scope, true) || undefined) === true;
  }
  if (ts.isFunctionLike(node) || ts.isClassLike(node)) {
    if (!isCalled || ts.isClassLike(node)) return false;
  }
  if (ts.isTypeNode(node)) return false;
  return ts.forEachChild(node, (child) => search(child, scope, isCalled) || undefined) === true;
}
