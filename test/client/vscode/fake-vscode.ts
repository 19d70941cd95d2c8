/** As much of the editor's API as trees and results need. */

export class Uri {
  readonly scheme = 'file';
  readonly authority = '';
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  static readonly file = (path: string): Uri => new Uri(path);
  static readonly parse = (text: string): Uri => new Uri(text.replace('file://', ''));
  static readonly joinPath = ({ path }: Uri, name: string): Uri => new Uri(`${path}/${name}`);

  get fsPath(): string {
    return this.path;
  }

  toString(): string {
    return `file://${this.path}`;
  }
}

export class Position {
  readonly line: number;
  readonly character: number;

  constructor(line: number, character: number) {
    this.line = line;
    this.character = character;
  }
}

export class Range {
  readonly start: Position;

  constructor(line: number, character: number) {
    this.start = new Position(line, character);
  }
}

export class Location {
  readonly uri: Uri;
  readonly position: Position;

  constructor(uri: Uri, position: Position) {
    this.uri = uri;
    this.position = position;
  }

  get range(): Range {
    return new Range(this.position.line, this.position.character);
  }
}

export class TestTag {
  readonly id: string;

  constructor(id: string) {
    this.id = id;
  }
}

export class TestMessage {
  readonly message: string;
  location?: Location;
  expectedOutput?: string;
  actualOutput?: string;

  constructor(message: string) {
    this.message = message;
  }

  static diff(text: string, expected: string, actual: string): TestMessage {
    return Object.assign(new TestMessage(text), {
      expectedOutput: expected,
      actualOutput: actual,
    });
  }
}

export class TestMessageStackFrame {
  readonly label: string;

  constructor(label: string) {
    this.label = label;
  }
}

export const l10n = {
  t: (text: string, ...values: readonly unknown[]): string =>
    text.replaceAll(/\{(\d+)\}/g, (_, index: string) => String(values[Number(index)])),
};

export const env = { appName: 'the editor' };

export const workspace = {
  getWorkspaceFolder: (): undefined => undefined,
  textDocuments: [],
};

export interface FakeItem {
  readonly id: string;
  readonly label: string;
  readonly uri: Uri | undefined;
  readonly children: FakeItems;
  busy?: boolean;
  error?: string | undefined;
  description?: string;
  tags?: readonly TestTag[];
}

export class FakeItems {
  readonly #items = new Map<string, FakeItem>();

  get size(): number {
    return this.#items.size;
  }

  add(item: FakeItem): void {
    this.#items.set(item.id, item);
  }

  delete(id: string): void {
    this.#items.delete(id);
  }

  replace(items: readonly FakeItem[]): void {
    this.#items.clear();
    for (const item of items) this.add(item);
  }

  [Symbol.iterator](): Iterator<[string, FakeItem]> {
    return this.#items[Symbol.iterator]();
  }
}

export function createTestItem(id: string, label: string, uri?: Uri): FakeItem {
  return { id, label, uri, children: new FakeItems() };
}
