/** Hashes for the cache. `crypto` is loaded when the first one is asked for: a warm run asks for none. */
import type NodeCrypto from 'node:crypto';
import { createRequire } from 'node:module';

const requireHere = createRequire(import.meta.filename);

/** @returns 40 hexadecimal digits */
export function sha1(text: string): string {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- by its name
  const crypto = requireHere('node:crypto') as typeof NodeCrypto;
  return crypto.hash('sha1', text, 'hex');
}
