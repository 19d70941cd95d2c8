/** What the server asks of a file system: so little that a test can hand over one in memory. Paths are absolute. */

export interface Files {
  /** @throws as Node does, when the folder cannot be read */
  readonly list: (folder: string) => readonly FolderEntry[];
  /** Follows links; `undefined` when there is nothing, or nothing that may be looked at. */
  readonly stat: (path: string) => FileStat | undefined;
  /** `undefined` when it is gone, no file, or not ours to read. */
  readonly read: (file: string) => Uint8Array | undefined;
  /** Without links; `undefined` when there is nothing. */
  readonly realPath: (path: string) => string | undefined;
}

/** As Node's `Dirent`. */
export interface FolderEntry {
  readonly name: string;
  readonly isFile: () => boolean;
  readonly isDirectory: () => boolean;
  readonly isSymbolicLink: () => boolean;
}

export interface FileStat {
  readonly kind: 'file' | 'folder' | 'other';
  /** Milliseconds. */
  readonly mtime: number;
  /** Bytes. */
  readonly size: number;
  /** Which file it is, and when anything of it was changed last; where files have such. */
  readonly id?: string;
}

/** The text of a small file (rules, settings), without its byte order mark. */
export function readSmallText(files: Files, file: string): string | undefined {
  const bytes = files.read(file);
  return bytes === undefined ? undefined : decodeText(bytes).replace(/^\uFEFF/, '');
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** What is not valid UTF-8 becomes U+FFFD. */
export function decodeText(bytes: Uint8Array): string {
  return utf8.decode(bytes);
}
