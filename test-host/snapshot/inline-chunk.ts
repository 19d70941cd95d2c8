/**
 * Puts inline snapshots into a source file: entry of the chunk `inline-snapshots`, loaded only when there is
 * one to write, as it brings the TypeScript compiler. The source is parsed, never guessed at, and everything
 * but the one argument of each call stays as it is, byte for byte.
 */
// oxlint-disable-next-line no-restricted-imports -- only the compiler in it, in a chunk that is loaded to write
import { ts } from 'ts-morph';
import { findMatcherCalls, type FoundCall } from './inline-calls.ts';
import { indentSnapshot } from './inline-indentation.ts';
import { escapeTemplate } from './snap-format.ts';

export interface InlineText {
  /** 1-based, of the name of the matcher in the call. */
  readonly line: number;
  readonly column: number;
  readonly value: string;
  readonly hasArgument: boolean;
}

export type Rewritten<T> =
  | {
      readonly kind: 'rewritten';
      readonly text: string;
      readonly notFound: readonly T[];
      readonly notLiteral: readonly T[];
    }
  | { readonly kind: 'unparsable'; readonly line: number; readonly reason: string };

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** @param source its path tells the language: `.ts`, `.tsx`, `.mts`, `.cts`, or JavaScript with JSX */
export function rewriteSource<T extends InlineText>(
  source: { readonly path: string; readonly text: string },
  snapshots: readonly T[],
): Rewritten<T> {
  const file = parse(source.path, source.text);
  const problem = firstSyntaxError(file);
  if (problem !== undefined) return { kind: 'unparsable', ...problem };

  const calls = findMatcherCalls(file, snapshots);
  const notFound: T[] = [];
  const notLiteral: T[] = [];
  const edits: Edit[] = [];
  for (const snapshot of snapshots) {
    const call = calls.get(snapshot);
    const edit = call && editOf(call, snapshot, file);
    if (call === undefined) notFound.push(snapshot);
    else if (edit === undefined) notLiteral.push(snapshot);
    else edits.push(edit);
  }
  return { kind: 'rewritten', text: applyEdits(source.text, edits), notFound, notLiteral };
}

function editOf(call: FoundCall, snapshot: InlineText, file: ts.SourceFile): Edit | undefined {
  const newline = file.text.includes('\r\n') ? '\r\n' : '\n';
  const indented = indentSnapshot(
    snapshot.value,
    call.indentation,
    call.indentation + call.indentUnit,
  );
  const literal = '`' + escapeTemplate(indented).replaceAll('\n', newline) + '`';

  const args = call.node.arguments;
  const present =
    args.find(isSnapshotLiteral) ??
    (snapshot.hasArgument ? args.find(isMadeOfLiterals) : undefined);
  if (present !== undefined)
    return { start: present.getStart(file), end: present.end, text: literal };
  if (snapshot.hasArgument) return undefined;
  const last = args.at(-1);
  if (last !== undefined) return { start: last.end, end: last.end, text: `, ${literal}` };
  const closing = call.node.end - 1;
  return { start: closing, end: closing, text: literal };
}

/** What Jest replaces: a plain string, or a template with or without substitutions. */
function isSnapshotLiteral(node: ts.Expression): boolean {
  return (
    ts.isStringLiteral(node) ||
    ts.isNoSubstitutionTemplateLiteral(node) ||
    ts.isTemplateExpression(node)
  );
}

/** A tagged template, or literals that are joined or asserted to a type: the whole of it can be replaced. */
function isMadeOfLiterals(node: ts.Expression): boolean {
  if (isSnapshotLiteral(node) || ts.isTaggedTemplateExpression(node)) return true;
  if (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node)
  ) {
    return isMadeOfLiterals(node.expression);
  }
  return (
    ts.isBinaryExpression(node) &&
    node.operatorToken.kind === ts.SyntaxKind.PlusToken &&
    isMadeOfLiterals(node.left) &&
    isMadeOfLiterals(node.right)
  );
}

function parse(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(
    path,
    text,
    { languageVersion: ts.ScriptTarget.Latest },
    false,
    kindOf(path),
  );
}

function kindOf(path: string): ts.ScriptKind {
  if (/\.[cm]?ts$/.test(path)) return ts.ScriptKind.TS;
  return path.endsWith('.tsx') ? ts.ScriptKind.TSX : ts.ScriptKind.JSX;
}

function firstSyntaxError(file: ts.SourceFile): { line: number; reason: string } | undefined {
  // The parser's own list is not in the public types; a program would be needed to ask for it.
  const list: unknown = Reflect.get(file, 'parseDiagnostics');
  const first: unknown = Array.isArray(list) ? list[0] : undefined;
  if (
    typeof first !== 'object' ||
    first === null ||
    !('start' in first) ||
    !('messageText' in first)
  )
    return undefined;
  const { line } = file.getLineAndCharacterOfPosition(Number(first.start));
  return { line: line + 1, reason: `${String(first.messageText)} (line ${line + 1})` };
}

function applyEdits(text: string, edits: readonly Edit[]): string {
  const ordered = [...edits].sort((a, b) => a.start - b.start);
  let result = '';
  let at = 0;
  for (const edit of ordered) {
    if (edit.start < at) continue; // a call inside the argument of another: the outer one replaces it
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}
