/** Errors as data, as this host sees them. */
import { diffOf } from './expect/diff-of.ts';
import type { SerializedError } from './protocol.ts';
import { serializeError, type SerializeOptions } from './runner/serialize-error.ts';

export function serialize(
  error: unknown,
  options: Omit<SerializeOptions, 'diffOf'>,
): SerializedError {
  return serializeError(error, { ...options, diffOf });
}
