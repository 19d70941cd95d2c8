/** Where the lines that were counted stand in the text that a file has now. */
import fs from 'node:fs';
import type { ModuleCoverage } from './coverage-file.ts';
import { followLines, SAME_LINES, type FollowedLines } from './followed-lines.ts';
import { hashLines, readLineHashes } from './line-hashes.ts';

/**
 * @param text what an editor holds, in place of what is in the file
 * @returns `undefined` when the file is gone
 */
export function linesNow(
  file: string,
  { codeMap, mtime }: Pick<ModuleCoverage, 'codeMap'> & { readonly mtime: number | undefined },
  text?: string,
): FollowedLines | undefined {
  if (text === undefined && mtime !== undefined && modifiedAt(file) === mtime) return SAME_LINES;
  const current = text ?? textOf(file);
  return current === undefined
    ? undefined
    : followLines(readLineHashes(codeMap.lines), hashLines(current));
}

/** Milliseconds; `undefined`: there is no such file. */
export function modifiedAt(file: string): number | undefined {
  return fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}

export function textOf(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
