/** The title of a test where it is plain text at the front of its call: what can be renamed by replacing it. */
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { TreeNode } from '../discovery/file-tree.ts';
import type { PlaceRange } from '../protocol.ts';
import { toPosition } from './ranges.ts';

export interface TitleLiteral {
  /** Without the quotes. */
  readonly range: PlaceRange;
  readonly quote: string;
}

/** Only the called name stands before it: the rows of a table have their titles from elsewhere. */
const titleFirst = /^([\w$.\s]+(?:<[^()'"`]*>)?\(\s*)(['"`])((?:\\.|(?!\2)[^\\])*)\2/s;
const longestCall = 2_000;

export function titleLiteral(document: TextDocument, node: TreeNode): TitleLiteral | undefined {
  if (node.file !== undefined || node.isDynamic === true) return undefined;
  const start = document.offsetAt(toPosition(node.range.start));
  const match = titleFirst.exec(document.getText().slice(start, start + longestCall));
  const [, head = '', quote = '', written = ''] = match ?? [];
  if (match === null || unescaped(written) !== node.title) return undefined;
  const from = start + head.length + 1;
  const range = {
    start: document.positionAt(from),
    end: document.positionAt(from + written.length),
  };
  return { range, quote };
}

/** The text between quotes that gives this title. */
export function escapeFor(quote: string, title: string): string {
  const escaped = title.replaceAll('\\', String.raw`\\`).replaceAll(quote, `\\${quote}`);
  const oneLine = escaped.replaceAll('\n', String.raw`\n`).replaceAll('\r', String.raw`\r`);
  return quote === '`' ? oneLine.replaceAll('${', '\\${') : oneLine;
}

const shortEscapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** What stands between quotes, as the program reads it: the usual escapes. */
export function unescaped(written: string): string {
  return written.replaceAll(/\\(.)/gs, (_, letter: string) => shortEscapes[letter] ?? letter);
}
