/** 600 kB that take as long to load as all the rest of the extension, and that nothing needs before the server has begun. */
import { createRequire } from 'node:module';
import { setImmediate as afterOthers } from 'node:timers/promises';
import type * as LanguageClientChunk from './language-client-chunk.ts';

const requireHere = createRequire(import.meta.filename);

export async function loadLanguageClient(): Promise<typeof LanguageClientChunk> {
  await afterOthers();
  const chunk: unknown = requireHere('./language-client.cjs');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the bundle of that module
  return chunk as typeof LanguageClientChunk;
}
