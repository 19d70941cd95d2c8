/**
 * Comments that leave code out of the count: `ztest ignore next`, `if`, `else`, `file`, and what others have taught people
 * to write (`istanbul ignore …`, `c8 ignore …`, `v8 ignore …`, `node:coverage ignore …`), with `start` and `stop`, and a
 * number of lines behind `next`.
 */
import { ts } from 'ts-morph';

const { getLeadingCommentRanges, getTrailingCommentRanges } = ts;

export type IgnoreHint = 'next' | 'if' | 'else';

const MARK = /\b(?:(?:ztest|istanbul|c8|v8)\s+ignore|node:coverage)\b/;
const WORDS =
  /^[\s/*]*(?:(?:ztest|istanbul|c8|v8)\s+ignore|node:coverage(?:\s+ignore)?)\s+(?<what>next|if|else|file|start|stop|disable|enable)(?:\s+(?<lines>\d+))?(?=\W|$)/;

export class IgnoreHints {
  readonly #source: ts.SourceFile;
  readonly #isAny: boolean;
  /** Pairs of lines, 1-based, both ignored. */
  readonly #lines: (readonly [first: number, last: number])[] = [];
  readonly ignoresFile: boolean;

  constructor(source: ts.SourceFile) {
    this.#source = source;
    this.#isAny = MARK.test(source.text);
    this.ignoresFile = this.#isAny && this.#readLines();
  }

  /** What the comments in front of a node say of it. */
  of(node: ts.Node): IgnoreHint | undefined {
    if (!this.#isAny) return undefined;
    const { text } = this.#source;
    let hint: IgnoreHint | undefined;
    const comments = [
      ...(getTrailingCommentRanges(text, node.pos) ?? []), // in the line of what stands before
      ...(getLeadingCommentRanges(text, node.pos) ?? []),
    ];
    for (const { pos, end } of comments) {
      const { what, lines } = wordsOf(text.slice(pos, end));
      if (lines === undefined && (what === 'next' || what === 'if' || what === 'else')) hint = what;
    }
    return hint;
  }

  hasLine(line: number): boolean {
    return this.#lines.some(([first, last]) => line >= first && line <= last);
  }

  /** @returns whether the whole file is left out */
  #readLines(): boolean {
    const { text } = this.#source;
    let start: number | undefined;
    for (const { index, 0: comment } of text.matchAll(/\/\*[^]*?\*\/|\/\/.*/g)) {
      const { what, lines } = wordsOf(comment);
      if (what === undefined) continue;
      const end = this.#source.getLineAndCharacterOfPosition(index + comment.length).line + 1;
      if (what === 'file') return true;
      if (what === 'start' || what === 'disable') start ??= end;
      else if (what === 'stop' || what === 'enable') {
        if (start !== undefined) this.#lines.push([start, end]);
        start = undefined;
      } else if (lines !== undefined) this.#lines.push([end + 1, end + lines]);
    }
    if (start !== undefined) this.#lines.push([start, Infinity]);
    return false;
  }
}

interface HintWords {
  readonly what?: string | undefined;
  readonly lines?: number;
}

function wordsOf(comment: string): HintWords {
  const groups = WORDS.exec(comment)?.groups;
  if (groups === undefined) return {};
  const { what, lines } = groups;
  return { what, ...(lines !== undefined && { lines: Number(lines) }) };
}
