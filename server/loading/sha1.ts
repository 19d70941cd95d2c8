/** Hashes for the cache. `crypto` is loaded when the first one is asked for: a warm run asks for none. */
import { createRequire } from 'node:module';

const requireHere = createRequire(import.meta.filename);

/** @returns 40 hexadecimal digits */
export function sha1(text: string): string {
  const crypto: typeof import('node:crypto') = requireHere('node:crypto') as typeof import('node:crypto'); // by its name
  return crypto.hash('sha1', text, 'hex');
}
