import { ts } from 'ts-morph';
import { isWrapper } from './callees.ts';

/**
 * What a run reports as the place of a call of `callee`. V8 names the last word before the bracket, or else the bracket
 * itself, which the transformer's map leads to the last place in front of it: a name, or what closes a call.
 */
export function callPosition(callee: ts.Expression, source: ts.SourceFile): number {
  let at = callee;
  for (;;) {
    if (isWrapper(at)) at = at.expression;
    else if (ts.isConditionalExpression(at)) at = at.whenFalse;
    else if (ts.isBinaryExpression(at)) at = at.right;
    else break;
  }
  if (ts.isPropertyAccessExpression(at)) return at.name.getStart(source);
  return ts.isIdentifier(at) ? at.getStart(source) : at.end - 1;
}
