/** Names of tags where tags are written, or tests are selected by them: those of the configuration and of the other tests. */
import { CompletionItemKind, type CompletionItem } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Position } from './ranges.ts';

/** `tags: 'x`, `tags: ['x', 'y` up to the cursor. */
const inTags = /\btags\s*:\s*(?:\[[^\][]*)?(["'`])([^"'`\n]*)$/;
/** `ztest --tags "db && x` in a script, up to the cursor. */
const inFilter =
  /\bztest\b[^\n]*\s--tags(?:=|\s+)(?:\\?["'])?(?:[^"'\n]*[\s(!&|])?()([^\s()!&|"'\\]*)$/;
const longestList = 500;

export interface KnownTags {
  readonly configured: readonly string[];
  readonly used: Iterable<string>;
}

export function isInTags(document: TextDocument, position: Position): boolean {
  return writtenTag(document, position) !== undefined;
}

export function completeTags(
  document: TextDocument,
  position: Position,
  { configured, used }: KnownTags,
): CompletionItem[] {
  const written = writtenTag(document, position) ?? '';
  const range = {
    start: { line: position.line, character: position.character - written.length },
    end: position,
  };
  return [...new Set([...configured, ...[...used].toSorted()])]
    .filter((name) => name !== written)
    .map((name) => ({
      label: name,
      kind: CompletionItemKind.EnumMember,
      detail: configured.includes(name) ? 'tag of the configuration' : 'tag of another test',
      textEdit: { range, newText: name },
    }));
}

function writtenTag(document: TextDocument, position: Position): string | undefined {
  const end = document.offsetAt(position);
  const before = document.getText().slice(Math.max(0, end - longestList), end);
  return (inTags.exec(before) ?? inFilter.exec(before))?.[2];
}
