/** Which failures are the same: what differs from run to run (numbers, times, paths, ids) does not count. */
import type { SerializedError } from '../../test-host/protocol.ts';

export interface KnownError {
  readonly fingerprint: string;
  /** The first line, as it was. */
  readonly message: string;
  /** `file:line`, innermost frame of the user's. */
  readonly place: string | undefined;
}

const LONGEST = 300;

export function fingerprintOf({ name, message, code, stack }: SerializedError): KnownError {
  const [first = ''] = message.split('\n', 1);
  const frame = stack.find(
    ({ file }) => !file.startsWith('node:') && !file.includes('node_modules'),
  );
  const where = frame === undefined ? '' : `${frame.file}|${frame.functionName ?? ''}`;
  return {
    fingerprint: [name, code ?? '', sameMessage(message).slice(0, LONGEST), where].join('|'),
    message: `${name}: ${first}`.slice(0, LONGEST),
    place: frame && `${frame.file}:${frame.line}`,
  };
}

/** Without numbers, addresses and paths. */
export function sameMessage(message: string): string {
  return message
    .replaceAll(/0x[0-9a-f]+|[0-9a-f]{8,}(?:-[0-9a-f]{4,})*/gi, '#')
    .replaceAll(/\d+(?:\.\d+)*/g, '#')
    .replaceAll(/(?:[a-z]:)?(?:[\\/][\w.#@-]+){2,}/gi, '/…')
    .replaceAll(/\s+/g, ' ');
}
