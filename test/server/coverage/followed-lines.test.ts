/** Lines of one text in a later one. */
import { expect, test } from 'ztest';
import { followLines } from '../../../server/coverage/followed-lines.ts';
import {
  hashLines,
  readLineHashes,
  writeLineHashes,
} from '../../../server/coverage/line-hashes.ts';

/** Letters are lines. @returns the lines of the new text, each with the number that it had */
function follow(before: string, after: string): string {
  const text = (letters: string): string => letters.split('').join('\n');
  const lines = followLines(hashLines(text(before)), hashLines(text(after)));
  return after
    .split('')
    .map((line, at) => `${line}${lines.toOld(at + 1) ?? ''}`)
    .join(' ');
}

test('lines keep their place, move, and are new', () => {
  expect(follow('abc', 'abc')).toBe('a1 b2 c3');
  expect(follow('abc', 'xabc')).toBe('x a1 b2 c3');
  expect(follow('abcd', 'axcd')).toBe('a1 x c3 d4');
  expect(follow('abcd', 'ad')).toBe('a1 d4');
  expect(follow('abcd', '')).toBe('');
});

test('of lines that stand there several times, those beside others that are known', () => {
  expect(follow('a}b}c}', 'a}xy}b}z}c}')).toBe('a1 }2 x y } b3 } z }4 c5 }6');
});

test('lines that were put elsewhere count as new where they left the order', () => {
  expect(follow('abcdef', 'defabc')).toMatch(/^(?:d e f a1 b2 c3|d4 e5 f6 a b c)$/);
});

test('there and back', () => {
  const lines = followLines(hashLines('a\nb\nc'), hashLines('x\na\nc'));
  expect([1, 2, 3].map((line) => lines.toNew(line))).toEqual([2, undefined, 3]);
  expect(lines.isSame).toBe(false);
});

test('line ends and a byte order mark are no part of a line', () => {
  expect(hashLines('\uFEFFa\r\nb\r\n')).toEqual(hashLines('a\nb\n'));
  expect(readLineHashes(writeLineHashes('a\nb'))).toEqual(hashLines('a\nb'));
});

test('ten thousand lines with an edit in each tenth take no time', () => {
  const before = Array.from({ length: 10_000 }, (_, i) => (i % 3 === 0 ? '}' : `line ${i}`));
  const after = before.flatMap((line, i) => (i % 10 === 0 ? ['new', `${line} changed`] : [line]));
  const start = performance.now();
  const lines = followLines(hashLines(before.join('\n')), hashLines(after.join('\n')));
  expect(performance.now() - start).toBeLessThan(500);
  expect(after.filter((_, at) => lines.toOld(at + 1) !== undefined).length).toBeGreaterThan(8_000);
});
