/** Lines that are other than in a commit, told by git: also of files that it does not know yet. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** Absolute path → lines, 1-based. */
export type ChangedLines = ReadonlyMap<string, ReadonlySet<number>>;

/** @throws git's own words, when there is no such commit or no repository */
export function changedLines(rootDir: string, ref: string): ChangedLines {
  const base = mergeBase(rootDir, ref);
  const top = git(rootDir, ['rev-parse', '--show-toplevel']).trim();
  const flags = ['--unified=0', '--no-color', '--no-ext-diff', '--no-renames', '--relative'];
  const changed = readDiff(
    git(rootDir, ['-c', 'core.quotePath=false', 'diff', ...flags, base]),
    rootDir,
  );
  const others = ['ls-files', '--others', '--exclude-standard', '-z', '--full-name'];
  for (const name of git(rootDir, others).split('\0')) {
    if (name === '') continue;
    const file = path.join(top, name);
    changed.set(file, linesOf(file));
  }
  return changed;
}

/** What came into the other branch since is no change of this one. */
function mergeBase(rootDir: string, ref: string): string {
  git(rootDir, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]);
  try {
    return git(rootDir, ['merge-base', ref, 'HEAD']).trim();
  } catch {
    return ref; // no common past
  }
}

/** The format of `git diff`: https://git-scm.com/docs/diff-format */
function readDiff(diff: string, rootDir: string): Map<string, Set<number>> {
  const changed = new Map<string, Set<number>>();
  let lines = new Set<number>();
  for (const text of diff.split('\n')) {
    const file = /^\+\+\+ b\/(.*?)\t?$/.exec(text)?.[1];
    if (file !== undefined) changed.set(path.join(rootDir, file), (lines = new Set()));
    const hunk = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(text);
    if (hunk === null) continue;
    const start = Number(hunk[1]);
    const count = Number(hunk[2] ?? 1);
    for (let line = start; line < start + count; line++) lines.add(line);
  }
  return changed;
}

function linesOf(file: string): Set<number> {
  const count = fs.readFileSync(file, 'utf8').split('\n').length;
  return new Set(Array.from({ length: count }, (_, i) => i + 1));
}

const MOST_OUTPUT = 256 * 1024 * 1024;

function git(cwd: string, args: readonly string[]): string {
  return execFileSync('git', args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: MOST_OUTPUT,
  });
}
