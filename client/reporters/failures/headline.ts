/** What kind of message an error has, and its gist in one line. */
import type { SerializedError } from '../../../test-host/protocol.ts';
import { oneLine, plainLines } from '../text/plain-text.ts';

/** e.g. `TypeError: x is not a function`; of an assertion `expected 3, received 4` where that is short. */
export function errorHeadline(error: SerializedError | undefined): string {
  if (error === undefined) return '';
  const lines = plainLines(error.message);
  const first = lines.find((line) => line.trim() !== '')?.trim() ?? '';
  if (first.startsWith('expect(')) {
    const expected = valueAfter(lines, /^Expected[^:]*: +(\S.*)$/);
    const received = valueAfter(lines, /^Received[^:]*: +(\S.*)$/);
    const call = oneLine(first.replace(/ \/\/ .*$/, ''));
    if (expected !== undefined && received !== undefined)
      return `${call}: expected ${expected}, received ${received}`;
    return call;
  }
  return oneLine(namePrefix(error, lines) + first);
}

/** `TypeError: `, `ZT1302 `; nothing for assertions, whose message says it all. */
export function namePrefix(
  { name, code, message }: SerializedError,
  lines: readonly string[],
): string {
  if (code?.startsWith('ZT') === true) return message.includes(code) ? '' : `${code} `;
  const isAssertion =
    name === 'AssertionError' || message.startsWith('expect(') || looksLikeAssertion(lines);
  if (isAssertion) return '';
  const shownCode = code === undefined || message.includes(code) ? '' : ` [${oneLine(code)}]`;
  const shownName = oneLine(name);
  return message.startsWith(`${shownName}:`)
    ? ''
    : `${shownName}${shownCode}${message === '' ? '' : ': '}`;
}

export function looksLikeAssertion(lines: readonly string[]): boolean {
  return (
    hasDiff(lines) || lines.some((line) => !/^[-+]/.test(line) && sideOf(line, false) !== undefined)
  );
}

/** A message that already holds a diff needs none of ours. */
export function hasDiff(lines: readonly string[]): boolean {
  return lines.some((line) =>
    /^\s*(- Expected|\+ Received|\+ actual - expected|- Snapshot)/.test(line),
  );
}

export type Side = 'expected' | 'received';

/** Whose value a line of an assertion's message shows. */
export function sideOf(line: string, isReversed: boolean): Side | undefined {
  if (line.startsWith('- ') || line === '-') return 'expected';
  if (line.startsWith('+ ') || line === '+') {
    return isReversed && line.includes('- expected') ? undefined : 'received';
  }
  if (/^(Expected|Snapshot)\b[^:]*: /.test(line)) return 'expected';
  return /^(Received|Actual)\b[^:]*: /.test(line) ? 'received' : undefined;
}

function valueAfter(lines: readonly string[], pattern: RegExp): string | undefined {
  for (const line of lines) {
    const value = pattern.exec(line)?.[1];
    if (value !== undefined) return oneLine(value);
  }
  return undefined;
}
