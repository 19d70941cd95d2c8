/** Makes the function around a place `async`, where its text says plainly enough which one that is. */
import type { TextEdit } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';

/** @returns `undefined`: it is async already, or cannot be told */
export function asyncEdit(document: TextDocument, offset: number): TextEdit | undefined {
  const text = document.getText().slice(0, offset);
  const head = functionHead(text);
  if (head === undefined || /\basync\s*$/.test(text.slice(0, head))) return undefined;
  const at = document.positionAt(head);
  return { range: { start: at, end: at }, newText: 'async ' };
}

/** Where the function begins whose body the end of the text lies in: blocks of `if`, `for`, … are passed. */
function functionHead(text: string): number | undefined {
  let end = text.length;
  for (;;) {
    const brace = openingBefore(text, end, '{');
    const head = brace === undefined ? arrowHead(text.slice(0, end)) : undefined;
    if (head !== undefined) return head;
    if (brace === undefined) return undefined;
    const before = text.slice(0, brace).trimEnd();
    const found = before.endsWith('=>') ? arrowHead(before) : keywordHead(before);
    if (found !== undefined) return found;
    end = brace;
  }
}

/** `(a, b) =>`, `a =>` */
function arrowHead(text: string): number | undefined {
  if (!text.trimEnd().endsWith('=>')) return undefined;
  const params = text.trimEnd().slice(0, -2).trimEnd();
  if (!params.endsWith(')')) return /[\w$]+$/.exec(params)?.index;
  return openingBefore(params, params.length - 1, '(');
}

/** `function name(a, b)` */
function keywordHead(text: string): number | undefined {
  if (!text.endsWith(')')) return undefined;
  const open = openingBefore(text, text.length - 1, '(');
  return open === undefined
    ? undefined
    : /\bfunction\s*\*?\s*[\w$]*\s*$/.exec(text.slice(0, open))?.index;
}

const closing: Readonly<Record<string, string>> = { '{': '}', '(': ')' };

function openingBefore(text: string, end: number, open: '{' | '('): number | undefined {
  let depth = 0;
  for (let at = end - 1; at >= 0; at--) {
    if (text[at] === closing[open]) depth += 1;
    else if (text[at] === open && depth-- === 0) return at;
  }
  return undefined;
}
