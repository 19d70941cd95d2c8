/** Which edit takes a problem away. */
import {
  CodeActionKind,
  type CodeAction,
  type Command,
  type TextEdit,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { TreeProblem } from '../discovery/file-tree.ts';
import { installPackage, type InstallPackage, type PlaceRange } from '../protocol.ts';
import { asyncEdit } from './enclosing-function.ts';
import { pathToUri } from './file-uris.ts';
import { firstLine, isSamePlace, overlaps, toPosition } from './ranges.ts';
import { renameEdit } from './rename.ts';
import type { KnownTree } from './services.ts';
import type { Session } from './session.ts';
import { titleLiteral, unescaped } from './title-literal.ts';

interface Fix {
  readonly title: string;
  readonly edits?: readonly TextEdit[];
  /** For the client to carry out. */
  readonly command?: Command;
  /** Nothing else can be meant. */
  readonly isPreferred?: true;
}

/** @param range where the author asks for fixes */
export function quickFixes(
  document: TextDocument,
  tree: KnownTree,
  { range, toDiagnostic }: { readonly range: PlaceRange } & Pick<Session, 'toDiagnostic'>,
): CodeAction[] {
  const here = tree.problems.filter(
    (problem) => problem.file === undefined && overlaps(firstLine(problem.range), range),
  );
  return here.flatMap((problem) =>
    fixesOf(problem, document, tree).map(({ title, edits, command, isPreferred }) => ({
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [toDiagnostic(problem)],
      ...(edits !== undefined && { edit: { changes: { [document.uri]: [...edits] } } }),
      ...(command !== undefined && { command }),
      ...(isPreferred && { isPreferred }),
    })),
  );
}

function fixesOf(problem: TreeProblem, document: TextDocument, tree: KnownTree): readonly Fix[] {
  switch (problem.kind) {
    case 'only':
      return removeOnly(problem, document);
    case 'missing-import':
      return [...importWhatWasMeant(problem, document), ...install(problem)];
    case 'not-awaited':
      return awaitAssertion(problem, document);
    case 'duplicate-title':
      return giveOwnTitle(problem, document, tree);
    case 'exact-message':
      return matchLess(problem, document);
    case 'unknown-tag':
      return writeKnownTag(problem, document);
    case 'empty-suite':
      return removeSuite(problem, document);
    default:
      return [];
  }
}

/** `test.only(`, `fit(` and `{ only: true }`. */
function removeOnly({ range }: TreeProblem, document: TextDocument): readonly Fix[] {
  const start = document.offsetAt(toPosition(range.start));
  const call = document.getText().slice(start, document.offsetAt(toPosition(range.end)));
  const found =
    /^[\w$.\s]*?(\.\s*only)\b/.exec(call) ??
    /^(f)(?:it|describe|test)\b/.exec(call) ??
    /^[^{]*\{[^{}]*?((?:,\s*)?\bonly\s*:\s*true(?:\s*,\s*(?=\w))?)/.exec(call);
  const word = found?.[1];
  if (found === null || word === undefined) return [];
  const from = start + found[0].lastIndexOf(word);
  const edit = replace(document, [from, from + word.length], '');
  return [{ title: 'Remove "only"', edits: [edit], isPreferred: true }];
}

function awaitAssertion({ range }: TreeProblem, document: TextDocument): readonly Fix[] {
  const at = document.offsetAt(toPosition(range.start));
  const makeAsync = asyncEdit(document, at);
  const edits = [
    replace(document, [at, at], 'await '),
    ...(makeAsync === undefined ? [] : [makeAsync]),
  ];
  return [{ title: 'Await the assertion', edits, isPreferred: true }];
}

function importWhatWasMeant({ range, guess }: TreeProblem, document: TextDocument): readonly Fix[] {
  if (guess === undefined) return [];
  const edits = [replace(document, withoutQuotes(range, document), guess)];
  return [{ title: `Import "${guess}"`, edits, isPreferred: true }];
}

function install({ install: missing }: TreeProblem): readonly Fix[] {
  if (missing === undefined) return [];
  const { name, folder, command } = missing;
  const title = missing.isDeclared ? `Install what package.json names` : `Install "${name}"`;
  const argument: InstallPackage = { name, folder: pathToUri(folder), command };
  return [{ title, command: { title, command: installPackage, arguments: [argument] } }];
}

function writeKnownTag({ range, guess }: TreeProblem, document: TextDocument): readonly Fix[] {
  const [start, end] = withoutQuotes(range, document);
  const isWritten = /^["'`]/.test(document.getText().slice(start - 1, end));
  if (guess === undefined || !isWritten || range.start.line !== range.end.line) return [];
  const edits = [replace(document, [start, end], guess)];
  return [{ title: `Change to "${guess}"`, edits, isPreferred: true }];
}

/** `toThrow('…')` to a regular expression, a class or a code: what is there to choose from. */
function matchLess({ range }: TreeProblem, document: TextDocument): readonly Fix[] {
  const start = document.offsetAt(toPosition(range.start));
  const end = document.offsetAt(toPosition(range.end));
  const text = document.getText();
  const written = text.slice(start + 1, end - 1);
  if (/\\[ux\d]/.test(written)) return [];
  const message = unescaped(written);
  const pattern = toPattern(message);
  const fixes: Fix[] = [
    { title: `Match with ${pattern}`, edits: [replace(document, [start, end], pattern)] },
  ];
  for (const name of importedErrors(text)) {
    fixes.push({
      title: `Match the class ${name}`,
      edits: [replace(document, [start, end], name)],
    });
  }
  const code = /^(?:ERR_[A-Z\d_]+|E[A-Z\d_]{3,})(?![\w])/.exec(message)?.[0];
  const method = /toThrow(?:Error)?(?=\s*\(\s*$)/.exec(text.slice(0, start));
  if (code !== undefined && method !== null && importsZtest.test(text)) {
    fixes.push({
      title: `Match the code ${code}`,
      edits: [
        replace(document, [method.index, method.index + method[0].length], 'toThrowCode'),
        replace(document, [start, end], `'${code}'`),
      ],
    });
  }
  return fixes;
}

/** Only ztest has `toThrowCode`. */
const importsZtest = /\bfrom\s*["']ztest(?:\/jest)?["']/;
const mostClasses = 3;

/** Finds the same text anywhere in the message, as the string did. */
function toPattern(message: string): string {
  const escaped = message
    .replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)
    .replaceAll('\n', String.raw`\n`)
    .replaceAll('\r', String.raw`\r`);
  return `/${escaped}/`;
}

function importedErrors(text: string): readonly string[] {
  const names = [...text.matchAll(/^import\s([^;'"`]*)\bfrom\b/gm)].flatMap(
    ([, clause = '']) => clause.match(/\b[A-Z]\w*(?:Error|Exception)\b/g) ?? [],
  );
  return [...new Set(names)].slice(0, mostClasses);
}

/** Where nothing but its title would be lost. */
function removeSuite({ range }: TreeProblem, document: TextDocument): readonly Fix[] {
  const start = document.offsetAt(toPosition(range.start));
  const end = document.offsetAt(toPosition(range.end));
  const text = document.getText();
  if (!/(?:=>|\bfunction\b[^{]*)\s*\{\s*\}\s*,?\s*\)$/.test(text.slice(start, end))) return [];
  const before = /(?:^|\n)[ \t]*$/.exec(text.slice(0, start));
  const after = /^[ \t]*;?[ \t]*(?=\r?\n|$)/.exec(text.slice(end));
  if (before === null || after === null) return []; // a part of a longer statement
  const edits = [replace(document, [before.index, end + after[0].length], '')];
  return [{ title: 'Remove the empty suite', edits }];
}

function withoutQuotes(
  { start, end }: TreeProblem['range'],
  document: TextDocument,
): readonly [number, number] {
  return [document.offsetAt(toPosition(start)) + 1, document.offsetAt(toPosition(end)) - 1];
}

function giveOwnTitle(
  { range }: TreeProblem,
  document: TextDocument,
  { nodes }: KnownTree,
): readonly Fix[] {
  const node = nodes.findLast(
    (one) => one.file === undefined && isSamePlace(one.range.start, range.start),
  );
  const literal = node && titleLiteral(document, node);
  if (node === undefined || literal === undefined) return [];
  const taken = new Set(
    nodes.flatMap(({ parent, title }) => (parent === node.parent ? title : [])),
  );
  let number = 2;
  while (taken.has(`${node.title} (${number})`)) number += 1;
  const title = `${node.title} (${number})`;
  return [{ title: `Rename to "${title}"`, edits: [renameEdit(literal, title)] }];
}

function replace(
  document: TextDocument,
  [from, to]: readonly [number, number],
  newText: string,
): TextEdit {
  return { range: { start: document.positionAt(from), end: document.positionAt(to) }, newText };
}
