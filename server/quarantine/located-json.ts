/** JSON of which it is known where each value stands, so that a problem can point at its line. Pure. */

export type JsonNode = {
  /** Into the text. */
  readonly offset: number;
} & (
  | { readonly kind: 'plain'; readonly value: string | number | boolean | null }
  | { readonly kind: 'list'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'object'; readonly members: readonly JsonMember[] }
);

export interface JsonMember {
  readonly key: string;
  readonly offset: number;
  readonly value: JsonNode;
}

/** Where the text stops being JSON, and what should stand there. */
export class JsonMistake extends Error {
  readonly offset: number;
  readonly expected: string;

  constructor(offset: number, expected: string) {
    super(`${expected} is missing at ${offset}`);
    this.offset = offset;
    this.expected = expected;
  }
}

export function parseLocatedJson(text: string): JsonNode | JsonMistake {
  try {
    const scanner = new Scanner(text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text);
    const node = readValue(scanner);
    scanner.expectEnd();
    return node;
  } catch (error) {
    if (error instanceof JsonMistake) return error;
    throw error;
  }
}

/** https://www.rfc-editor.org/rfc/rfc8259 */
// oxlint-disable-next-line no-control-regex -- JSON forbids them
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SCALAR = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?)(?![\w.])/y;
const SPACE = /[ \t\r\n]*/y;
/** Deeper than anybody writes, and far from the end of the stack. */
const DEEPEST = 100;

class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Of the next token. */
  get offset(): number {
    this.#match(SPACE);
    return this.#at;
  }

  take(character: string): boolean {
    if (this.#text[this.offset] !== character) return false;
    this.#at++;
    return true;
  }

  expect(character: string, expected = `"${character}"`): void {
    if (!this.take(character)) throw new JsonMistake(this.offset, expected);
  }

  expectEnd(): void {
    if (this.offset < this.#text.length) throw new JsonMistake(this.#at, 'the end of the file');
  }

  string(): string | undefined {
    return this.#match(STRING, this.offset);
  }

  scalar(): string | undefined {
    return this.#match(SCALAR, this.offset);
  }

  #match(pattern: RegExp, at = this.#at): string | undefined {
    pattern.lastIndex = at;
    const [found] = pattern.exec(this.#text) ?? [];
    if (found !== undefined) this.#at = at + found.length;
    return found;
  }
}

function readValue(scanner: Scanner, depth = 0): JsonNode {
  const { offset } = scanner;
  if (depth > DEEPEST) throw new JsonMistake(offset, 'less nesting');
  if (scanner.take('{'))
    return { offset, kind: 'object', members: readMembers(scanner, depth + 1) };
  if (scanner.take('[')) return { offset, kind: 'list', items: readItems(scanner, depth + 1) };
  const plain = scanner.string() ?? scanner.scalar();
  if (plain === undefined) throw new JsonMistake(offset, 'a value');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the patterns match nothing else
  return { offset, kind: 'plain', value: JSON.parse(plain) as string | number | boolean | null };
}

function readMembers(scanner: Scanner, depth: number): readonly JsonMember[] {
  const members: JsonMember[] = [];
  if (scanner.take('}')) return members;
  do {
    const { offset } = scanner;
    const key = scanner.string();
    if (key === undefined) throw new JsonMistake(offset, 'a key in double quotes');
    scanner.expect(':');
    members.push({ key: String(JSON.parse(key)), offset, value: readValue(scanner, depth) });
  } while (scanner.take(','));
  scanner.expect('}', '"," or "}"');
  return members;
}

function readItems(scanner: Scanner, depth: number): readonly JsonNode[] {
  const items: JsonNode[] = [];
  if (scanner.take(']')) return items;
  do items.push(readValue(scanner, depth));
  while (scanner.take(','));
  scanner.expect(']', '"," or "]"');
  return items;
}
