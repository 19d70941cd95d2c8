/** Chunk of the server and the hosts: decodes source maps. */
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';

export interface MappedPosition {
  /** 1-based, as the column is. */
  readonly line: number;
  readonly column: number;
}

/** Generated position (1-based) → position in the source; `undefined` where the map says nothing. */
export type Mapper = (line: number, column: number) => MappedPosition | undefined;

export function createMapper(map: string): Mapper {
  const trace = new TraceMap(map);
  return (line, column) => {
    const found = originalPositionFor(trace, { line, column: Math.max(0, column - 1) });
    return found.line === null ? undefined : { line: found.line, column: found.column + 1 };
  };
}
