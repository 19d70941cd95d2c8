/** The entries of a `.snap` file, told apart without running it. */

export interface SnapshotEntry {
  /** As it is written between the backticks, unescaped: titles from the outermost suite inwards, a hint, a number. */
  readonly key: string;
  /** 0-based lines: where it begins, and its last one. */
  readonly line: number;
  readonly endLine: number;
}

const BEGINNING = /^exports\[`((?:\\.|[^`\\])*)`\] = `/;
const END = /(?:^|[^\\])`;$/;

export function snapshotEntries(text: string): readonly SnapshotEntry[] {
  const entries: SnapshotEntry[] = [];
  let open: Omit<SnapshotEntry, 'endLine'> | undefined;
  for (const [line, content] of text.split(/\r?\n/).entries()) {
    const begun = BEGINNING.exec(content);
    if (open === undefined && begun !== null)
      open = { key: (begun[1] ?? '').replaceAll(/\\(.)/g, '$1'), line };
    const rest = begun === null ? content : content.slice(begun[0].length - 1);
    if (open === undefined || !END.test(rest) || (begun !== null && rest === '`;')) continue;
    entries.push({ ...open, endLine: line });
    open = undefined;
  }
  return entries;
}

/** The full title of the test that an entry belongs to, for each way to read its key: with and without a hint. */
export function titlesOfKey(key: string): readonly string[] {
  const title = key.replace(/ \d+$/, '');
  const titles = [title];
  for (let at = title.lastIndexOf(': '); at > 0; at = title.lastIndexOf(': ', at - 1))
    titles.push(title.slice(0, at));
  return titles;
}
