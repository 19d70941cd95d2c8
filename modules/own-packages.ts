/** Packages that lie in a project, by their names: Jest's map of files has them as modules. */
import fs from 'node:fs';
import path from 'node:path';
import type { PackageReader } from './package-json.ts';

/** As many folders as a map of a very large project has. */
const MAX_FOLDERS = 20_000;

/**
 * Folders are looked into and not noted: whatever a run writes would change an answer. An import that was missing is looked for
 * again by the host that needs it.
 *
 * @returns a folder for each name that one package alone has
 */
export function findOwnPackages(
  rootDir: string,
  packages: PackageReader,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const ambiguous = new Set<string>();
  const waiting = [rootDir];
  for (let at = 0; at < waiting.length && at < MAX_FOLDERS; at++) {
    const directory = waiting[at] ?? rootDir;
    const entries = entriesOf(directory);
    for (const entry of entries)
      if (entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
        waiting.push(path.join(directory, entry.name));
    const isPackage = entries.some(({ name }) => name === 'package.json');
    const name = isPackage ? packages.read(directory)?.name : undefined;
    if (name === undefined) continue;
    if (found.has(name)) ambiguous.add(name);
    found.set(name, directory);
  }
  for (const name of ambiguous) found.delete(name);
  return found;
}

function entriesOf(directory: string): readonly fs.Dirent[] {
  try {
    return fs.readdirSync(directory, { withFileTypes: true });
  } catch {
    return []; // not ours to read, or gone
  }
}
