/** Errors as data, as this host sees them. */
import { diffOf } from './expect/diff-of.ts';
import type { SerializedError } from './protocol.ts';
import { serializeError } from './runner/serialize-error.ts';

export function serialize(error: unknown, options: { readonly rootDir: string; readonly isOwnFile: (file: string) => boolean }): SerializedError {
  return serializeError(error, { ...options, diffOf });
}
