import { ts } from 'ts-morph';
import { isWrapper } from './callees.ts';
import type { Scope } from './scopes.ts';
import { visitAround } from './visit.ts';

/** Which transformer makes a file, and with it where the maps of the host lead. */
export type Transformer = 'esbuild' | 'typescript';

export function transformerOf(source: ts.SourceFile): Transformer {
  return hasTopLevelAwait(source) ? 'typescript' : 'esbuild';
}

function hasTopLevelAwait(source: ts.SourceFile): boolean {
  let isFound = false;
  visitAround(source, /\bawait\b/g, (node) => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return 'skip';
    isFound ||=
      ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined);
    return isFound ? 'skip' : undefined;
  });
  return isFound;
}

/**
 * What a run reports as the place of a call. V8 names the last word before the bracket, or else the bracket
 * itself. esbuild's map leads from there to the last place in front of it: a name, or what closes a call. TypeScript's leads
 * to the bracket; a name that is imported becomes an expression, and so ends at it.
 */
export function callPosition(
  call: ts.CallExpression | ts.TaggedTemplateExpression,
  source: ts.SourceFile,
  { transformer, scope }: { readonly transformer: Transformer; readonly scope: Scope },
): number {
  const callee = ts.isCallExpression(call) ? call.expression : call.tag;
  const isTagged = !ts.isCallExpression(call);
  if (transformer === 'typescript' && (isTagged || endsAtBracket(callee, scope))) {
    return callee.end;
  }
  let at: ts.Expression = callee;
  for (;;) {
    if (isWrapper(at)) at = at.expression;
    else if (ts.isConditionalExpression(at)) at = at.whenFalse;
    else if (ts.isBinaryExpression(at)) at = at.right;
    else break;
  }
  if (ts.isPropertyAccessExpression(at)) return at.name.getStart(source);
  return ts.isIdentifier(at) ? at.getStart(source) : at.end - 1;
}

function endsAtBracket(callee: ts.Expression, scope: Scope): boolean {
  if (ts.isPropertyAccessExpression(callee)) return false;
  return !ts.isIdentifier(callee) || scope.find(callee.text)?.origin?.kind === 'import';
}
