/** Generated positions → positions in the source, by the maps of the module store. */
import path from 'node:path';
import { createSegmentReader, readIndex } from '../../modules/store.ts';
import { loadChunkHere } from '../../modules/toolchain.ts';
import type * as TraceMapping from '../../modules/trace-mapping-chunk.ts';

interface Frame {
  readonly functionName: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export function mapFrames(
  frames: readonly Frame[],
  indexPath: string | undefined,
): readonly Frame[] {
  if (indexPath === undefined || frames.length === 0) return frames;
  const directory = path.dirname(indexPath);
  const index = readIndex(directory, undefined);
  if (index === undefined) return frames;
  const segments = createSegmentReader(directory, index.segments);
  const { createMapper } = loadChunkHere<typeof TraceMapping>('trace-mapping');
  return frames.map((frame) => {
    const blob = index.blobs[index.modules[frame.file]?.hash ?? ''];
    const map = blob === undefined || blob.mapLength === 0 ? undefined : segments.map(blob);
    const position = map === undefined ? undefined : createMapper(map)(frame.line, frame.column);
    return position === undefined ? frame : { ...frame, ...position };
  });
}
