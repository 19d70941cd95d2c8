/** The bundles of this process: one instance of `kept-code.ts` loads them all, and knows what they have compiled. */
import { createRequire } from 'node:module';
import path from 'node:path';
import type * as KeptCode from './kept-code.ts';

const requireHere = createRequire(import.meta.filename);

/** Unbundled, sources are run by Node itself. */
export const isBundled = !import.meta.filename.endsWith('.ts');

/** @param name as in `scripts/chunks.ts` */
export function loadBundle(name: string): unknown {
  return keptCode().loadKept(path.join(import.meta.dirname, `${name}.cjs`));
}

/** At the end of a run: what the bundles have compiled is there for the next process. */
export function keepOwnCode(): void {
  if (isBundled) keptCode().keepCode();
}

function keptCode(): typeof KeptCode {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a row of `scripts/chunks.ts`
  return requireHere('./kept-code.cjs') as typeof KeptCode;
}
