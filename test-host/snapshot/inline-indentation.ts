/**
 * Inline snapshots stand in the source one level deeper than the call that they belong to. That indentation
 * is the source's, not the value's: it is put on when one is written and taken off before comparing.
 */

/** @param outer leading whitespace of the line with the call; @param inner that of one level deeper */
export function indentSnapshot(snapshot: string, outer: string, inner: string): string {
  const lines = snapshot.split('\n');
  if (lines.length === 1) return snapshot;
  const last = lines.length - 1;
  const indented = lines
    .map((line, index) =>
      index === 0 || (line === '' && index !== last)
        ? line
        : (index === last ? outer : inner) + line,
    )
    .join('\n');
  // A value whose own lines are indented unevenly could not be told from its surroundings.
  return stripIndentation(indented) === snapshot ? indented : snapshot;
}

/** The snapshot without the indentation of the source; returned as it is when it does not look indented. */
export function stripIndentation(snapshot: string): string {
  const indentation = /^([^\S\n]*)\S/m.exec(snapshot)?.[1];
  if (!indentation) return snapshot;
  const lines = snapshot.split('\n');
  const last = lines.length - 1;
  if (lines.length <= 2 || lines[0]?.trim() !== '' || lines[last]?.trim() !== '') return snapshot;

  const inside = lines.slice(1, last);
  if (!inside.every((line) => line === '' || line.startsWith(indentation))) return snapshot;
  return [lines[0], ...inside.map((line) => line.slice(indentation.length)), ''].join('\n');
}
