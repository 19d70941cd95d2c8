/** Source maps of a text with probes, made to speak of the text as it was written: lines are the same, columns are not. */
import { encode, type SourceMapMappings, type SourceMapSegment } from '@jridgewell/sourcemap-codec';
import { originalColumn, shiftsByLine, type LineShifts } from './column-shifts.ts';
import type { Insertion } from './insertions.ts';
import type { OriginalMap } from './transform.ts';

/** @param map version 3, one source: the text with probes; `''`: the text is run as it is */
export const originalMap: OriginalMap = (map, { path, source }, insertions) =>
  map === ''
    ? mapOfInsertions(path, source, insertions)
    : withOriginalColumns(map, source, insertions);

function withOriginalColumns(
  map: string,
  source: string,
  insertions: readonly Insertion[],
): string {
  const shifts = shiftsByLine(source, insertions);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a transformer has just written
  const parsed = JSON.parse(map) as { readonly mappings: string };
  return JSON.stringify({ ...parsed, mappings: moveColumns(parsed.mappings, shifts) });
}

/**
 * Only the columns of the source are written anew: all else of a segment is a distance to the one before, and stays. Maps are
 * read once more for each module of a run without a store; objects for each segment took three times as long.
 */
function moveColumns(mappings: string, shifts: ReadonlyMap<number, LineShifts>): string {
  let moved = '';
  let copied = 0;
  let [line, column, movedColumn] = [0, 0, 0];
  let field = 0;
  let start = 0; // of the field
  let value = 0;
  let scale = 0;
  for (let at = 0; at < mappings.length; at++) {
    const code = mappings.charCodeAt(at);
    if (code === COMMA || code === SEMICOLON) {
      field = 0;
      start = at + 1;
      continue;
    }
    const digit = DIGITS[code] ?? 0;
    value += (digit & 31) << scale;
    scale += 5;
    if (digit >= CONTINUES) continue;
    const distance = value & 1 ? -(value >>> 1) : value >>> 1;
    value = 0;
    scale = 0;
    if (field === LINE_FIELD) line += distance;
    else if (field === COLUMN_FIELD) {
      column += distance;
      const original = originalColumn(column, shifts.get(line));
      moved += mappings.slice(copied, start) + encoded(original - movedColumn);
      movedColumn = original;
      copied = at + 1;
    }
    field++;
    start = at + 1;
  }
  return moved + mappings.slice(copied);
}

const COMMA = 44;
const SEMICOLON = 59;
const LINE_FIELD = 2;
const COLUMN_FIELD = 3;
const CONTINUES = 32;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** By character code. */
const DIGITS = Uint8Array.from({ length: 128 }, (_, code) =>
  Math.max(0, ALPHABET.indexOf(String.fromCharCode(code))),
);

/** A number in base 64, the sign lowest. */
function encoded(distance: number): string {
  let rest = distance < 0 ? (-distance << 1) | 1 : distance << 1;
  let text = '';
  do {
    const digit = rest & 31;
    rest >>>= 5;
    text += ALPHABET[rest > 0 ? digit | CONTINUES : digit] ?? '';
  } while (rest > 0);
  return text;
}

/** The map of a text that is run as it is, but for its probes. */
function mapOfInsertions(file: string, source: string, insertions: readonly Insertion[]): string {
  const shifts = shiftsByLine(source, insertions);
  const mappings: SourceMapMappings = [];
  const lines = countLines(source);
  for (let line = 0; line < lines; line++) {
    const segments: SourceMapSegment[] = [[0, 0, line, 0]];
    for (const { column, from, to } of shifts.get(line) ?? [])
      segments.push([from, 0, line, column], [to, 0, line, column]);
    mappings.push(segments);
  }
  return JSON.stringify({ version: 3, sources: [file], names: [], mappings: encode(mappings) });
}

function countLines(text: string): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
