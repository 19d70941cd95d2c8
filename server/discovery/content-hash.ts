/** Names contents in the cache: the same bytes, the same name. */
import { hash } from 'node:crypto';

export function contentHash(content: Uint8Array | string): string {
  return hash('sha1', content, 'base64url');
}
