/** Generated positions → positions in the source, by the maps of the module store. */
import path from 'node:path';
import { createRequire } from 'node:module';
import { createSegmentReader, readIndex } from '../../modules/store.ts';
import type * as TraceMapping from '../../test-host/loader/trace-mapping-chunk.ts';

interface Frame {
  readonly functionName: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export function mapFrames(frames: readonly Frame[], indexPath: string | undefined): readonly Frame[] {
  const index = indexPath === undefined || frames.length === 0 ? undefined : readIndex(path.dirname(indexPath), undefined);
  if (index === undefined || indexPath === undefined) return frames;
  const segments = createSegmentReader(path.dirname(indexPath), index.segments);
  const { createMapper } = createRequire(import.meta.filename)('./trace-mapping.cjs') as typeof TraceMapping; // the host's chunk
  return frames.map((frame) => {
    const blob = index.blobs[index.modules[frame.file]?.hash ?? ''];
    const map = blob === undefined || blob.mapLength === 0 ? undefined : segments.map(blob);
    const position = map === undefined ? undefined : createMapper(map)(frame.line, frame.column);
    return position === undefined ? frame : { ...frame, ...position };
  });
}
