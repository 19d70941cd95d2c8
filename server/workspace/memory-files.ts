/** A file system in memory, for tests: no disk, no links, and a clock that every write moves on. */
import path from 'node:path';
import type { Files, FileStat, FolderEntry } from './files.ts';

export class MemoryFiles implements Files {
  readonly #files = new Map<string, { readonly bytes: Uint8Array; readonly mtime: number }>();
  #clock = 0;
  /** How often files were read: what a test asserts of a cache. */
  reads = 0;

  constructor(files: Readonly<Record<string, string | Uint8Array>> = {}) {
    for (const [file, content] of Object.entries(files)) this.write(file, content);
  }

  write(file: string, content: string | Uint8Array): void {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    this.#files.set(file, { bytes, mtime: ++this.#clock });
  }

  /** Removes a file, or a folder with all in it. */
  remove(target: string): void {
    for (const file of this.#files.keys()) {
      if (file === target || file.startsWith(`${target}/`)) this.#files.delete(file);
    }
  }

  /** Renames a file, or moves a folder with all in it. */
  move(from: string, to: string): void {
    for (const [file, entry] of this.#files) {
      if (file !== from && !file.startsWith(`${from}/`)) continue;
      this.#files.delete(file);
      this.#files.set(to + file.slice(from.length), entry);
    }
  }

  readonly list = (folder: string): readonly FolderEntry[] => {
    const prefix = folder.endsWith('/') ? folder : `${folder}/`;
    const kinds = new Map<string, 'file' | 'folder'>();
    for (const file of this.#files.keys()) {
      if (!file.startsWith(prefix)) continue;
      const [name = '', ...rest] = file.slice(prefix.length).split('/');
      kinds.set(name, rest.length > 0 ? 'folder' : 'file');
    }
    if (kinds.size === 0) throw Object.assign(new Error(`no folder ${folder}`), { code: 'ENOENT' });
    return [...kinds].map(([name, kind]) => ({
      name,
      isFile: () => kind === 'file',
      isDirectory: () => kind === 'folder',
      isSymbolicLink: () => false,
    }));
  };

  readonly stat = (target: string): FileStat | undefined => {
    const file = this.#files.get(target);
    if (file !== undefined) return { kind: 'file', mtime: file.mtime, size: file.bytes.length };
    const prefix = target === '/' ? target : `${target}/`;
    const isFolder = [...this.#files.keys()].some((name) => name.startsWith(prefix));
    return isFolder ? { kind: 'folder', mtime: 0, size: 0 } : undefined;
  };

  readonly read = (file: string): Uint8Array | undefined => {
    this.reads += 1;
    return this.#files.get(file)?.bytes;
  };

  readonly realPath = (target: string): string | undefined =>
    this.stat(target) === undefined ? undefined : path.posix.normalize(target);
}
