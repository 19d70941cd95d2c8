/** How a file gets the names of ztest: in the place of its import from Jest, or as a new first one. */
import { ts } from 'ts-morph';
import type { ImportedName, JestImport, JestImports } from './jest-imports.ts';
import { styleOf, type SourceStyle } from './source-style.ts';
import type { TextEdit } from './text-edit.ts';

export interface WantedNames {
  readonly imports: JestImports;
  readonly values: ReadonlySet<string>;
  readonly types: ReadonlySet<string>;
  /** The `jest` object stays in use. */
  readonly usesJest: boolean;
  /** How a file is written that neither imports nor requires anything. */
  readonly fallback: 'import' | 'require';
  /** How long a line may be. */
  readonly printWidth: number;
}

export function importEdits(tree: ts.SourceFile, wanted: WantedNames): readonly TextEdit[] {
  const { imports, usesJest } = wanted;
  const edits: TextEdit[] = [];
  const values = new Set(wanted.values);
  const types = new Set(wanted.types);
  if (usesJest && imports.jestNames.size === 0) values.add('jest');
  const named = imports.all.filter(({ names }) => names !== undefined);
  const host = named.find(({ isTypeOnly }) => !isTypeOnly);
  for (const one of imports.all) {
    if (one.names === undefined) edits.push(otherSpecifier(one, 'ztest/jest'));
    else edits.push(rewritten(one, tree, { wanted, ...(one === host && { values, types }) }));
  }
  if (host === undefined && values.size + types.size > 0)
    edits.push(newImport(tree, { wanted, values, types }));
  return edits;
}

function otherSpecifier({ specifier }: JestImport, name: string): TextEdit {
  const start = specifier.getStart();
  const quote = specifier.getText()[0] ?? "'";
  return { start, end: specifier.end, text: quote + name + quote };
}

interface Names {
  readonly wanted: WantedNames;
  readonly values?: ReadonlySet<string>;
  readonly types?: ReadonlySet<string>;
}

function rewritten(one: JestImport, tree: ts.SourceFile, names: Names): TextEdit {
  const { wanted, values = new Set<string>(), types = new Set<string>() } = names;
  const kept = (one.names ?? []).filter(({ imported }) => imported !== 'jest' || wanted.usesJest);
  const locals = new Set(kept.map(({ local }) => local));
  const elements = [
    ...kept.map((name) => elementOf(name, one)),
    ...[...values].filter((name) => !locals.has(name)),
    ...[...types].filter((name) => !locals.has(name)).map((name) => `type ${name}`),
  ];
  const { node } = one;
  const start = node.getStart();
  if (elements.length === 0) return { start, end: endOfLine(tree.text, node.end), text: '' };
  const needsJest = kept.some(({ imported }) => imported === 'jest') || values.has('jest');
  const module = needsJest ? 'ztest/jest' : 'ztest';
  const style = styleOf(tree);
  const text = statement(elements, {
    style: { ...style, quote: one.specifier.getText()[0] ?? style.quote },
    printWidth: wanted.printWidth,
    module,
    isRequire: ts.isVariableStatement(node),
    isTypeOnly: one.isTypeOnly,
  });
  return { start, end: node.end, text };
}

function elementOf(
  { imported, local, isType }: ImportedName,
  { node, isTypeOnly }: JestImport,
): string {
  const as = ts.isVariableStatement(node) ? ': ' : ' as ';
  const name = imported === local ? local : imported + as + local;
  return isType && !isTypeOnly ? `type ${name}` : name;
}

function newImport(
  tree: ts.SourceFile,
  { wanted, values = new Set(), types = new Set() }: Names,
): TextEdit {
  const isRequire = isCommonJs(tree, wanted.fallback);
  const elements = [...[...values].sort(), ...[...types].sort().map((name) => `type ${name}`)];
  const short = ['xit', 'xtest', 'fit', 'xdescribe', 'fdescribe', 'jest'];
  const style = styleOf(tree);
  const text = statement(elements, {
    style,
    printWidth: wanted.printWidth,
    module: short.some((name) => values.has(name)) ? 'ztest/jest' : 'ztest',
    isRequire,
    isTypeOnly: false,
  });
  const { offset, isAlone } = placeOfImport(tree);
  const { lineEnd } = style;
  return { start: offset, end: offset, text: text + lineEnd + (isAlone ? lineEnd : '') };
}

interface StatementOptions {
  readonly style: SourceStyle;
  readonly printWidth: number;
  readonly module: string;
  readonly isRequire: boolean;
  readonly isTypeOnly: boolean;
}

/** On one line if that has the room; otherwise each name has its own. */
function statement(elements: readonly string[], options: StatementOptions): string {
  const { style, printWidth } = options;
  const { padding } = style;
  const line = declaration(`{${padding}${elements.join(', ')}${padding}}`, options);
  if (line.length <= printWidth) return line;
  const { indent, lineEnd, lastComma } = style;
  const lines = elements.map((one) => indent + one).join(`,${lineEnd}`);
  return declaration(`{${lineEnd}${lines}${lastComma}${lineEnd}}`, options);
}

function declaration(
  list: string,
  { style: { quote, semicolon }, module, isRequire, isTypeOnly }: StatementOptions,
): string {
  const specifier = quote + module + quote;
  if (isRequire) return `const ${list} = require(${specifier})${semicolon}`;
  return `import ${isTypeOnly ? 'type ' : ''}${list} from ${specifier}${semicolon}`;
}

/** An import would make a module of it, with other rules. */
function isCommonJs(tree: ts.SourceFile, fallback: 'import' | 'require'): boolean {
  if (/\.(?:[cm]?ts|tsx|mjs)$/.test(tree.fileName)) return false;
  if (tree.fileName.endsWith('.cjs')) return true;
  const isModule = tree.statements.some(
    (one) =>
      ts.isImportDeclaration(one) ||
      ts.isExportDeclaration(one) ||
      ts.isExportAssignment(one) ||
      (ts.canHaveModifiers(one) &&
        one.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true),
  );
  if (isModule) return false;
  return (
    /\brequire\s*\(|\bmodule\.exports\b|\bexports\.\w/.test(tree.text) || fallback === 'require'
  );
}

/** Before the first statement that is no directive, and before the comments that are about that statement. */
function placeOfImport(tree: ts.SourceFile): {
  readonly offset: number;
  readonly isAlone: boolean;
} {
  const { text } = tree;
  const first = tree.statements.find((one) => !isDirective(one));
  if (first === undefined) return { offset: text.length, isAlone: false };
  const leads =
    ts.isImportDeclaration(first) || /^(?:const|var|let)\b.*\brequire\(/.test(first.getText());
  let offset = first.getStart();
  const comments = ts.getLeadingCommentRanges(text, first.getFullStart()) ?? [];
  for (const { pos, end } of comments.toReversed()) {
    const comment = text.slice(pos, end);
    const gap = text.slice(end, offset);
    const isAttached = gap.split('\n').length <= 2;
    const isOnLine = !(comment + gap).includes('\n');
    if (!isAttached || OF_THE_FILE.test(comment)) break;
    if (leads && !isOnLine && !OF_THE_NEXT_LINE.test(comment)) break;
    offset = pos;
  }
  const line = text.lastIndexOf('\n', offset - 1) + 1;
  const isIndent = text.slice(line, offset).trim() === '';
  return { offset: isIndent ? Math.max(line, bomLength(text)) : offset, isAlone: !leads };
}

const OF_THE_NEXT_LINE =
  /eslint-disable-next-line|@ts-(?:ignore|expect-error)|prettier-ignore|biome-ignore/;

/** Licences, and what tools look for at the head of a file. */
const OF_THE_FILE =
  /^\/\*!|copyright|licen[sc]e|@preserve|SPDX-|@jest-|@flow|@noflow|@ts-(?:no)?check|@jsx|@format|@prettier|@fileoverview|@file\b|@module\b|@packageDocumentation|(?:eslint|oxlint|tslint:?)-?(?:disable|enable|env)(?!-(?:next-)?line)|^\/\*\s*(?:eslint|globals?|jshint|jslint|exported)\b|ignore file|^\/\/\/\s*</i;

function isDirective(node: ts.Statement): boolean {
  return ts.isExpressionStatement(node) && ts.isStringLiteral(node.expression);
}

function bomLength(text: string): number {
  return text.startsWith('\uFEFF') ? 1 : 0;
}

function endOfLine(text: string, offset: number): number {
  const rest = /^[ \t]*\r?\n/.exec(text.slice(offset));
  return offset + (rest?.[0].length ?? 0);
}
