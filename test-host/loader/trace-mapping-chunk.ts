/** Lazy chunk of the host: decodes source maps. */
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';

/** @returns generated (1-based line and column) → source (the same), `undefined` where the map says nothing */
export function createMapper(map: string): (line: number, column: number) => { line: number; column: number } | undefined {
  const trace = new TraceMap(map);
  return (line, column) => {
    const found = originalPositionFor(trace, { line, column: Math.max(0, column - 1) });
    return found.line === null ? undefined : { line: found.line, column: found.column + 1 };
  };
}
