/** Failures that have one cause: the same error from the same place, in however many tests. Pure. */
import type { SerializedError, StackFrame } from '../../test-host/protocol.ts';
import { sameMessage } from '../../server/engine.ts';
import type { Failure } from './failure-list.ts';

export interface FailureCluster {
  /** Stable from run to run, as long as the place and the message are. */
  readonly fingerprint: string;
  /** The one that is shown. */
  readonly failure: Failure;
  /** Those that failed in the same way. */
  readonly same: readonly Failure[];
}

/** In the order of the first of each. */
export function clusterFailures(failures: readonly Failure[]): readonly FailureCluster[] {
  const clusters = new Map<string, { readonly failure: Failure; readonly same: Failure[] }>();
  for (const [index, failure] of failures.entries()) {
    // Nothing tells one timeout from another.
    const key = causeOf(failure) ?? `${index}`;
    const known = clusters.get(key);
    if (known === undefined) clusters.set(key, { failure, same: [] });
    else known.same.push(failure);
  }
  return [...clusters].map(([fingerprint, cluster]) => ({ fingerprint, ...cluster }));
}

/** @returns `undefined`: it stands for itself */
function causeOf({ file, errors }: Failure): string | undefined {
  const [error] = errors;
  if (error === undefined) return undefined;
  const frame = error.stack.find(isOfUser);
  if (frame === undefined) return error.code === undefined ? undefined : plainCause(error);
  const place = `${frame.file}:${frame.line}`;
  // In the test itself, the values are the failure; in code that many tests call, they are what differs between them.
  const isOwn = frame.file === file?.path;
  const message = isOwn ? error.message : sameMessage(error.message);
  return [error.name, error.code ?? '', message, isOwn ? `${place}:${frame.column}` : place].join(
    '|',
  );
}

/** Of an error of Node's or of a package that says no place: its code, and what it speaks of. */
function plainCause({ name, code, message }: SerializedError): string | undefined {
  return code?.startsWith('ZT') === true ? undefined : [name, code, message].join('|');
}

function isOfUser({ file }: StackFrame): boolean {
  return !file.startsWith('node:') && !file.includes('node_modules');
}
