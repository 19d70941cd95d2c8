/**
 * Finds the keys of a TOML text that a TOML parser has already accepted (the parser gives values
 * without positions). It reads just enough to know keys, tables and where values end.
 */
import {
  positionFinder,
  type FindPosition,
  type KeyOffset,
  type KeyPath,
} from './key-positions.ts';

export function tomlPositions(text: string): FindPosition {
  return positionFinder(text, tomlKeys(text));
}

interface Cursor {
  readonly text: string;
  at: number;
}

export function* tomlKeys(text: string): Generator<KeyOffset> {
  const cursor: Cursor = { text, at: 0 };
  const listLengths = new Map<string, number>();
  let table: KeyPath = [];
  for (skipBlank(cursor); cursor.at < text.length; skipBlank(cursor)) {
    const start = cursor.at;
    if (text[cursor.at] === '[') {
      const isListOfTables = text[cursor.at + 1] === '[';
      cursor.at += isListOfTables ? 2 : 1;
      skipSpaces(cursor);
      const keyOffset = cursor.at;
      table = resolveLists(readKey(cursor), listLengths);
      if (isListOfTables) {
        const index = listLengths.get(JSON.stringify(table)) ?? 0;
        listLengths.set(JSON.stringify(table), index + 1);
        yield [table, keyOffset];
        table = [...table, index];
      }
      yield [table, keyOffset];
      skipToLineEnd(cursor);
    } else {
      yield* readPair(cursor, table);
    }
    if (cursor.at === start) cursor.at++; // not TOML after all: never stand still
  }
}

/** `[a.b]` below `[[a]]` belongs to the last element of `a`. */
function resolveLists(key: readonly string[], lengths: ReadonlyMap<string, number>): KeyPath {
  const path: (string | number)[] = [];
  key.forEach((part, i) => {
    path.push(part);
    const length = lengths.get(JSON.stringify(path));
    if (length !== undefined && i < key.length - 1) path.push(length - 1);
  });
  return path;
}

function* readPair(cursor: Cursor, table: KeyPath): Generator<KeyOffset> {
  const offset = cursor.at;
  const key = readKey(cursor);
  for (let i = 1; i <= key.length; i++) yield [[...table, ...key.slice(0, i)], offset];
  skipSpaces(cursor);
  if (cursor.text[cursor.at] !== '=') return skipToLineEnd(cursor);
  cursor.at++;
  skipSpaces(cursor);
  yield* readValue(cursor, [...table, ...key]);
  return undefined;
}

function* readValue(cursor: Cursor, path: KeyPath): Generator<KeyOffset> {
  const open = cursor.text[cursor.at];
  if (open === '"' || open === "'") return readString(cursor);
  if (open !== '[' && open !== '{') return skipPlainValue(cursor);
  const close = open === '[' ? ']' : '}';
  cursor.at++;
  let index = 0;
  for (skipBlank(cursor); cursor.at < cursor.text.length; skipBlank(cursor)) {
    const start = cursor.at;
    const char = cursor.text[cursor.at];
    if (char === close) {
      cursor.at++;
      return undefined;
    }
    if (char === ',') {
      cursor.at++;
    } else if (open === '{') {
      yield* readPair(cursor, path);
    } else {
      yield [[...path, index], cursor.at];
      yield* readValue(cursor, [...path, index++]);
    }
    if (cursor.at === start) cursor.at++;
  }
  return undefined;
}

/** A bare, quoted or dotted key. */
function readKey(cursor: Cursor): string[] {
  const parts: string[] = [];
  for (;;) {
    skipSpaces(cursor);
    const start = cursor.at;
    const quote = cursor.text[start];
    if (quote === '"' || quote === "'") {
      readString(cursor);
      parts.push(unquote(cursor.text.slice(start, cursor.at)));
    } else {
      while (/[\w-]/.test(cursor.text[cursor.at] ?? '')) cursor.at++;
      parts.push(cursor.text.slice(start, cursor.at));
    }
    skipSpaces(cursor);
    if (cursor.text[cursor.at] !== '.') return parts;
    cursor.at++;
  }
}

function unquote(quoted: string): string {
  if (quoted.startsWith("'")) return quoted.slice(1, -1);
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted.slice(1, -1); // an escape that only TOML has: near enough for a line number
  }
}

function readString(cursor: Cursor): undefined {
  const quote = cursor.text[cursor.at] ?? '';
  const isMultiline = cursor.text.startsWith(quote.repeat(3), cursor.at);
  const end = isMultiline ? quote.repeat(3) : quote;
  cursor.at += end.length;
  while (cursor.at < cursor.text.length && !cursor.text.startsWith(end, cursor.at)) {
    if (cursor.text[cursor.at] === '\n' && !isMultiline) return undefined;
    cursor.at += quote === '"' && cursor.text[cursor.at] === '\\' ? 2 : 1;
  }
  cursor.at += end.length;
  if (isMultiline) while (cursor.text[cursor.at] === quote) cursor.at++; // up to two more belong to it
  return undefined;
}

function skipPlainValue(cursor: Cursor): undefined {
  while (!/^[,\]}#\r\n]?$/.test(cursor.text[cursor.at] ?? '')) cursor.at++;
  return undefined;
}

function skipSpaces(cursor: Cursor): void {
  while (cursor.text[cursor.at] === ' ' || cursor.text[cursor.at] === '\t') cursor.at++;
}

/** White space, line ends and comments. */
function skipBlank(cursor: Cursor): void {
  while (cursor.at < cursor.text.length) {
    if (cursor.text[cursor.at] === '#') skipToLineEnd(cursor);
    else if (/\s/.test(cursor.text[cursor.at] ?? '')) cursor.at++;
    else return;
  }
}

function skipToLineEnd(cursor: Cursor): undefined {
  const end = cursor.text.indexOf('\n', cursor.at);
  cursor.at = end < 0 ? cursor.text.length : end;
  return undefined;
}
