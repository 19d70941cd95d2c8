/** Whether what is thrown at a place of a source is caught there for good. */
// oxlint-disable-next-line no-restricted-imports -- only the compiler in it, in a chunk of debugged runs
import { ts } from 'ts-morph';

export interface Source {
  readonly path: string;
  readonly text: string;
}

/** 1-based. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** By a `catch` of the same function that does not throw anew. */
export function isCaught({ path, text }: Source, { line, column }: Place): boolean {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, false, kindOf(path));
  const start = file.getLineStarts()[line - 1];
  if (start === undefined) return false;
  const offset = start + column - 1;
  let isInside = false;
  const visit = (node: ts.Node): void => {
    if (offset < node.pos || offset >= node.end) return;
    if (ts.isFunctionLike(node) || ts.isClassStaticBlockDeclaration(node)) isInside = false;
    else if (ts.isTryStatement(node) && contains(node.tryBlock, offset))
      isInside ||= node.catchClause !== undefined && !throwsAnew(node.catchClause);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return isInside;
}

function contains({ pos, end }: ts.Node, offset: number): boolean {
  return offset >= pos && offset < end;
}

function throwsAnew(node: ts.Node): boolean {
  if (ts.isFunctionLike(node)) return false;
  return ts.isThrowStatement(node) || ts.forEachChild(node, throwsAnew) === true;
}

function kindOf(path: string): ts.ScriptKind {
  return path.endsWith('x') || /\.[cm]?js$/.test(path) ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
}
