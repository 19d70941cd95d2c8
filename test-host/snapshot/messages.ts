/** Everything that snapshots say to a person besides a mismatch. One function a code. */
import type { Problem } from '../protocol.ts';
import { CodedError } from '../api/coded-error.ts';

/** An expected problem: thrown into the test that met it, or reported with the file. */
export interface SnapshotFault {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly severity?: 'warning';
  readonly location: { readonly file: string; readonly line?: number; readonly column?: number };
}

export function toError(fault: SnapshotFault): CodedError {
  return new CodedError(fault.code, fault.message, fault.hint);
}

export function toProblem(fault: SnapshotFault): Problem {
  return { ...fault, severity: fault.severity ?? 'error' };
}

type Place = SnapshotFault['location'];

export function conflictMarkers(file: string, line: number): SnapshotFault {
  return {
    code: 'ZT1601',
    message: `The snapshot file ${file} has merge conflict markers at line ${line}.`,
    hint: 'Keep one side of the conflict, or run all tests of the file with --update to write the snapshots anew.',
    location: { file, line },
  };
}

export function brokenSnapshotFile(
  place: { file: string; line: number },
  reason: string,
): SnapshotFault {
  return {
    code: 'ZT1602',
    message: `The snapshot file ${place.file} cannot be read as snapshots: ${reason} at line ${place.line}.`,
    hint: 'Restore it from version control, or run all tests of the file with --update to write it anew.',
    location: place,
  };
}

export function foreignHeader(file: string, header: 'missing' | 'older' | 'newer'): SnapshotFault {
  const what = {
    missing: 'has no "// Jest Snapshot v1" header',
    older: 'has a format older than version 1',
    newer: 'has a format newer than version 1, the one that ztest knows',
  }[header];
  return {
    code: 'ZT1603',
    message: `The snapshot file ${file} ${what}.`,
    hint: 'Run all tests of the file with --update to write it in the current format.',
    location: { file },
  };
}

export function unreadable(file: string, cause: unknown): SnapshotFault {
  return {
    code: 'ZT1604',
    message: `${file} cannot be read: ${describeCause(cause)}.`,
    hint: 'Check that it is a file and that this user may read it.',
    location: { file },
  };
}

export const NOT_WRITTEN = 'ZT1605';

export function notWritten(file: string, cause: unknown): SnapshotFault {
  return {
    code: NOT_WRITTEN,
    message: `Snapshots were not saved: ${file} cannot be written: ${describeCause(cause)}.`,
    hint: 'Check the permissions of the file and its folder and the space on the disk, then run again.',
    location: { file },
  };
}

export function sourceChanged(place: Place): SnapshotFault {
  return {
    code: 'ZT1606',
    message: `Inline snapshots were not written: ${place.file} has changed since the run loaded it.`,
    hint: 'Run the tests again.',
    location: place,
  };
}

export function callNotFound(place: Place | undefined): SnapshotFault {
  const where =
    place === undefined ? '' : ` at ${place.file}:${place.line ?? 0}:${place.column ?? 0}`;
  return {
    code: 'ZT1607',
    message: `An inline snapshot was not written: the call that it belongs to was not found in the source${where}.`,
    hint: 'Call the matcher directly in a source file of the project, not from generated code; or use toMatchSnapshot().',
    location: place ?? { file: '' },
  };
}

export function differingValues(place: Place): SnapshotFault {
  return {
    code: 'ZT1608',
    message:
      `The inline snapshot at ${place.file}:${place.line ?? 0}:${place.column ?? 0} is reached more than once with ` +
      'different values: one call in the source can hold only one of them.',
    hint: 'Use toMatchSnapshot() in loops, rows and shared helpers.',
    location: place,
  };
}

export function notALiteral(place: Place): SnapshotFault {
  return {
    code: 'ZT1609',
    message: `The inline snapshot at ${place.file}:${place.line ?? 0} was not written: its argument is not a literal.`,
    hint: 'Replace the argument with a template literal, or remove it to have it written.',
    location: place,
  };
}

export function outsideOfFile(matcher: string): SnapshotFault {
  return {
    code: 'ZT1610',
    message: `${matcher}() was called while no test file was running, so there is no snapshot file to compare with.`,
    hint: 'Await what calls it before the test ends.',
    location: { file: '' },
  };
}

export function outdatedLink(file: string): SnapshotFault {
  return {
    code: 'ZT1611',
    severity: 'warning',
    message: `The snapshot file ${file} was written by an older Jest: its header has another link.`,
    hint: 'Run the tests outside of CI and commit the file: only its first line changes.',
    location: { file },
  };
}

export function replacementIncomplete(fault: SnapshotFault): SnapshotFault {
  return {
    code: 'ZT1612',
    message: `${fault.message} It was not replaced, because not all tests of its file ran and passed.`,
    hint: 'Run the whole file with --update.',
    location: fault.location,
  };
}

export function unparsableSource(place: Place, reason: string): SnapshotFault {
  return {
    code: 'ZT1613',
    message: `Inline snapshots were not written: ${place.file} cannot be parsed: ${reason}.`,
    hint: 'Inline snapshots can be written into JavaScript and TypeScript files only.',
    location: place,
  };
}

function describeCause(cause: unknown): string {
  if (typeof cause !== 'object' || cause === null) return String(cause);
  const code = 'code' in cause ? String(cause.code) : '';
  const text = 'message' in cause ? String(cause.message) : code;
  return meanings[code] === undefined ? text : `${meanings[code]} (${code})`;
}

const meanings: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the disk',
  EDQUOT: 'the disk quota is used up',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is a file, not a folder',
  EMFILE: 'too many files are open',
};
