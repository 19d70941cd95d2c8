/** Where a run's files are found again on another machine: by their place in the repository. */
import fs from 'node:fs';
import path from 'node:path';

/** Of a root, relative to the top of its repository; '' is the top, or a folder in no repository. */
export function placeInRepository(rootDir: string): string {
  return slashed(path.relative(repositoryTop(rootDir), rootDir));
}

/** @returns the root itself when it is in no repository */
export function repositoryTop(rootDir: string): string {
  for (let folder = rootDir; ; folder = path.dirname(folder)) {
    if (fs.existsSync(path.join(folder, '.git'))) return folder;
    if (path.dirname(folder) === folder) return rootDir;
  }
}

/** A path of this machine, as it is written for all. */
export function slashed(file: string): string {
  return file.replaceAll(path.sep, '/');
}

/** The folder that has most of the files; of equal ones the first. */
export function folderWith<
  T extends { readonly folder: string; readonly files: readonly string[] },
>(candidates: readonly [T, ...T[]]): T {
  const [first, ...others] = candidates;
  const countOf = ({ folder, files }: T): number =>
    files.filter((file) => fs.existsSync(path.join(folder, file))).length;
  let best = { one: first, count: countOf(first) };
  for (const one of others) {
    const count = countOf(one);
    if (count > best.count) best = { one, count };
  }
  return best.one;
}
