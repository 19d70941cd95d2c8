/**
 * How many cells of a terminal a text takes, and how to cut it to a number of cells. Without
 * `Intl.Segmenter`: making one takes 20 ms, and the live region needs this at its first drawing.
 */

/** Control sequences take no cell; wide characters and emoji take two. */
export function textWidth(text: string): number {
  if (isPlain(text)) return text.length;
  let width = 0;
  for (const part of splitSequences(text)) {
    if (part.startsWith('\x1b')) continue;
    if (isPlain(part)) width += part.length;
    else for (const cluster of clustersOf(part)) width += cluster.width;
  }
  return width;
}

/** Cuts to `columns` cells with `…` at the end; control sequences before the cut are kept and closed. */
export function truncateText(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  let left = columns - 1;
  let result = '';
  let hasSequence = false;
  for (const part of splitSequences(text)) {
    if (part.startsWith('\x1b')) {
      hasSequence = true;
      result += part;
      continue;
    }
    for (const cluster of clustersOf(part)) {
      left -= cluster.width;
      if (left < 0) return result + (columns > 0 ? '…' : '') + (hasSequence ? '\x1b[0m' : '');
      result += cluster.text;
    }
  }
  return result;
}

interface Cluster {
  text: string;
  width: number;
}

const zeroWidthJoiner = 0x200d;
const emojiVariation = 0xfe0f;

/** What a terminal draws as one: a character with its marks, emoji that are joined, a flag of two letters. */
function clustersOf(text: string): Cluster[] {
  const clusters: Cluster[] = [];
  let isJoined = false;
  let isHalfFlag = false;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const last = clusters.at(-1);
    const isLetterOfFlag = code >= 0x1f1e6 && code <= 0x1f1ff;
    const belongsToLast = isJoined || isMark(code) || (isLetterOfFlag && isHalfFlag);
    isHalfFlag = isLetterOfFlag && !isHalfFlag;
    isJoined = code === zeroWidthJoiner;
    if (last !== undefined && belongsToLast) {
      last.text += character;
      if (code === emojiVariation) last.width = 2;
    } else {
      clusters.push({ text: character, width: isMark(code) ? 0 : isWide(code, character) ? 2 : 1 });
    }
  }
  return clusters;
}

function isPlain(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

/** Every second part is a colour sequence. */
function splitSequences(text: string): string[] {
  return text.split(/(\x1b\[[0-9;]*m)/); // oxlint-disable-line no-control-regex -- colours are control sequences
}

/** Takes no cell of its own: combining marks, joiners, selectors, skin tones. */
function isMark(code: number): boolean {
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return true;
  if (code < 0x300) return false;
  if (code >= 0x1f3fb && code <= 0x1f3ff) return true;
  return /^[\p{Mark}\p{Cf}]$/u.test(String.fromCodePoint(code));
}

/** East Asian wide and full-width blocks and emoji, as terminals draw them. */
function isWide(code: number, character: string): boolean {
  if (code < 0x1100) return false;
  return (
    code <= 0x115f ||
    (code >= 0x2e80 && code <= 0x303e) ||
    (code >= 0x3041 && code <= 0xa4cf) ||
    (code >= 0xa960 && code <= 0xa97f) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x17000 && code <= 0x18cff) ||
    (code >= 0x1b000 && code <= 0x1b2ff) ||
    (code >= 0x20000 && code <= 0x3fffd) ||
    /^\p{Emoji_Presentation}$/u.test(character)
  );
}
