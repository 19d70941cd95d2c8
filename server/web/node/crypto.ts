/** As much of `node:crypto` as naming contents needs. */
import { sha1 } from '@noble/hashes/legacy.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** In whatever encoding: nobody compares names that were given elsewhere. */
export function hash(_algorithm: 'sha1', content: string | Uint8Array): string {
  return bytesToHex(
    sha1(typeof content === 'string' ? new TextEncoder().encode(content) : content),
  );
}
