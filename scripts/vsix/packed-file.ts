/** A file of the extension, before it is in the archive. */
import fs from 'node:fs';
import path from 'node:path';

export interface PackedFile {
  /** Within the extension, with forward slashes. */
  readonly name: string;
  readonly content: Buffer;
  readonly isExecutable: boolean;
}

/** All files of a folder, under another name. */
export function filesBelow(folder: string, name: string): readonly PackedFile[] {
  return fs
    .globSync('**', { cwd: folder, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => readPacked(file, path.posix.join(name, inside(folder, file))));
}

export function readPacked(file: string, name: string): PackedFile {
  const isExecutable = (fs.statSync(file).mode & 0o111) !== 0;
  return { name, content: fs.readFileSync(file), isExecutable };
}

function inside(folder: string, file: string): string {
  return path.relative(folder, file).split(path.sep).join('/');
}
