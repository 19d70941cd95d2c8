/** As much of `node:fs` as resolving a module needs, over files that were handed over. */
import { decodeText, type Files, type FileStat, type FolderEntry } from '../../workspace/files.ts';

/** The one file system of this worker. */
let mounted: Files | undefined;

export function mountFiles(files: Files): void {
  mounted = files;
}

function statOf(path: string): FileStat {
  const stat = mounted?.stat(path);
  if (stat === undefined) throw new Error(`ENOENT: ${path}`);
  return stat;
}

function realPath(path: string): string {
  statOf(path);
  return path;
}

// oxlint-disable-next-line import/no-default-export -- as in Node
export default {
  existsSync: (path: string): boolean => mounted?.stat(path) !== undefined,
  readdirSync: (path: string): readonly FolderEntry[] => mounted?.list(path) ?? [],
  readFileSync: (path: string): string => {
    const bytes = mounted?.read(path);
    if (bytes === undefined) throw new Error(`ENOENT: ${path}`);
    return decodeText(bytes);
  },
  realpathSync: Object.assign(realPath, { native: realPath }),
  statSync: (path: string) => {
    const { kind } = statOf(path);
    return { isFile: () => kind === 'file', isDirectory: () => kind === 'folder' };
  },
  /** get-tsconfig looks whether a file that it wrote has a second name in other letters. */
  writeFileSync: () => {},
};
