import { expect, test } from 'ztest';
import { textWidth, truncateText } from '../../../client/reporters/text/text-width.ts';
import { formatDuration, formatSize } from '../../../client/reporters/text/format.ts';
import { oneLine } from '../../../client/reporters/text/plain-text.ts';

test('counts the cells that a terminal draws', () => {
  const widths = [
    'abc',
    '日本',
    'é',
    'e\u0301',
    '👩‍👩‍👧',
    '🇩🇪🇫🇷',
    '❤️',
    '\x1b[31mred\x1b[0m',
    '✓ ok…',
    '👍🏽',
    '',
  ].map(textWidth);
  expect(widths).toEqual([3, 4, 1, 1, 2, 4, 2, 3, 5, 2, 0]);
});

test('cuts between characters and closes colours', () => {
  expect(truncateText('hello', 5)).toBe('hello');
  expect(truncateText('hello!', 5)).toBe('hell…');
  expect(truncateText('日本語です', 6)).toBe('日本…');
  expect(truncateText('a👩‍👩‍👧bc', 3)).toBe('a…');
  expect(truncateText('\x1b[31mhello\x1b[39m', 3)).toBe('\x1b[31mhe…\x1b[0m');
});

test('writes durations and sizes as people read them', () => {
  expect(
    [0, 12.4, 999.4, 999.6, 1234, 59_994, 60_000, 83_400, 7_260_000].map(formatDuration),
  ).toEqual([
    '0 ms',
    '12 ms',
    '999 ms',
    '1.00 s',
    '1.23 s',
    '59.99 s',
    '1 min 0 s',
    '1 min 23 s',
    '2 h 1 min',
  ]);
  expect([0, 999, 1234, 3_200_000].map(formatSize)).toEqual(['0 B', '999 B', '1.2 kB', '3.2 MB']);
});

test('shows on one line what a title holds', () => {
  expect(oneLine('a\nb\t\x07\u202e\x1b[31mc')).toBe(String.raw`a\nb\t\x07\u202ec`);
});
