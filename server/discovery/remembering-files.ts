/** The same file system for one moment: what several walks ask is looked up once. */
import type { Files, FileStat, FolderEntry } from '../workspace/files.ts';

export function rememberingFiles(files: Files): Files {
  const lists = new Map<string, readonly FolderEntry[]>();
  const reads = new Map<string, Uint8Array | undefined>();
  const stats = new Map<string, FileStat | undefined>();
  const remember = <T>(known: Map<string, T>, key: string, look: (key: string) => T): T => {
    const before = known.get(key);
    if (before !== undefined || known.has(key)) return before ?? look(key);
    const now = look(key);
    known.set(key, now);
    return now;
  };
  return {
    list: (folder) => remember(lists, folder, files.list),
    read: (file) => remember(reads, file, files.read),
    stat: (target) => remember(stats, target, files.stat),
    realPath: files.realPath,
  };
}
