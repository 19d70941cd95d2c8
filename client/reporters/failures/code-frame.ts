/** The lines around a place in the source, with a caret under it. */
import { plainLines } from '../text/plain-text.ts';
import type { Styles } from '../text/styles.ts';
import { textWidth } from '../text/text-width.ts';
import { highlight } from './highlight.ts';

export interface CodeFrameOptions {
  readonly source: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  /** Lines shown before and after. */
  readonly context: number;
  readonly styles: Styles;
}

/** Longer lines are cut around the caret: minified code would fill the screen. */
const maxWidth = 140;

/** @returns lines without indentation, or none when the place is not in the source (it has changed since) */
export function renderCodeFrame({
  source,
  line,
  column,
  context,
  styles,
}: CodeFrameOptions): string[] {
  const lines = plainLines(source);
  if (line < 1 || line > lines.length) return [];
  const first = Math.max(1, line - context);
  const last = Math.min(lines.length, line + context);
  const shown = lines.slice(first - 1, last).map((text) => text.replaceAll('\t', '  ').trimEnd());
  const margin = Math.min(
    ...shown.filter((text) => text !== '').map((text) => text.search(/\S|$/)),
  );
  const numberWidth = String(last).length;

  const result: string[] = [];
  for (const [index, text] of shown.entries()) {
    const number = first + index;
    const isMarked = number === line;
    const cells = caretOffset(lines[number - 1] ?? '', column) - margin;
    const start = Math.max(0, isMarked ? cells - maxWidth / 2 : 0);
    const from = margin + start;
    const part = highlight(text, styles, { from, to: from + maxWidth });
    const gutter = `${String(number).padStart(numberWidth)} │`;
    result.push(
      isMarked
        ? `${styles.red('❯')} ${gutter} ${part}`
        : `  ${styles.dim(gutter)} ${part}`.trimEnd(),
    );
    if (isMarked && cells >= 0) {
      const space = textWidth(text.slice(from, margin + cells));
      result.push(
        `  ${' '.repeat(numberWidth)} ${styles.dim('│')} ${' '.repeat(space)}${styles.red('^')}`,
      );
    }
  }
  return trimBlank(result);
}

/** Characters before the column once tabs are two spaces wide. */
function caretOffset(line: string, column: number): number {
  const before = line.slice(0, Math.max(0, column - 1));
  return before.replaceAll('\t', '  ').length;
}

/** No frame begins or ends with an empty line. */
function trimBlank(lines: string[]): string[] {
  const isBlank = (line: string | undefined): boolean =>
    line !== undefined && /^\s*\d+ │$/.test(line);
  while (isBlank(lines[0])) lines.shift();
  while (isBlank(lines.at(-1))) lines.pop();
  return lines;
}
