/** The lines at the bottom of a terminal that change while the run goes on. */
import { truncateText, textWidth } from '../text/text-width.ts';

/** What a redraw replaces: the widths of the lines that are on the screen now. */
export type DrawnRegion = readonly number[];

export interface Drawing {
  readonly text: string;
  readonly region: DrawnRegion;
}

/**
 * Replaces the region on the screen by `above`, which stays for ever, and the new lines of the region.
 * Lines are written over the old ones: clearing first would flicker, and some terminals keep what is
 * cleared in their history. The cursor may stand behind what the user typed (`^C`).
 */
export function redraw(
  drawn: DrawnRegion,
  above: string,
  next: { readonly lines: readonly string[]; readonly columns: number },
): Drawing {
  // One cell stays free: a full line makes some terminals wrap.
  const lines = next.lines.map((line) => truncateText(line, next.columns - 1));
  const rows = rowsOf(drawn, next.columns);
  const body = above + lines.map((line) => `${line}\n`).join('');
  const text = rows === 0 ? body : `\r\x1b[${rows}A${body.replaceAll('\n', '\x1b[K\n')}\x1b[J`;
  return { text, region: lines.map(textWidth) };
}

/** Rows that the region takes now: a window that became narrower has wrapped its lines. */
function rowsOf(drawn: DrawnRegion, columns: number): number {
  return drawn.reduce((sum, width) => sum + Math.max(1, Math.ceil(width / columns)), 0);
}
