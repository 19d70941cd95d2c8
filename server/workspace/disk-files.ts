/** The files of this machine. Synchronous: twice as fast as asynchronous for thousands of small files. */
import fs from 'node:fs';
import type { Files } from './files.ts';

export const diskFiles: Files = {
  list: (folder) => fs.readdirSync(folder, { withFileTypes: true }),
  stat: (path) => {
    try {
      const stats = fs.statSync(path, { throwIfNoEntry: false });
      if (stats === undefined) return undefined;
      const kind = stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other';
      const id = `${stats.ino} ${stats.ctimeMs}`;
      return { kind, mtime: stats.mtimeMs, size: stats.size, id };
    } catch {
      return undefined; // not ours to look at, a loop of links, a file where a folder is named
    }
  },
  read: (file) => {
    // The usual reason: an error with its stack costs 0.1 ms.
    if (!fs.existsSync(file)) return undefined;
    try {
      return fs.readFileSync(file);
    } catch {
      return undefined; // a folder of that name, gone since, or not ours to read
    }
  },
  realPath: (path) => {
    try {
      return fs.realpathSync.native(path);
    } catch {
      return undefined; // a link to nothing
    }
  },
};
