/** What a change does to a file, as `git apply` reads it. */

export interface FileDiff {
  /** With forward slashes. */
  readonly path: string;
  /** `undefined`: the file is new. */
  readonly before: string | undefined;
  /** `undefined`: the file goes. */
  readonly after: string | undefined;
}

const CONTEXT = 3;

/** The same as edits of whole lines. */
export function lineEdits(
  before: string,
  after: string,
): readonly { readonly start: number; readonly end: number; readonly text: string }[] {
  const old = toLines(before);
  const now = toLines(after);
  return changesBetween(old, now).map(({ oldStart, oldEnd, newStart, newEnd }) => ({
    start: oldStart,
    end: oldEnd,
    text: now.slice(newStart, newEnd).join(''),
  }));
}

export function unifiedDiff({ path, before, after }: FileDiff): string {
  const old = toLines(before ?? '');
  const now = toLines(after ?? '');
  const hunks = hunksOf(changesBetween(old, now), old, now);
  if (hunks === '') return '';
  const from = before === undefined ? '/dev/null' : `a/${path}`;
  const to = after === undefined ? '/dev/null' : `b/${path}`;
  return `--- ${from}\n+++ ${to}\n${hunks}`;
}

/** Lines `oldStart..oldEnd` become lines `newStart..newEnd`; 0-based, ends excluded. */
interface Change {
  readonly oldStart: number;
  readonly oldEnd: number;
  readonly newStart: number;
  readonly newEnd: number;
}

function toLines(text: string): readonly string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

/** The edits are few and far between: from each difference to the next place where both go on alike. */
function changesBetween(old: readonly string[], now: readonly string[]): readonly Change[] {
  const changes: Change[] = [];
  let i = 0;
  let j = 0;
  while (i < old.length || j < now.length) {
    if (old[i] !== undefined && old[i] === now[j]) {
      i++;
      j++;
      continue;
    }
    const [oldEnd, newEnd] = nextMeeting({ old, now, i, j });
    changes.push({ oldStart: i, oldEnd, newStart: j, newEnd });
    i = oldEnd;
    j = newEnd;
  }
  return changes;
}

/** How many lines on must be alike, so that a lone brace is no meeting. */
const ALIKE = 2;

function nextMeeting({
  old,
  now,
  i,
  j,
}: {
  readonly old: readonly string[];
  readonly now: readonly string[];
  readonly i: number;
  readonly j: number;
}): readonly [number, number] {
  const most = old.length - i + now.length - j;
  for (let distance = 1; distance <= most; distance++) {
    for (let k = 0; k <= distance; k++) {
      const a = i + distance - k;
      const b = j + k;
      if (a > old.length || b > now.length) continue;
      const alike = Array.from({ length: ALIKE }, (_, n) => old[a + n] === now[b + n]);
      if (alike.every(Boolean)) return [a, b];
    }
  }
  return [old.length, now.length];
}

function hunksOf(
  changes: readonly Change[],
  old: readonly string[],
  now: readonly string[],
): string {
  let text = '';
  for (let first = 0; first < changes.length;) {
    let last = first;
    while (
      last + 1 < changes.length &&
      (changes[last + 1]?.oldStart ?? 0) - (changes[last]?.oldEnd ?? 0) <= CONTEXT * 2
    )
      last++;
    text += hunk(changes.slice(first, last + 1), old, now);
    first = last + 1;
  }
  return text;
}

function hunk(changes: readonly Change[], old: readonly string[], now: readonly string[]): string {
  const [first] = changes;
  const last = changes.at(-1);
  if (first === undefined || last === undefined) return '';
  const oldStart = Math.max(0, first.oldStart - CONTEXT);
  const newStart = first.newStart - (first.oldStart - oldStart);
  const oldEnd = Math.min(old.length, last.oldEnd + CONTEXT);
  const newEnd = last.newEnd + (oldEnd - last.oldEnd);
  const rows: string[] = [];
  let at = oldStart;
  for (const change of changes) {
    rows.push(...old.slice(at, change.oldStart).map((line) => ` ${line}`));
    rows.push(...old.slice(change.oldStart, change.oldEnd).map((line) => `-${line}`));
    rows.push(...now.slice(change.newStart, change.newEnd).map((line) => `+${line}`));
    at = change.oldEnd;
  }
  rows.push(...old.slice(at, oldEnd).map((line) => ` ${line}`));
  const body = rows.map((row) =>
    row.endsWith('\n') ? row : `${row}\n\\ No newline at end of file\n`,
  );
  return `@@ -${span(oldStart, oldEnd)} +${span(newStart, newEnd)} @@\n${body.join('')}`;
}

function span(start: number, end: number): string {
  return end === start ? `${start},0` : `${start + 1},${end - start}`;
}
