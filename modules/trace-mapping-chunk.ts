/** Chunk of the server and the hosts: decodes source maps. */
import { originalPositionFor, TraceMap, type EncodedSourceMap } from '@jridgewell/trace-mapping';

export interface MappedPosition {
  /** 1-based, as the column is. */
  readonly line: number;
  readonly column: number;
}

/** Generated position (1-based) → position in the source; `undefined` where the map says nothing. */
export type Mapper = (line: number, column: number) => MappedPosition | undefined;

/** @param parse in a host not the global one: user code may have replaced that */
export function createMapper(map: string, parse: (text: string) => unknown = JSON.parse): Mapper {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by our own transformers
  const trace = new TraceMap(parse(map) as EncodedSourceMap);
  return (line, column) => {
    const found = originalPositionFor(trace, { line, column: Math.max(0, column - 1) });
    return found.line === null ? undefined : { line: found.line, column: found.column + 1 };
  };
}
