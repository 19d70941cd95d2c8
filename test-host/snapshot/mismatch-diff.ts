/** The diff between a stored snapshot and what a value prints as now. */
import { getType, isPrimitive } from '@jest/get-type';
import {
  DIFF_DELETE,
  DIFF_EQUAL,
  DIFF_INSERT,
  diffLinesUnified,
  diffLinesUnified2,
  diffStringsRaw,
  diffStringsUnified,
} from 'jest-diff';
import type { Diff, DiffOptions } from 'jest-diff';
import { format } from 'pretty-format';
import { dedentLines } from './dedent-lines.ts';
import { serialize, type SerializeOptions } from './serialize.ts';

/** More lines are not compared one by one: that takes minutes when little of them is the same. */
const MAX_LINES = 20_000;

/** Longer strings are compared line by line: comparing characters takes quadratic time. */
const MAX_CHARACTERS = 20_000;

interface Mismatch {
  readonly expected: string;
  readonly actual: string;
  readonly received: unknown;
}

export function printSnapshotDiff(mismatch: Mismatch, options: SerializeOptions): string {
  const { expected, actual, received } = mismatch;
  const labels = { a: 'Snapshot', b: 'Received' };
  const expectedLines = expected.split('\n');
  const actualLines = actual.split('\n');
  if (expectedLines.length + actualLines.length > MAX_LINES)
    return printFirstDifference(expectedLines, actualLines);
  if (typeof received === 'string') return printStringDiff(expected, actual, received);
  if (!isLineDiffable(received)) return printLabelled(labels, expected, actual);

  // Without indentation, what only moved one level in or out shows as unchanged.
  const flat = serialize(received, options, 0);
  const flatExpected = flat === actual ? undefined : dedentLines(expectedLines);
  return flatExpected === undefined
    ? diffLinesUnified(expectedLines, actualLines, diffOptions(labels))
    : diffLinesUnified2(
        expectedLines,
        actualLines,
        flatExpected,
        flat.split('\n'),
        diffOptions(labels),
      );
}

export function printLabelled(labels: { a: string; b: string }, a: string, b: string): string {
  const width = Math.max(labels.a.length, labels.b.length);
  const line = (label: string, text: string) =>
    `${label}: ${' '.repeat(width - label.length)}${text}`;
  return `${line(labels.a, a)}\n${line(labels.b, b)}`;
}

export function diffOptions(labels: { a: string; b: string }): DiffOptions {
  const plain = (text: string) => text;
  return {
    aAnnotation: labels.a,
    aColor: plain,
    bAnnotation: labels.b,
    bColor: plain,
    changeColor: plain,
    changeLineTrailingSpaceColor: plain,
    commonColor: plain,
    commonLineTrailingSpaceColor: plain,
    emptyFirstOrLastLinePlaceholder: '↵',
    expand: false,
    includeChangeCounts: true,
    patchColor: plain,
  };
}

/** Values that print on several lines worth comparing one by one. */
export function isLineDiffable(value: unknown): boolean {
  if (isPrimitive(value)) return typeof value === 'string';
  const type = getType(value);
  if (type === 'date' || type === 'function' || type === 'regexp' || value instanceof Error)
    return false;
  return !(
    typeof value === 'object' &&
    value !== null &&
    'asymmetricMatch' in value &&
    typeof value.asymmetricMatch === 'function'
  );
}

function printFirstDifference(expected: readonly string[], actual: readonly string[]): string {
  const at = expected.findIndex((line, index) => line !== actual[index]);
  const first = at === -1 ? expected.length : at;
  const from = Math.max(0, first - 5);
  const excerpt = (lines: readonly string[]) =>
    lines.slice(from, first + 20).map((line) => line.slice(0, 500));
  return (
    `The snapshot is too large for a diff (${expected.length} lines stored, ${actual.length} received). ` +
    `The first difference is in line ${first + 1}:\n\n` +
    diffLinesUnified(
      excerpt(expected),
      excerpt(actual),
      diffOptions({ a: 'Snapshot', b: 'Received' }),
    )
  );
}

function printStringDiff(expected: string, actual: string, received: string): string {
  const labels = { a: 'Snapshot', b: 'Received' };
  let a = expected;
  let b = actual;
  const isQuoted = a.length >= 2 && a.startsWith('"') && a.endsWith('"') && b === format(received);
  if (isQuoted && !a.includes('\n') && !b.includes('\n')) {
    if (a.length - 2 > MAX_CHARACTERS || b.length - 2 > MAX_CHARACTERS)
      return printLabelled(labels, a, b);
    const diffs = diffStringsRaw(a.slice(1, -1), b.slice(1, -1), true);
    return printLabelled(
      labels,
      `"${sideOf(diffs, DIFF_DELETE)}"`,
      `"${sideOf(diffs, DIFF_INSERT)}"`,
    );
  }
  if (isQuoted) {
    a = a.slice(1, -1).replace(/\\(["\\])/g, '$1');
    b = received;
  }
  return a.length <= MAX_CHARACTERS && b.length <= MAX_CHARACTERS
    ? diffStringsUnified(a, b, diffOptions(labels))
    : diffLinesUnified(a.split('\n'), b.split('\n'), diffOptions(labels));
}

function sideOf(diffs: readonly Diff[], side: number): string {
  return diffs
    .map(({ 0: kind, 1: text }) => (kind === DIFF_EQUAL || kind === side ? text : ''))
    .join('');
}
