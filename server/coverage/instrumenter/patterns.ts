/** What values are given to: patterns and their defaults, left sides of assignments. */
import { ts } from 'ts-morph';
import type { Context } from './context.ts';
import { isAssignment, visitComputed, visitExpression, visitValue } from './expressions.ts';
import { staticName, withoutParentheses } from './function-names.ts';

const {
  isArrayLiteralExpression,
  isIdentifier,
  isObjectLiteralExpression,
  isOmittedExpression,
  isPropertyAssignment,
  isShorthandPropertyAssignment,
  isSpreadAssignment,
  isSpreadElement,
} = ts;

export function visitPattern(context: Context, name: ts.BindingName): void {
  if (isIdentifier(name)) return;
  for (const element of name.elements) {
    if (isOmittedExpression(element)) continue;
    if (element.propertyName !== undefined) visitComputed(context, element.propertyName);
    visitDefault(context, element);
    visitPattern(context, element.name);
  }
}

export interface WithDefault {
  readonly name: ts.Node;
  readonly initializer?: ts.Expression | undefined;
}

export function visitDefault(context: Context, { name, initializer }: WithDefault): void {
  if (initializer === undefined || context.isIgnored(name)) return;
  const branch = context.map.branch('default-arg', { from: name, to: initializer });
  const probe = branch.path(withoutParentheses(initializer), context.startOf(initializer));
  visitValue(context, initializer, { probe, name: staticName(name) });
}

/** The left side of an assignment. */
export function visitTarget(context: Context, node: ts.Node): void {
  if (isArrayLiteralExpression(node)) {
    for (const element of node.elements) visitElement(context, element);
  } else if (isObjectLiteralExpression(node)) {
    for (const property of node.properties) {
      if (isPropertyAssignment(property)) {
        visitComputed(context, property.name);
        visitElement(context, property.initializer);
      } else if (isShorthandPropertyAssignment(property)) {
        const { name, objectAssignmentInitializer: initializer } = property;
        visitDefault(context, { name, initializer });
      } else if (isSpreadAssignment(property)) visitTarget(context, property.expression);
    }
  } else visitExpression(context, node);
}

function visitElement(context: Context, node: ts.Expression): void {
  if (isSpreadElement(node)) return visitTarget(context, node.expression);
  if (!isAssignment(node)) return visitTarget(context, node);
  visitDefault(context, { name: node.left, initializer: node.right });
  visitTarget(context, node.left);
}
