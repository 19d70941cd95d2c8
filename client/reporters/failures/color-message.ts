/**
 * Puts colours back into the plain message of an assertion: expected values green, received ones red,
 * and within a pair of lines that differ only in part, that part stands out.
 */
import type { Styles } from '../text/styles.ts';
import { sideOf, type Side } from './headline.ts';

/** @param lines a message that is known to be an assertion's; anything else is better left as it is */
export function colorAssertion(lines: readonly string[], styles: Styles): string[] {
  const isReversed = lines.some((line) => /^\s*\+ actual - expected/.test(line)); // node:assert
  const sides = lines.map((line) => sideOf(line, isReversed));
  return lines.map((line, index) => {
    const side = sides[index];
    if (side === undefined) return index === 0 ? colorCall(line, styles) : line;
    const color = side === 'expected' ? styles.green : styles.red;
    const twin = findTwin(lines, sides, index);
    const label = /^(\s*[A-Z][\w ]*: *)(.*)$/.exec(line);
    const [, head = '', value = line] = label ?? [];
    const twinValue =
      twin === undefined ? undefined : (/^\s*[A-Z][\w ]*: *(.*)$/.exec(twin)?.[1] ?? twin);
    return head + markDifference(value, twinValue, { color, mark: styles.inverse });
  });
}

/** The one line that this one stands against: exactly one of each side, next to each other. */
function findTwin(
  lines: readonly string[],
  sides: readonly (Side | undefined)[],
  index: number,
): string | undefined {
  const side = sides[index];
  const before = sides[index - 1];
  const after = sides[index + 1];
  if (before !== undefined && before !== side && sides[index - 2] !== before && after !== side)
    return lines[index - 1];
  if (after !== undefined && after !== side && sides[index + 2] !== after && before !== side)
    return lines[index + 1];
  return undefined;
}

interface MarkStyle {
  readonly color: (text: string) => string;
  readonly mark: (text: string) => string;
}

function markDifference(
  text: string,
  other: string | undefined,
  { color, mark }: MarkStyle,
): string {
  if (
    other === undefined ||
    other === text ||
    /^[-+] (Expected|Received|Snapshot|actual|expected)\b/.test(text)
  )
    return color(text);
  const offset = /^[-+] /.test(text) ? 2 : 0;
  const shorter = Math.min(text.length, other.length);
  let start = offset;
  while (start < shorter && text[start] === other[start]) start++;
  let end = 0;
  while (end < shorter - start && text[text.length - 1 - end] === other[other.length - 1 - end])
    end++;
  const common = start - offset + end;
  if (common < 2 || common * 3 < shorter - offset) return color(text);
  const stop = text.length - end;
  return (
    color(text.slice(0, start)) + color(mark(text.slice(start, stop))) + color(text.slice(stop))
  );
}

/** `expect(received).toBe(expected) // hint` */
function colorCall(line: string, styles: Styles): string {
  if (!line.startsWith('expect(')) return line;
  const [call = '', ...comment] = line.split(/(?= \/\/ )/);
  return (
    call.replace(/\b(received|expected)\b/g, (word) =>
      word === 'received' ? styles.red(word) : styles.green(word),
    ) + styles.dim(comment.join(''))
  );
}
