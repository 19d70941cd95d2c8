/** Nodes of a file of JSON, with comments, and how one is taken out. */
import { ts } from 'ts-morph';
import type { TextEdit } from './text-edit.ts';

/** With the comma that is no longer needed. */
export function removal(text: string, all: readonly ts.Node[], node: ts.Node): TextEdit {
  const index = all.indexOf(node);
  const next = all[index + 1];
  if (next !== undefined) return { start: node.getStart(), end: next.getStart(), text: '' };
  const previous = all[index - 1];
  if (previous !== undefined) return { start: previous.end, end: node.end, text: '' };
  const comma = /^\s*,/.exec(text.slice(node.end))?.[0].length ?? 0;
  return { start: node.getStart(), end: node.end + comma, text: '' };
}

export function rootOf(file: string, text: string): ts.ObjectLiteralExpression | undefined {
  const tree = ts.parseJsonText(file, text);
  setParents(tree);
  const expression = tree.statements[0]?.expression;
  return expression !== undefined && ts.isObjectLiteralExpression(expression)
    ? expression
    : undefined;
}

/** `getStart` asks for the source file. */
function setParents(node: ts.Node): void {
  ts.forEachChild(node, (child) => {
    Reflect.set(child, 'parent', node);
    setParents(child);
  });
}

export function propertyOf(
  object: ts.ObjectLiteralExpression,
  name: string,
): ts.PropertyAssignment | undefined {
  return object.properties.filter(ts.isPropertyAssignment).find((one) => nameOf(one) === name);
}

export function objectAt(
  object: ts.ObjectLiteralExpression,
  name: string,
): ts.ObjectLiteralExpression | undefined {
  const value = propertyOf(object, name)?.initializer;
  return value !== undefined && ts.isObjectLiteralExpression(value) ? value : undefined;
}

export function nameOf({ name }: ts.ObjectLiteralElementLike): string | undefined {
  return name !== undefined && ts.isStringLiteral(name) ? name.text : undefined;
}

export function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? '';
}
