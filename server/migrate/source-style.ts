/** How a file is written, so that what is added to it looks the same. Pure. */
import { ts } from 'ts-morph';
import { lineEndOf } from './text-edit.ts';

export interface SourceStyle {
  readonly quote: string;
  /** Behind a statement: `;` or nothing. */
  readonly semicolon: string;
  /** Behind the last of a list that takes several lines: `,` or nothing. */
  readonly lastComma: string;
  /** Inside the braces of a list on one line: a space or nothing. */
  readonly padding: string;
  readonly indent: string;
  readonly lineEnd: string;
}

/** As most of its statements and lists show it is written. */
export function styleOf(tree: ts.SourceFile): SourceStyle {
  const { text } = tree;
  const quoted = /(?:from|require\()\s*(["'])/.exec(text) ?? /(["'])/.exec(text);
  const ended = tree.statements.filter(
    (one) =>
      ts.isImportDeclaration(one) || ts.isExpressionStatement(one) || ts.isVariableStatement(one),
  );
  const withSemicolon = ended.filter((one) => one.getText().endsWith(';')).length;
  const lists = listsIn(tree);
  const withComma = lists.filter(({ hasTrailingComma }) => hasTrailingComma).length;
  return {
    quote: quoted?.[1] ?? "'",
    semicolon: ended.length === 0 || withSemicolon * 2 >= ended.length ? ';' : '',
    lastComma: withComma * 2 >= lists.length ? ',' : '',
    padding: isPadded(tree) ? ' ' : '',
    indent: /^(\t| {2,8})[^\s*]/m.exec(text)?.[1] ?? '  ',
    lineEnd: lineEndOf(text),
  };
}

/** Names in braces show it, and objects where there are none. */
function isPadded({ text }: ts.SourceFile): boolean {
  const names =
    /(?:import|export|const|let|var)\s+(?:[\w$]+\s*,\s*)?(?:type\s+)?\{([ \t]?)[^\s{}]/g;
  const all = [...text.matchAll(names)];
  const found = all.length > 0 ? all : [...text.matchAll(/[(,=:]\s*\{([ \t]?)[^\s{}]/g)];
  return found.filter(([, space]) => space !== '').length * 2 >= found.length;
}

/** Prettier's. */
export const DEFAULT_WIDTH = 80;

/** Where a project says how long its lines may be; the first that does counts. */
const WIDTHS: readonly (readonly [file: string, width: RegExp])[] = [
  ...[
    '.prettierrc',
    '.prettierrc.json',
    '.prettierrc.yaml',
    '.prettierrc.yml',
    '.prettierrc.js',
    '.prettierrc.cjs',
    'prettier.config.js',
    'prettier.config.mjs',
    'prettier.config.cjs',
    'package.json',
  ].map((file) => [file, /\bprintWidth["']?\s*:\s*(\d+)/] as const),
  ['biome.json', /"lineWidth"\s*:\s*(\d+)/],
  ['.editorconfig', /^\s*max_line_length\s*=\s*(\d+)/m],
];

/** @param read the text of a file, by its path from the root of the project */
export function printWidthOf(read: (file: string) => string | undefined): number {
  for (const [file, width] of WIDTHS) {
    const found = width.exec(read(file) ?? '')?.[1];
    if (found !== undefined) return Number(found);
  }
  return DEFAULT_WIDTH;
}

/** Lists that take several lines, whose end has one of its own. */
function listsIn(tree: ts.SourceFile): readonly ts.NodeArray<ts.Node>[] {
  const found: ts.NodeArray<ts.Node>[] = [];
  const visit = (node: ts.Node): void => {
    const list = listOf(node);
    const last = list?.at(-1);
    if (list !== undefined && last !== undefined) {
      const rest = tree.text.slice(last.end, node.end);
      if (/^,?[ \t]*\r?\n/.test(rest)) found.push(list);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

function listOf(node: ts.Node): ts.NodeArray<ts.Node> | undefined {
  if (ts.isObjectLiteralExpression(node)) return node.properties;
  if (
    ts.isArrayLiteralExpression(node) ||
    ts.isNamedImports(node) ||
    ts.isObjectBindingPattern(node)
  )
    return node.elements;
  return undefined;
}
