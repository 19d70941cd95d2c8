/**
 * The text of a `.snap` file, as Jest and Vitest write it (format version 1): a header line, then one assignment a
 * snapshot. Pure: text in, entries out, and back. The file is read without running it.
 */
import { compareNaturally } from './natural-order.ts';

/** Whose snapshots they are: that decides about the header, and how names are joined. */
export type SnapshotDialect = 'jest' | 'vitest';

export interface SnapStyle {
  /** Default: Jest's. */
  readonly dialect?: SnapshotDialect | undefined;
  /** In Jest's header. Default: that which the file has, else that of today. */
  readonly link?: string | undefined;
}

const LINK = 'https://jestjs.io/docs/snapshot-testing';
const UNTIL_29 = 'https://goo.gl/fbAQLP';
const OF_VITEST = '// Vitest Snapshot v1, https://vitest.dev/guide/snapshot.html';
const HEADER_PATTERN = /^\/\/ (?:Jest|Vitest) Snapshot v([^,\n]+), (.+)$/m;

export type SnapHeader = 'current' | 'outdated-link' | 'older' | 'newer' | 'missing';

export type ParsedSnap =
  | { readonly kind: 'parsed'; readonly header: SnapHeader; readonly entries: Map<string, string> }
  /** Lines are 1-based. */
  | { readonly kind: 'conflict'; readonly line: number }
  | { readonly kind: 'broken'; readonly line: number; readonly reason: string };

/** @param link that of the header as it should be. Default: that of any version of Jest */
export function parseSnap(text: string, link?: string): ParsedSnap {
  const entries = new Map<string, string>();
  const reader = new Reader(text);
  try {
    for (;;) {
      reader.skipTrivia();
      if (reader.isAtEnd) break;
      const key = reader.readKey();
      entries.set(key, reader.readValue());
    }
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    const conflict = /^(?:<{7}|={7}|>{7})(?: |\r?$)/m.exec(text);
    if (conflict !== null) return { kind: 'conflict', line: lineAt(text, conflict.index) };
    return { kind: 'broken', line: lineAt(text, error.position), reason: error.message };
  }
  return { kind: 'parsed', header: headerOf(text, link), entries };
}

export function printSnap(
  entries: ReadonlyMap<string, string>,
  { dialect, link = LINK }: SnapStyle = {},
): string {
  const printed = [...entries.keys()]
    .sort(compareNaturally)
    .map(
      (key) =>
        `exports[${printTemplate(key)}] = ${printTemplate(normalizeNewlines(entries.get(key) ?? ''))};`,
    );
  const header = dialect === 'vitest' ? OF_VITEST : `// Jest Snapshot v1, ${link}`;
  return `${header}\n\n${printed.join('\n\n')}\n`;
}

/** `suite test: hint` and a count to the key of a snapshot. */
export function makeKey(testName: string, count: number): string {
  const name = /[\r\n]/.test(testName)
    ? testName.replace(/[\r\n]/g, (c) => (c === '\r' ? '\\r' : '\\n'))
    : testName;
  return `${name} ${count}`;
}

/** The name in front of the count, line breaks restored. */
export function testNameOfKey(key: string): string {
  const name = key.replace(/ \d+$/, '');
  return name.includes('\\') ? name.replace(/\\[rn]/g, (c) => (c === '\\r' ? '\r' : '\n')) : name;
}

export function normalizeNewlines(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/** Escapes what would end a template literal or start a substitution. */
export function escapeTemplate(text: string): string {
  const escaped = text.replace(/`|\\|\$\{/g, '\\$&');
  // Half a surrogate pair cannot be stored as UTF-8: written as it is, it would never match again.
  return escaped.isWellFormed()
    ? escaped
    : escaped.replace(/\p{Surrogate}/gu, (c) => `\\u${c.charCodeAt(0).toString(16)}`);
}

/** The 1-based line of a merge conflict that was left inside of a snapshot, if there is one. */
export function conflictLineInSnapshot(text: string, value: string): number | undefined {
  if (!/^<{7} /m.test(value) || !/^={7}$/m.test(value) || !/^>{7} /m.test(value)) return undefined;
  const marker = /^<{7} .*$/m.exec(value)?.[0] ?? '';
  return lineAt(text, Math.max(0, text.indexOf(marker)));
}

/** The link in the header of a file, if it is one of Jest's. */
export function linkOf(text: string): string | undefined {
  const link = HEADER_PATTERN.exec(text)?.[2]?.trimEnd();
  return link === LINK || link === UNTIL_29 ? link : undefined;
}

function headerOf(text: string, wanted: string | undefined): SnapHeader {
  const [line, version, link] = HEADER_PATTERN.exec(text) ?? [];
  if (line === undefined || version === undefined) return 'missing';
  if (version !== '1') return version > '1' ? 'newer' : 'older';
  const isWanted = wanted === undefined ? linkOf(text) !== undefined : link === wanted;
  return isWanted || line.trimEnd() === OF_VITEST ? 'current' : 'outdated-link';
}

function printTemplate(text: string): string {
  return '`' + escapeTemplate(text) + '`';
}

function lineAt(text: string, position: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < position; at = text.indexOf('\n', at + 1))
    line++;
  return line;
}

class SyntaxProblem extends Error {
  readonly position: number;
  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

/** Reads ``exports[`key`] = `value`;`` with the whitespace and comments that people and tools add. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    if (text.startsWith('\uFEFF')) this.#at = 1;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  skipTrivia(): void {
    const trivia = /(?:\s+|\/\/[^\n\r]*|\/\*[^]*?\*\/|;)*/y;
    trivia.lastIndex = this.#at;
    trivia.test(this.#text);
    this.#at = trivia.lastIndex;
  }

  readKey(): string {
    this.#expect('exports');
    this.#expect('[');
    const key = this.#readString();
    this.#expect(']');
    return key;
  }

  readValue(): string {
    this.#expect('=');
    const value = this.#readString();
    return value;
  }

  #expect(token: string): void {
    this.skipTrivia();
    if (!this.#text.startsWith(token, this.#at))
      throw new SyntaxProblem(`"${token}" is missing`, this.#at);
    this.#at += token.length;
  }

  #readString(): string {
    this.skipTrivia();
    const start = this.#at;
    const quote = this.#text[start];
    if (quote !== '`' && quote !== '"' && quote !== "'") {
      throw new SyntaxProblem('a quoted string or template literal is missing', start);
    }
    const stops = stopsOf[quote];
    stops.lastIndex = start + 1;
    let hasEscapes = false;
    for (;;) {
      const stop = stops.exec(this.#text);
      if (stop === null)
        throw new SyntaxProblem(`the ${quote} that opens here is never closed`, start);
      if (stop[0] === quote) {
        this.#at = stops.lastIndex;
        const raw = normalizeNewlines(this.#text.slice(start + 1, stop.index));
        return hasEscapes ? unescape(raw, start) : raw;
      }
      if (stop[0] === '${')
        throw new SyntaxProblem('a snapshot cannot hold a ${substitution}', stop.index);
      hasEscapes = true;
    }
  }
}

/** What ends a string, needs unescaping, or must not be there. */
const stopsOf = { '`': /`|\\[^]|\$\{/g, '"': /"|\\[^]/g, "'": /'|\\[^]/g };

const namedEscapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
  0: '\0',
  '\n': '',
};

const escapes =
  /\\(?:u\{(?<point>[\da-f]+)\}|u(?<unit>[\da-f]{4})|x(?<byte>[\da-f]{2})|(?<other>[^]))/giu;

function unescape(raw: string, position: number): string {
  let text = '';
  let end = 0;
  for (const match of raw.matchAll(escapes)) {
    const { point, unit, byte, other = '' } = match.groups ?? {};
    const hex = point ?? unit ?? byte;
    if (hex === undefined && /[ux1-9]/.test(other)) {
      throw new SyntaxProblem(`the escape \\${other} is not valid`, position);
    }
    const replaced =
      hex === undefined
        ? (namedEscapes[other] ?? other)
        : String.fromCodePoint(Number.parseInt(hex, 16));
    text += raw.slice(end, match.index) + replaced;
    end = match.index + match[0].length;
  }
  return text + raw.slice(end);
}
