/** What Git ignores by rules from above the folder where a walk begins, up to the repository's root. */
import fs from 'node:fs';
import path from 'node:path';
import { isIgnored, parseIgnoreFile, type IgnoreRules } from './ignore-rules.ts';

/**
 * The rules that hold in `start`, outermost first. A start that they ignore was named on purpose
 * (by a pattern of the user, or by working in it), so then none of them counts.
 *
 * @param rootDir absolute root of the project, with forward slashes
 * @param start folder relative to it
 */
export function outerIgnoreRules(rootDir: string, start: string): readonly IgnoreRules[] {
  const walkStart = start === '' ? rootDir : `${rootDir}/${start}`;
  const layers: IgnoreRules[] = [];
  for (const folder of foldersAbove(walkStart, rootDir)) {
    const isFolderIgnored = isIgnored(
      { path: folder, name: path.posix.basename(folder), isFolder: true },
      layers,
    );
    if (isFolderIgnored) return [];
    // The walk reads the start's own .gitignore.
    for (const file of ['.git/info/exclude', ...(folder === walkStart ? [] : ['.gitignore'])]) {
      const text = readText(`${folder}/${file}`);
      if (text !== undefined) layers.push(parseIgnoreFile(text, folder));
    }
  }
  return layers;
}

/** From the root of the repository (of the project, when there is none) down to `start` itself. */
function foldersAbove(start: string, rootDir: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = start; ; folder = path.posix.dirname(folder)) {
    folders.unshift(folder);
    if (fs.existsSync(`${folder}/.git`)) return folders;
    if (path.posix.dirname(folder) === folder) break;
  }
  return folders.slice(folders.indexOf(rootDir));
}

function readText(file: string): string | undefined {
  if (!fs.existsSync(file)) return undefined; // the usual case: an error with its stack costs 0.1 ms
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined; // a folder of that name, or not ours to read
  }
}
