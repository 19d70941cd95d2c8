/** Which edit takes a problem away. */
import { CodeActionKind, type CodeAction, type TextEdit } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { TreeProblem } from '../discovery/file-tree.ts';
import { asyncEdit } from './enclosing-function.ts';
import { firstLine, isSamePlace, overlaps, toPosition } from './ranges.ts';
import { renameEdit } from './rename.ts';
import type { PlaceRange } from '../protocol.ts';
import type { KnownTree } from './services.ts';
import { titleLiteral } from './title-literal.ts';

interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** Nothing else can be meant. */
  readonly isPreferred?: true;
}

/** @param range where the author asks for fixes */
export function quickFixes(
  document: TextDocument,
  tree: KnownTree,
  range: PlaceRange,
): CodeAction[] {
  const here = tree.problems.filter(
    (problem) => problem.file === undefined && overlaps(firstLine(problem.range), range),
  );
  return here.flatMap((problem) =>
    fixesOf(problem, document, tree).map(({ title, edits, isPreferred }) => ({
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [],
      edit: { changes: { [document.uri]: [...edits] } },
      ...(isPreferred && { isPreferred }),
    })),
  );
}

function fixesOf(problem: TreeProblem, document: TextDocument, tree: KnownTree): readonly Fix[] {
  switch (problem.kind) {
    case 'only':
      return removeOnly(problem, document);
    case 'missing-import':
      return importWhatWasMeant(problem, document);
    case 'not-awaited':
      return awaitAssertion(problem, document);
    case 'duplicate-title':
      return giveOwnTitle(problem, document, tree);
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
  const start = document.offsetAt(toPosition(range.start)) + 1; // without the quotes
  const end = document.offsetAt(toPosition(range.end)) - 1;
  const edits = [replace(document, [start, end], guess)];
  return [{ title: `Import "${guess}"`, edits, isPreferred: true }];
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
