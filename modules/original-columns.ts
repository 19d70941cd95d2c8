/** Source maps of a text with probes, made to speak of the text as it was written: lines are the same, columns are not. */
import {
  decode,
  encode,
  type SourceMapMappings,
  type SourceMapSegment,
} from '@jridgewell/sourcemap-codec';
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
  const mappings = decode(parsed.mappings).map((line) =>
    line.map((segment) => withOriginalColumn(segment, shifts)),
  );
  return JSON.stringify({ ...parsed, mappings: encode(mappings) });
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

function withOriginalColumn(
  segment: SourceMapSegment,
  shifts: ReadonlyMap<number, LineShifts>,
): SourceMapSegment {
  if (segment.length === 1) return segment;
  const [generated, source, line, column] = segment;
  const original = originalColumn(column, shifts.get(line));
  return segment.length === 5
    ? [generated, source, line, original, segment[4]]
    : [generated, source, line, original];
}

function countLines(text: string): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
