/** What Git ignores by rules from above the folder where a walk begins, up to the repository's root. */
import path from 'node:path';
import { readSmallText, type Files } from '../workspace/files.ts';
import { isIgnored, parseIgnoreFile, type IgnoreRules } from './ignore-rules.ts';

/**
 * The rules that hold in `start`, outermost first. A start that they ignore was named on purpose
 * (by a pattern of the user, or by working in it), so then none of them counts.
 *
 * @param rootDir absolute root of the project, with forward slashes
 * @param start folder relative to it
 */
export function outerIgnoreRules(
  rootDir: string,
  start: string,
  files: Files,
): readonly IgnoreRules[] {
  const walkStart = start === '' ? rootDir : `${rootDir}/${start}`;
  const layers: IgnoreRules[] = [];
  for (const folder of foldersAbove(walkStart, rootDir, files)) {
    const isFolderIgnored = isIgnored(
      { path: folder, name: path.posix.basename(folder), isFolder: true },
      layers,
    );
    if (isFolderIgnored) return [];
    // The walk reads the start's own .gitignore.
    for (const file of ['.git/info/exclude', ...(folder === walkStart ? [] : ['.gitignore'])]) {
      const text = readSmallText(files, `${folder}/${file}`);
      if (text !== undefined) layers.push(parseIgnoreFile(text, folder));
    }
  }
  return layers;
}

/** From the root of the repository (of the project, when there is none) down to `start` itself. */
function foldersAbove(start: string, rootDir: string, files: Files): readonly string[] {
  const folders: string[] = [];
  for (let folder = start; ; folder = path.posix.dirname(folder)) {
    folders.unshift(folder);
    if (files.stat(`${folder}/.git`) !== undefined) return folders;
    if (path.posix.dirname(folder) === folder) break;
  }
  return folders.slice(folders.indexOf(rootDir));
}
