/**
 * The lines of a printed value as they would be with an indentation of 0, as far as the text alone can tell.
 * Undefined where it cannot: a string of several lines, or markup with text of several lines, has leading
 * spaces of its own.
 */
export function dedentLines(lines: readonly string[]): string[] | undefined {
  const reader = new Dedenter(lines);
  return reader.readAll() ? reader.output : undefined;
}

class Dedenter {
  readonly output: string[] = [];
  readonly #lines: readonly string[];

  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  readAll(): boolean {
    for (let line = this.#next; line !== undefined; line = this.#next) {
      if (hasOpenString(line)) return false;
      if (!beginsTag(line)) this.#take(line);
      else if (!this.#readElement()) return false;
    }
    return true;
  }

  get #next(): string | undefined {
    return this.#lines[this.output.length];
  }

  get #isClosedInItself(): boolean {
    return this.#lines[this.output.length - 1]?.includes('/>') === true;
  }

  #take(line: string): void {
    this.output.push(line.slice(indentationOf(line)));
  }

  /** A start tag, what is inside, and the end tag. */
  #readElement(): boolean {
    const open = [indentationOf(this.#next ?? '')];
    if (!this.#readStartTag()) return false;
    if (this.#isClosedInItself) return true;

    let afterText = false;
    for (let line = this.#next; line !== undefined; line = this.#next) {
      if (!beginsTag(line)) {
        if (afterText) return false; // one text node on two lines
        this.output.push(line.slice((open.at(-1) ?? 0) + 2));
        afterText = true;
        continue;
      }
      afterText = false;
      if (line.includes('</')) {
        this.#take(line);
        open.pop();
        if (open.length === 0) return true;
      } else {
        if (!this.#readStartTag()) return false;
        if (!this.#isClosedInItself) open.push(indentationOf(line));
      }
    }
    return false;
  }

  /** `<name`, its attributes on lines of their own, and `>`; an attribute may hold an element. */
  #readStartTag(): boolean {
    const first = this.#next ?? '';
    this.#take(first);
    if (first.includes('>')) return true;
    for (let line = this.#next; line !== undefined; line = this.#next) {
      if (hasOpenString(line)) return false;
      if (beginsTag(line)) {
        if (!this.#readElement()) return false;
      } else {
        this.#take(line);
        if (line.includes('>')) return true;
      }
    }
    return false;
  }
}

/** Spaces in front, in pairs: an odd one belongs to the text. */
function indentationOf(line: string): number {
  return /^(?: {2})*/.exec(line)?.[0].length ?? 0;
}

function beginsTag(line: string): boolean {
  return /^(?: {2})*</.test(line);
}

/** An odd number of quotes: the string goes on in the next line. */
function hasOpenString(line: string): boolean {
  return (line.match(/(?<!\\)"/g)?.length ?? 0) % 2 !== 0;
}
