/** A diff of two printed values, for errors whose message does not show one (`assert.equal` with a message, chai). */

const maxLines = 1500;
const contextLines = 3;

/** Lines with `- ` (expected), `+ ` (received) and two spaces (both); far-away equal lines are left out. */
export function diffLines(expected: string, received: string): string[] {
  const a = expected.split('\n').slice(0, maxLines);
  const b = received.split('\n').slice(0, maxLines);
  const lines = walk(a, b, commonLengths(a, b));
  const kept = lines.map((_, index) =>
    lines
      .slice(Math.max(0, index - contextLines), index + contextLines + 1)
      .some((line) => !line.startsWith('  ')),
  );
  const result = ['- Expected', '+ Received', ''];
  let isCut = false;
  for (const [index, line] of lines.entries()) {
    if (kept[index] === true) result.push(line);
    else if (!isCut) result.push('  …');
    isCut = kept[index] !== true;
  }
  return result;
}

/** `lengths[i][j]`: the longest common subsequence of what follows line `i` of `a` and line `j` of `b`. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint16Array[] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const diagonal = (lengths[i + 1]?.[j + 1] ?? 0) + 1;
      const best = Math.max(lengths[i + 1]?.[j] ?? 0, lengths[i]?.[j + 1] ?? 0);
      const row = lengths[i];
      if (row !== undefined) row[j] = a[i] === b[j] ? diagonal : best;
    }
  }
  return lengths;
}

function walk(
  a: readonly string[],
  b: readonly string[],
  lengths: readonly Uint16Array[],
): string[] {
  const lines: string[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const left = a[i];
    const right = b[j];
    if (left !== undefined && left === right) {
      lines.push(`  ${left}`);
      i++;
      j++;
    } else if (
      left !== undefined &&
      (right === undefined || (lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0))
    ) {
      lines.push(`- ${left}`);
      i++;
    } else {
      lines.push(`+ ${right ?? ''}`);
      j++;
    }
  }
  return lines;
}
