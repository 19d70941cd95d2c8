/** Reads snapshot files and writes them so that a reader, or a crash, never meets half a file. */
import path from 'node:path';
import * as messages from './messages.ts';
import type { SnapshotFault } from './messages.ts';
import type { RealFs } from './real-fs.ts';
import { parseSnap, type SnapHeader } from './snap-format.ts';

export type StoredSnap =
  | { readonly kind: 'absent' }
  | {
      readonly kind: 'stored';
      readonly text: string;
      readonly header: SnapHeader;
      readonly entries: Map<string, string>;
    }
  | { readonly kind: 'fault'; readonly fault: SnapshotFault };

export interface NamedFile {
  /** Absolute. */
  readonly path: string;
  /** How messages name it: relative to the workspace. */
  readonly shownAs: string;
}

export function readSnap(fs: RealFs, file: NamedFile, link: string | undefined): StoredSnap {
  const { shownAs } = file;
  const read = readText(fs, file);
  if (read.kind !== 'text') return read;
  if (read.text === '') return { kind: 'stored', text: '', header: 'current', entries: new Map() };

  const parsed = parseSnap(read.text, link);
  switch (parsed.kind) {
    case 'conflict':
      return { kind: 'fault', fault: messages.conflictMarkers(shownAs, parsed.line) };
    case 'broken':
      return {
        kind: 'fault',
        fault: messages.brokenSnapshotFile({ file: shownAs, line: parsed.line }, parsed.reason),
      };
    case 'parsed':
      return { kind: 'stored', text: read.text, header: parsed.header, entries: parsed.entries };
  }
}

export type ReadText =
  | { readonly kind: 'absent' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'fault'; readonly fault: SnapshotFault };

export function readText(fs: RealFs, file: NamedFile): ReadText {
  try {
    return { kind: 'text', text: fs.readFileSync(file.path, 'utf8') };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { kind: 'absent' };
    return { kind: 'fault', fault: messages.unreadable(file.shownAs, error) };
  }
}

/**
 * Writes beside the file and renames over it. A symbolic link stays one, the mode of the file stays,
 * and a file that may not be written is not replaced.
 */
export function writeText(fs: RealFs, file: NamedFile, text: string): SnapshotFault | undefined {
  let temporary: string | undefined;
  try {
    fs.mkdirSync(path.dirname(file.path), { recursive: true });
    const exists = fs.existsSync(file.path);
    const target = exists ? fs.realpathSync(file.path) : file.path;
    if (exists) fs.accessSync(target, WRITABLE);
    temporary = `${target}.${process.pid}.tmp`;
    fs.writeFileSync(temporary, text);
    if (exists) fs.chmodSync(temporary, fs.statSync(target).mode);
    fs.renameSync(temporary, target);
    return undefined;
  } catch (error) {
    if (temporary !== undefined) removeQuietly(fs, temporary);
    return messages.notWritten(file.shownAs, error);
  }
}

export function removeFile(fs: RealFs, file: NamedFile): SnapshotFault | undefined {
  try {
    fs.rmSync(file.path, { force: true });
    return undefined;
  } catch (error) {
    return messages.notWritten(file.shownAs, error);
  }
}

const WRITABLE = 2; // fs.constants.W_OK

function removeQuietly(fs: RealFs, file: string): void {
  try {
    fs.rmSync(file, { force: true });
  } catch {
    // The disk that could not be written to may not let go of the temporary file either; the first error counts.
  }
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
