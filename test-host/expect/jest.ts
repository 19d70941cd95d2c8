/** The way to Jest's `expect`: loaded when an assertion fails or when only Jest knows the answer. */
import { lazyChunk } from '../lazy-chunk.ts';
import type * as JestChunk from './jest-chunk.ts';

export function jestExpect(): typeof JestChunk {
  return lazyChunk<typeof JestChunk>('jest-expect', './expect/jest-chunk.ts');
}
