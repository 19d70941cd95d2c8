/** Packages that lie in a project, by their names: Jest's map of files has them as modules. */
import path from 'node:path';
import type { PackageReader } from './package-json.ts';

/** As many folders as a map of a very large project has. */
const MAX_FOLDERS = 20_000;

export interface OwnPackageTools {
  /** Names of folders in a folder. */
  readonly folders: (directory: string) => readonly string[];
  readonly has: (file: string) => boolean;
  readonly packages: PackageReader;
}

/** @returns a folder for each name that one package alone has */
export function findOwnPackages(
  rootDir: string,
  { folders, has, packages }: OwnPackageTools,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const ambiguous = new Set<string>();
  const waiting = [rootDir];
  for (let at = 0; at < waiting.length && at < MAX_FOLDERS; at++) {
    const directory = waiting[at] ?? rootDir;
    for (const name of folders(directory))
      if (name !== 'node_modules' && !name.startsWith('.'))
        waiting.push(path.join(directory, name));
    const file = path.join(directory, 'package.json');
    const name = has(file) ? packages.read(directory)?.name : undefined;
    if (name === undefined) continue;
    if (found.has(name)) ambiguous.add(name);
    found.set(name, directory);
  }
  for (const name of ambiguous) found.delete(name);
  return found;
}
