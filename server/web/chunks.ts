/**
 * In place of `config/lazy-chunk.ts`: a web worker has one bundle. What is in these modules runs when they are loaded, and
 * those that parse need the compiler for it.
 */
const chunks = new Map<string, unknown>();

export async function loadChunks(): Promise<void> {
  chunks.set('config', await import('../config/config-chunk.ts'));
  chunks.set('globs', await import('../config/glob-chunk.ts'));
  chunks.set('parsing', await import('../parsing/parsing-chunk.ts'));
  chunks.set('pretty', await import('../../titles/pretty-chunk.ts'));
}

export function loadServerChunk<T>(name: string): T {
  const chunk = chunks.get(name);
  if (chunk === undefined) throw new Error(`the chunk ${name} is not loaded`);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- name and type are one row in the caller
  return chunk as T;
}
